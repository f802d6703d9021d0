-- A matter is what somebody told us: a repair, and later consultations, complaints, suggestions.
create table matter (
    project_id   bigint not null references project (id),
    id           bigint not null,
    no           text not null,           -- 'R261123-0042', shown as R 261123-0042
    kind         text not null check (kind in ('repair', 'consult', 'complaint', 'suggestion')),
    channel      text not null check (channel in ('hotline', 'phone_page', 'desk', 'api', 'import')),
    state        text not null,           -- of its least advanced open fault
    urgency      text not null check (urgency in ('emergency', 'general_a', 'general_b', 'complex')),
    urgency_why  text not null default '',
    home_id      bigint not null,
    person_id    bigint not null default 0, -- reporter
    relation     text not null default '',  -- of the reporter to the home, as said
    contact_name   text not null default '',
    contact_sealed {{bytes}},
    contact_masked text not null default '',
    contact_index  text not null default '',  -- blind index 'phone'
    contact_last4  text not null default '',  -- blind index 'phone4'
    title        text not null,           -- summary made from the first fault
    description  text not null,
    wished       text not null default '',  -- wished visit times, as said
    received_at  bigint not null,
    received_by  bigint not null,
    first_report_at bigint not null,      -- never changes
    acknowledged_at bigint,
    contacted_at bigint,
    visit_at     bigint,                  -- agreed visit, begin
    visit_to     bigint,                  -- and end of the window
    checker_id   bigint not null default 0, -- engineer who goes
    arrived_at   bigint,
    closed_at    bigint,
    handler_id   bigint not null default 0, -- agent who carries it
    due_at       bigint,                  -- tightest promise now running
    fault_n      bigint not null default 0,
    version      bigint not null default 1,
    primary key (project_id, id),
    unique (project_id, no),
    foreign key (project_id, home_id) references home (project_id, id)
);
create index matter_by_time on matter (project_id, received_at desc, id desc);
create index matter_by_state on matter (project_id, state, received_at desc, id desc);
create index matter_by_urgency on matter (project_id, urgency, received_at desc, id desc);
create index matter_by_home on matter (project_id, home_id, received_at desc, id desc);
create index matter_by_handler on matter (project_id, handler_id, received_at desc, id desc);
create index matter_by_checker on matter (project_id, checker_id, visit_at);
create index matter_by_due on matter (project_id, due_at) where due_at is not null;
create index matter_by_phone on matter (project_id, contact_index);
create index matter_by_last4 on matter (project_id, contact_last4, received_at desc);
-- Counters for the tabs: kept in the same transaction as the state.
create table matter_count (
    project_id bigint not null,
    state      text not null,
    n          bigint not null,
    primary key (project_id, state)
);
