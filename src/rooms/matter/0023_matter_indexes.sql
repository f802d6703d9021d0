-- Lists by handler and by checker lead with the open matters (matter_open_handler,
-- matter_open_checker); these two only made each report dearer.
drop index matter_by_handler;
drop index matter_by_checker;
