-- The words of matters for search, and the indexes that lead the lists.
create virtual table matter_terms using fts5(terms);
drop index matter_by_due;
create index matter_by_due on matter (project_id, due_at, id) where due_at is not null;
create index matter_open on matter (project_id, received_at desc, id desc) where closed_at is null;
drop index matter_by_urgency;
create index matter_open_urgency on matter (project_id, urgency, received_at desc, id desc)
    where closed_at is null;
create index matter_open_handler on matter (project_id, handler_id) where closed_at is null;
create index matter_open_checker on matter (project_id, checker_id, handler_id)
    where closed_at is null;
create index home_by_code on home (code, project_id);
