-- Papers of every kind, their reprints, notices of a building, and which care note she acknowledged.
alter table paper add column part_id bigint not null default 0;     -- the order, the refusal; 0: none
alter table paper add column body_hash text not null default '';    -- of what it says, without number and time
-- A reprint is a row and an event; the sealed file stays as it is.
create table paper_copy (
    project_id bigint not null,
    paper_id   bigint not null,
    n          bigint not null,           -- 再次打印 第 n 次
    at         bigint not null,
    by_id      bigint not null,
    primary key (project_id, paper_id, n)
);
-- Water, power, heat or gas is off in a building: what hangs in the entrance hall.
create table notice (
    project_id  bigint not null,
    id          bigint not null,
    building_id bigint not null,
    kind        text not null check (kind in ('water', 'power', 'water_power', 'heat', 'gas')),
    from_at     bigint not null,
    to_at       bigint not null,
    reason      text not null,
    homes       text not null default '', -- as said; '' the whole building
    contact     text not null,
    advice      text not null default '',
    state       text not null check (state in ('announced', 'cancelled')),
    made_by     bigint not null,
    made_at     bigint not null,
    posted_at   bigint,                   -- of the version that counts now
    posted_by   bigint not null default 0,
    posted_where text not null default '',
    cancel_reason text not null default '',
    version     bigint not null default 1,
    primary key (project_id, id),
    foreign key (project_id, building_id) references building (project_id, id)
);
create index notice_by_building on notice (project_id, building_id, to_at);
create index notice_by_time on notice (project_id, to_at);
-- Care notes change; what she was shown and acknowledged stays.
create table care_note (
    component text not null,
    symptom   text not null,
    v         bigint not null,            -- 1 is the text that ships with the program
    zh        text not null,
    en        text not null default '',
    at        bigint not null,
    by_id     bigint not null,
    primary key (component, symptom, v)
);
alter table acceptance add column care_v bigint not null default 0;
alter table acceptance add column care_text text not null default '';
