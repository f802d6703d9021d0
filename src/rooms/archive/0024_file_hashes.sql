-- Before bytes are forgotten: does another row name them?
create index file_by_hash on file (hash);
create index file_by_thumb on file (thumb_hash);
