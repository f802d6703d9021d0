-- Second factor, one-time links, invitations, and who stands for whom.

-- Two people may share a phone, and one person may have two: an account stands for every person
-- with the phone it was opened by (way 'phone', looked up anew at each login), or for the one a
-- one-time link was made for (way 'link').
create table account_person (
    project_id bigint not null,
    person_id  bigint not null,
    account_id bigint not null references account (id),
    way        text not null check (way in ('phone', 'link')),
    at         bigint not null,
    primary key (project_id, person_id, account_id),
    foreign key (project_id, person_id) references person (project_id, id)
);
create index account_person_by_account on account_person (account_id, project_id);
insert into account_person (project_id, person_id, account_id, way, at)
    select project_id, id, account_id, 'phone', created_at from person where account_id <> 0;
drop index person_by_account;
alter table person drop column account_id;
alter table person add column merged_into bigint; -- a duplicate, kept for what names it

-- Since when a home is another's: what was said before it is the earlier owner's own affair.
alter table home add column owner_changed_at bigint not null default 0;

-- How a session began, and what it still lacks: 'enrol', it may do nothing but set up the second
-- factor.
alter table session add column way text not null default 'password';
alter table session add column needs text not null default '';

create table second_factor (
    account_id    bigint primary key references account (id),
    secret_sealed {{bytes}} not null,
    created_at    bigint not null,
    confirmed_at  bigint,             -- null: shown, but no code of it has come yet
    last_step     bigint not null default 0 -- of the newest code that was taken; none counts twice
);
create table recovery_code (
    account_id bigint not null references account (id),
    code_hash  text not null,
    used_at    bigint,
    primary key (account_id, code_hash)
);
-- Between the password and the code; only the hash of what the cookie holds.
create table second_ticket (
    ticket_hash text primary key,
    account_id  bigint not null references account (id),
    expires_at  bigint not null,
    tries       bigint not null default 0,
    used_at     bigint
);
-- '': asked for, except in a demo.
alter table project add column second_factor text not null default ''
    check (second_factor in ('', 'on', 'off'));

create table login_event (
    id         bigint primary key,
    account_id bigint not null,
    at         bigint not null,
    way        text not null,             -- 'password', 'code', 'link', 'second', 'recovery'
    result     text not null check (result in ('in', 'wrong', 'half')),
    peer       text not null,
    agent      text not null
);
create index login_event_by_account on login_event (account_id, id);

-- A way in for one person of one home, once; stands on handover papers as a QR code.
create table entry_link (
    project_id bigint not null,
    id         bigint not null,
    token_hash text not null unique,
    home_id    bigint not null,
    person_id  bigint not null,
    made_by    bigint not null,
    made_at    bigint not null,
    expires_at bigint not null,
    used_at    bigint,
    ended_at   bigint,
    primary key (project_id, id)
);
create index entry_link_by_person on entry_link (project_id, person_id);

-- A company's people bring their colleagues: into their own company and role, and no further.
alter table membership add column is_lead smallint not null default 0;
alter table membership add column invited_by bigint not null default 0;
update membership set is_lead = 1 where role in ('contractor', 'property');
create table invitation (
    id           bigint primary key,
    token_hash   text not null unique,
    project_id   bigint not null,
    company_id   bigint not null references company (id),
    role         text not null check (role in ('contractor', 'property')),
    name         text not null,
    phone_sealed {{bytes}} not null,
    phone_masked text not null,
    made_by      bigint not null,
    made_at      bigint not null,
    expires_at   bigint not null,
    used_at      bigint,
    ended_at     bigint
);
create index invitation_by_company on invitation (company_id, id);

-- The contact's number, shown once to those who hold the order.
create table order_phone (
    project_id bigint not null,
    order_id   bigint not null,
    account_id bigint not null,
    at         bigint not null,
    primary key (project_id, order_id, account_id)
);
