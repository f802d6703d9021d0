-- Accounts, sessions, events, keys, jobs: what every room stands on.
-- Accounts, sessions and tokens are global; everything else belongs to one project.

create table project (
    id         bigint primary key,
    slug       text not null unique,      -- short name in Latin letters, stands in addresses
    name       text not null unique,      -- 澜庭
    city       text not null default '',
    address    text not null default '',
    hotline    text not null default '',
    hours      text not null default '',
    letterhead text not null default '',  -- company name on papers
    rule_pack  text not null default '',  -- city pack, '' is the national one
    waterproof_promise text not null default '', -- contract promise for leaks, such as '5y'
    is_demo    smallint not null default 0,
    created_at bigint not null,
    version    bigint not null default 1
);

create table account (
    id            bigint primary key,
    kind          text not null check (kind in ('staff', 'owner', 'system')),
    login         text unique,            -- staff: login name in lower case
    name          text not null,
    password_hash text,                   -- Argon2id; owners have none
    phone_sealed  {{bytes}},
    phone_index   text unique,            -- owners log in by it
    lang          text not null default 'zh',
    disabled_at   bigint,
    failed_n      bigint not null default 0,
    blocked_until bigint not null default 0,
    created_at    bigint not null,
    version       bigint not null default 1
);

-- What an account may be where.  project_id 0: in every project.  Owners have no row here: their
-- rights come from home_person.
create table membership (
    id         bigint primary key,
    account_id bigint not null references account (id),
    project_id bigint not null,
    role       text not null check (role in ('admin', 'manager', 'agent', 'engineer', 'supervisor',
                                             'contractor', 'property')),
    company_id bigint not null default 0, -- contractor and property: whose people
    created_at bigint not null,
    ended_at   bigint,
    unique (account_id, project_id, role, company_id)
);
create index membership_by_project on membership (project_id, role);

create table session (
    id          bigint primary key,
    token_hash  text not null unique,
    account_id  bigint not null references account (id),
    csrf        text not null,
    created_at  bigint not null,
    seen_at     bigint not null,
    expires_at  bigint not null,
    peer        text not null,
    agent       text not null,
    ended_at    bigint
);
create index session_by_account on session (account_id);

create table token (
    id         bigint primary key,
    token_hash text not null unique,
    account_id bigint not null references account (id),
    project_id bigint not null default 0,
    name       text not null,
    scopes     text not null,             -- 'read' or 'read write'
    created_at bigint not null,
    expires_at bigint not null,
    revoked_at bigint
);

-- Codes sent to phones and one-time codes; only their hash is kept.
create table login_code (
    id          bigint primary key,
    phone_index text not null,
    code_hash   text not null,
    created_at  bigint not null,
    expires_at  bigint not null,
    tries       bigint not null default 0,
    used_at     bigint
);
create index login_code_by_phone on login_code (phone_index, created_at);

-- Rate limits: one row a (what, whom) and window.
create table rate (
    what      text not null,
    whom      text not null,
    window_at bigint not null,
    n         bigint not null,
    primary key (what, whom, window_at)
);

-- Every write carries a key; its answer is kept in the same transaction.
create table write_key (
    account_id bigint not null,
    wkey       text not null,
    route      text not null,
    body_hash  text not null,
    status     bigint not null,
    location   text not null,
    type       text not null,
    body       text not null,
    created_at bigint not null,
    primary key (account_id, wkey)
);

-- The event log.  no: per project, given under the turn; the cursor of every reader.
create table event (
    project_id   bigint not null,
    no           bigint not null,
    subject      text not null,           -- 'matter', 'home', 'person', 'account', 'company', …
    subject_id   bigint not null,
    subject_no   bigint not null,         -- 1, 2, 3 … within the subject
    what         text not null,           -- 'repair.acknowledge'
    at           bigint not null,
    actor_id     bigint not null,
    actor_name   text not null,
    actor_role   text not null,
    payload_hash text not null,           -- hash of salt and payload
    prev_hash    text not null,
    hash         text not null,
    primary key (project_id, no),
    unique (project_id, subject, subject_id, subject_no)
);
create table event_payload (
    project_id   bigint not null,
    no           bigint not null,
    salt         text not null,
    payload      text not null,           -- JSON; never a phone or an ID number
    primary key (project_id, no)
);
-- Count and head of each subject's chain; destroyed payloads leave the chain whole.
create table event_head (
    project_id bigint not null,
    subject    text not null,
    subject_id bigint not null,
    n          bigint not null,
    head       text not null,
    primary key (project_id, subject, subject_id)
);
create table event_counter (
    project_id bigint primary key,
    no         bigint not null
);
create table event_anchor (
    project_id bigint not null,
    day_on     bigint not null,
    last_no    bigint not null,
    hash       text not null,
    primary key (project_id, day_on)
);

create table job (
    id         bigint primary key,
    project_id bigint not null,
    kind       text not null,
    arg        text not null,
    state      text not null default 'waiting'
               check (state in ('waiting', 'running', 'done', 'failed')),
    run_at     bigint not null,
    tries      bigint not null default 0,
    claimed_at bigint,
    error      text,
    created_at bigint not null
);
create index job_next on job (state, run_at);

-- Messages to the world are rows; a sender takes them out.
create table outbox (
    project_id bigint not null,
    id         bigint not null,
    channel    text not null check (channel in ('sms', 'screen')),
    account_id bigint not null default 0,
    to_sealed  {{bytes}},
    to_masked  text not null,
    kind       text not null,             -- 'login_code', 'repair.receipt', …
    text       text not null,
    subject    text not null default '',
    subject_id bigint not null default 0,
    created_at bigint not null,
    sent_at    bigint,
    error      text,
    primary key (project_id, id)
);

-- Numbers per project, kind and day, given under the turn (R 261123-0042).
create table day_number (
    project_id bigint not null,
    kind       text not null,
    day_on     bigint not null,
    n          bigint not null,
    primary key (project_id, kind, day_on)
);

create table file (
    project_id bigint not null,
    id         bigint not null,
    hash       text not null,             -- of the full picture or the document
    thumb_hash text,
    type       text not null,             -- image/jpeg, image/png, application/pdf, …
    size       bigint not null,
    width      bigint not null default 0,
    height     bigint not null default 0,
    name       text not null,             -- for people, as sent
    subject    text not null,             -- what it belongs to: 'matter', 'paper', …
    subject_id bigint not null,
    purpose    text not null,             -- 'report', 'check', 'before', 'after', 'signature', 'sheet'
    client_hash text not null default '', -- SHA-256 the phone computed before sending
    added_by   bigint not null,
    added_at   bigint not null,
    primary key (project_id, id)
);
create index file_by_subject on file (project_id, subject, subject_id);
