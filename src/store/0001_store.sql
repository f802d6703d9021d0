-- What the store keeps about itself.

create table meta (
    name  text primary key,
    value text not null
);

-- Which process uses which of the 1024 node numbers in ids (base/id.h), and until when.
create table node_lease (
    no       {{id}},
    holder   text not null,
    until_at bigint not null
);
