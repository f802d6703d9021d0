-- The words of matters for search, and the indexes that lead the lists.
create virtual table matter_terms using fts5(terms);
drop index matter_by_due;
create index matter_by_due on matter (project_id, due_at, id) where due_at is not null;
create index matter_open on matter (project_id, received_at desc, id desc) where closed_at is null;
create index matter_open_urgent on matter (project_id, received_at desc, id desc)
    where closed_at is null and urgency = 'emergency';
create index home_by_code on home (code, project_id);
