-- Where a suggestion was passed on, by when it is to be answered, and what came of it (S2.2b).
create table passing (
    project_id  bigint not null,
    id          bigint not null,
    matter_id   bigint not null,
    to_whom     text not null,            -- department or person, as said
    text        text not null default '',
    due_on      bigint not null,
    passed_at   bigint not null,
    passed_by   bigint not null,
    answered_at bigint,
    answered_by bigint not null default 0,
    answer      text not null default '',
    primary key (project_id, id)
);
create index passing_by_matter on passing (project_id, matter_id, passed_at);
