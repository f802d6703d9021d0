-- People of a project and their homes.  Phones and ID numbers are sealed, found by blind index.
create table person (
    project_id bigint not null references project (id),
    id         bigint not null,
    name       text not null,
    account_id bigint not null default 0, -- linked when she logs in by a phone of hers
    id_sealed  {{bytes}},
    id_index   text,                      -- blind index of the whole ID number
    id_last4   text,                      -- blind index of its last four
    wechat     text not null default '',
    prefers    text not null default '',  -- preferred hours
    care       text not null default '',  -- special care, 65 岁以上优先
    created_at bigint not null,
    version    bigint not null default 1,
    primary key (project_id, id)
);
create index person_by_account on person (account_id, project_id);
create index person_by_id_index on person (project_id, id_index);
create index person_by_name on person (project_id, name);
create table person_phone (
    project_id bigint not null,
    person_id  bigint not null,
    pos        bigint not null,
    sealed     {{bytes}} not null,
    full_index text not null,             -- blind index 'phone'
    last4      text not null,             -- blind index 'phone4'
    masked     text not null,
    primary key (project_id, person_id, pos),
    foreign key (project_id, person_id) references person (project_id, id)
);
create index person_phone_full on person_phone (full_index);
create index person_phone_last4 on person_phone (project_id, last4);
create table home_person (
    project_id bigint not null,
    id         bigint not null,
    home_id    bigint not null,
    person_id  bigint not null,
    relation   text not null check (relation in ('owner', 'co_owner', 'family', 'tenant', 'proxy')),
    share_bp   bigint,                    -- hundredths of a percent; null: not told
    from_on    bigint,
    to_on      bigint,                    -- null: still; set on the day the relation ends, access ends with it
    proof      text not null default '',
    primary key (project_id, id),
    unique (project_id, home_id, person_id, relation),
    foreign key (project_id, home_id) references home (project_id, id),
    foreign key (project_id, person_id) references person (project_id, id)
);
create index home_person_by_person on home_person (project_id, person_id);
-- Every reveal of a phone or ID number, with its reason (S3.5e, K20).
create table reveal (
    project_id bigint not null,
    id         bigint not null,
    account_id bigint not null,
    person_id  bigint not null,
    what       text not null,             -- 'phone', 'id_number'
    reason     text not null,
    at         bigint not null,
    primary key (project_id, id)
);
