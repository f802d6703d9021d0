-- Imports: what was asked, what was refused, and the rows between check and apply.
-- project_id may be that of a project that the apply will create, so it has no foreign key.
create table import_job (
    project_id   bigint not null,
    id           bigint not null,
    project_name text not null,
    kind         text not null check (kind in ('homes', 'owners', 'companies')),
    file_name    text not null default '',
    file_hash    text not null default '', -- '' when a command read it from the disk
    mapping      text not null default '',
    state        text not null check (state in ('checking', 'checked', 'applying', 'done', 'failed')),
    accept_good  smallint not null default 0,
    row_n        bigint not null default 0, -- data rows read
    refused_n    bigint not null default 0,
    home_n       bigint not null default 0,
    owner_n      bigint not null default 0,
    company_n    bigint not null default 0,
    staged_n     bigint not null default 0, -- progress
    columns      text not null default '',  -- the guess as shown: one "letter<TAB>field<TAB>heading" a line
    sealed       {{bytes}},                -- the uploaded file until it is taken over, a week at most
    fault        text not null default '',  -- why nothing could be read, Chinese
    added_by     bigint not null,
    added_at     bigint not null,
    ended_at     bigint,
    primary key (project_id, id)
);
create index import_job_by_time on import_job (added_at);
create table import_fault (
    project_id bigint not null,
    job_id     bigint not null,
    row_no     bigint not null,
    field      text not null,
    home       text not null,
    words      text not null,             -- Chinese, with %s for seen
    seen       text not null,
    primary key (project_id, job_id, row_no)
);
create table import_home (
    project_id    bigint not null,
    job_id        bigint not null,
    row_no        bigint not null,
    new_id        bigint not null,
    code          text not null,
    building      text not null,
    unit          text not null,
    room          text not null,
    phase         text not null,
    home_type     text not null,
    area_cm2      bigint not null,
    inner_cm2     bigint not null,
    fit_out       text not null,
    completion_on bigint,
    notice_on     bigint,
    keys_on       bigint,
    handover_on   bigint,
    handover_by   text not null,
    external_id   text not null,
    primary key (project_id, job_id, row_no)
);
create index import_home_by_code on import_home (project_id, job_id, code, row_no);
create table import_person (
    project_id bigint not null,
    job_id     bigint not null,
    row_no     bigint not null,
    pos        bigint not null,
    home_code  text not null,
    home_id    bigint,                    -- found by the apply
    person_id  bigint,                    -- likewise: known to the project, or new_id
    new_id     bigint not null,
    link_id    bigint not null,
    name       text not null,
    id_sealed  {{bytes}},
    id_index   text,
    id_last4   text,
    relation   text not null,
    share_bp   bigint,
    primary key (project_id, job_id, row_no, pos)
);
create index import_person_by_home on import_person (project_id, job_id, home_id, name);
create index import_person_by_number on import_person (project_id, job_id, id_index);
create index import_person_by_person on import_person (project_id, job_id, person_id, row_no, pos);
create table import_phone (
    project_id bigint not null,
    job_id     bigint not null,
    row_no     bigint not null,
    pos        bigint not null,
    n          bigint not null,
    sealed     {{bytes}} not null,
    full_index text not null,
    last4      text not null,
    masked     text not null,
    primary key (project_id, job_id, row_no, pos, n)
);
