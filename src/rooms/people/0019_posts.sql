-- Who works where as what, and what she is certified for (S2.1a, S3.2.3c).
alter table account add column department text not null default '';
alter table account add column post text not null default '';
create table certificate (
    id         bigint primary key,
    account_id bigint not null references account (id),
    name       text not null,
    no         text not null default '',
    until_on   bigint,                    -- null: without an end
    added_at   bigint not null,
    removed_at bigint
);
create index certificate_by_account on certificate (account_id, removed_at);
