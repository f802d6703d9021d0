-- Partner companies (global) and their contracts (per project).
create table company (
    id          bigint primary key,
    name        text not null unique,
    short_name  text not null default '',
    kind        text not null check (kind in ('contractor', 'supplier', 'supervisor', 'property',
                                              'insurer', 'own_team')),
    credit_code text not null default '',
    contact     text not null default '',
    phone_sealed {{bytes}},
    phone_masked text not null default '',
    created_at  bigint not null,
    version     bigint not null default 1
);
create table contract (
    project_id     bigint not null references project (id),
    id             bigint not null,
    company_id     bigint not null references company (id),
    no             text not null default '',
    trades         text not null,         -- space-separated catalogue words
    buildings      text not null default '', -- space-separated building codes; '' all
    completion_on  bigint,                -- start of the contractor's clock; null: the building's
    ends_on        bigint,
    settlement_fen bigint not null default 0,
    retention_bp   bigint not null default 0,
    primary key (project_id, id)
);
create index contract_by_company on contract (company_id, project_id);
