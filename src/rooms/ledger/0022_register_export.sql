-- Who took the register out of the house, when, and which rows (S3.5e).
create table register_export (
    id         bigint primary key,
    account_id bigint not null,
    format     text not null check (format in ('csv', 'xlsx')),
    filters    text not null,             -- "name<TAB>value" a line
    at         bigint not null
);
create index register_export_by_account on register_export (account_id, at);
