-- Repairs of the years before this program, taken over from spreadsheets.  They are history of their
-- home and nothing else: no clock, no indicator and no figure reads them.  Names and phones of owners
-- are not taken over, because the home's file outlives its owners.
create table past_repair (
    project_id  bigint not null,
    id          bigint not null,
    home_id     bigint not null,
    row_key     text not null,            -- what makes a row the same row in a file sent again
    year        bigint not null default 0, -- of its sheet; 0 not told
    reported_on bigint,
    sent_on     bigint,
    done_on     bigint,
    reported_said text not null default '', -- the cells as they were written
    sent_said   text not null default '',
    done_said   text not null default '',
    problem     text not null,
    category    text not null default '',
    company     text not null default '', -- after a person said which spellings are one
    company_said text not null default '',
    company_id  bigint not null default 0,
    outcome     text not null check (outcome in ('', 'done', 'refused', 'unfinished')),
    passed      text not null check (passed in ('', 'passed', 'failed')),
    called      text not null default '', -- 满意, 未接 … as written
    remark      text not null default '',
    file_name   text not null,
    sheet       text not null,
    row_no      bigint not null,
    job_id      bigint not null,
    imported_at bigint not null,
    primary key (project_id, id),
    unique (project_id, row_key),
    foreign key (project_id, home_id) references home (project_id, id)
);
create index past_repair_by_home on past_repair (project_id, home_id, reported_on);
-- An import may now be of a ledger; a check of one column can't be changed in place everywhere.
create table import_job_wider (
    project_id   bigint not null,
    id           bigint not null,
    project_name text not null,
    kind         text not null check (kind in ('homes', 'owners', 'companies', 'ledger')),
    file_name    text not null default '',
    file_hash    text not null default '',
    mapping      text not null default '',
    state        text not null check (state in ('checking', 'checked', 'applying', 'done', 'failed')),
    accept_good  smallint not null default 0,
    row_n        bigint not null default 0,
    refused_n    bigint not null default 0,
    home_n       bigint not null default 0,
    owner_n      bigint not null default 0,
    company_n    bigint not null default 0,
    staged_n     bigint not null default 0,
    columns      text not null default '',
    sealed       {{bytes}},
    fault        text not null default '',
    added_by     bigint not null,
    added_at     bigint not null,
    ended_at     bigint,
    taken_n      bigint not null default 0, -- of a ledger: rows that are history, or would be
    blank_n      bigint not null default 0, -- and rows that hold no repair
    sheets       text not null default '',  -- one "name<TAB>year<TAB>rows<TAB>taken<TAB>refused<TAB>blank" a line
    spellings    text not null default '',  -- one "as written<TAB>how often<TAB>proposed" a line
    same         text not null default '',  -- what a person said: "as written<TAB>company" a line
    primary key (project_id, id)
);
insert into import_job_wider (project_id, id, project_name, kind, file_name, file_hash, mapping, state,
    accept_good, row_n, refused_n, home_n, owner_n, company_n, staged_n, columns, sealed, fault,
    added_by, added_at, ended_at)
    select project_id, id, project_name, kind, file_name, file_hash, mapping, state, accept_good,
    row_n, refused_n, home_n, owner_n, company_n, staged_n, columns, sealed, fault, added_by,
    added_at, ended_at from import_job;
drop table import_job;
alter table import_job_wider rename to import_job;
create index import_job_by_time on import_job (added_at);
-- Refused rows of several sheets.
create table import_fault_wider (
    project_id bigint not null,
    job_id     bigint not null,
    sheet      text not null default '',
    row_no     bigint not null,
    field      text not null,
    home       text not null,
    words      text not null,
    seen       text not null,
    primary key (project_id, job_id, sheet, row_no)
);
insert into import_fault_wider (project_id, job_id, row_no, field, home, words, seen)
    select project_id, job_id, row_no, field, home, words, seen from import_fault;
drop table import_fault;
alter table import_fault_wider rename to import_fault;
