-- Papers that are sealed: the transaction stores facts and hash, a job renders and seals.
create table paper (
    project_id bigint not null,
    id         bigint not null,
    no         text not null,             -- 'A261123-0003'
    kind       text not null,             -- 'acceptance'
    subject    text not null,
    subject_id bigint not null,           -- the matter
    fault_id   bigint not null default 0,
    state      text not null check (state in ('sealing', 'sealed', 'failed')),
    code       text not null unique,      -- random, stands in the QR
    facts      text not null,             -- JSON the sheet is drawn from
    facts_hash text not null,
    file_id    bigint not null default 0,
    file_hash  text not null default '',
    made_by    bigint not null,
    made_at    bigint not null,
    sealed_at  bigint,
    replaced_by bigint not null default 0,
    primary key (project_id, id),
    unique (project_id, no)
);
create index paper_by_subject on paper (project_id, subject, subject_id);
