-- Names are found by their pinyin initials: 王秀英 by wxy.  One row a spelling, a few a person.
create table person_initials (
    project_id bigint not null,
    initials   text not null,             -- lower-case letters
    person_id  bigint not null,
    primary key (project_id, initials, person_id),
    foreign key (project_id, person_id) references person (project_id, id)
);
create index person_initials_of on person_initials (project_id, person_id);
-- The name that the rows above were made of; a job makes them anew where it differs.
alter table person add column spelled text not null default '';
create index person_unspelled on person (project_id, id) where spelled <> name;
-- 3#1802 and 1802 without a unit.
create index home_by_room on home (project_id, room);
-- A phone within its project: without this the planner walks all phones of the project.
create index person_phone_in on person_phone (project_id, full_index);
