-- Which places a home of a type has (records.md, estate): a type without rows has those of the
-- catalogue.  Types are what stands in home.home_type.
create table home_type (
    project_id bigint not null references project (id),
    name       text not null,
    version    bigint not null default 1,
    primary key (project_id, name)
);
create table home_type_place (
    project_id bigint not null,
    home_type  text not null,
    place      text not null,             -- a place of the catalogue, inside a home
    primary key (project_id, home_type, place),
    foreign key (project_id, home_type) references home_type (project_id, name)
);
