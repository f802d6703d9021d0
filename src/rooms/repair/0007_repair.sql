-- A repair: faults with their own state, verdict, liability, plan, orders and acceptance rounds.
create table fault (
    project_id    bigint not null,
    id            bigint not null,
    matter_id     bigint not null,
    k             bigint not null,        -- 1, 2, 3 … within the matter
    state         text not null,
    place         text not null,          -- catalogue words
    component     text not null,
    symptom       text not null,
    trade         text not null,
    cause_said    text not null default '',
    description   text not null default '',
    round         bigint not null default 1,
    -- the on-site check (S3.2.3c)
    checked_at    bigint,
    checked_by    bigint not null default 0,
    cause_found   text not null default '',
    finding       text not null default '',
    measures      text not null default '', -- '含水率 18%；面积 0.3 m²'
    -- the two-clock verdict as computed for the first report, JSON of rules/warranty
    warranty_code text not null default '',
    verdict       text not null default '',
    owner_end_on  bigint,
    contractor_end_on bigint,
    owner_covered smallint,
    contractor_covered smallint,
    -- the liability decision (S3.2.4a)
    decided_at    bigint,
    decided_by    bigint not null default 0,
    footing       text not null default '' check (footing in ('', 'warranty', 'sale_contract',
                                                              'goodwill', 'paid')),
    grounds       text not null default '',
    finished_at   bigint,
    accepted_at   bigint,
    care_ack_at   bigint,
    version       bigint not null default 1,
    primary key (project_id, id),
    unique (project_id, matter_id, k),
    foreign key (project_id, matter_id) references matter (project_id, id)
);
create table liability_share (
    project_id bigint not null,
    id         bigint not null,
    fault_id   bigint not null,
    party      text not null check (party in ('developer', 'contractor', 'supplier', 'property',
                                              'owner', 'other_owner', 'decorator', 'insurer',
                                              'nature', 'unknown')),
    company_id bigint not null default 0,
    name       text not null default '',
    percent_bp bigint not null,           -- 6000 is 60 %
    grounds    text not null,
    primary key (project_id, id)
);
create index liability_share_by_fault on liability_share (project_id, fault_id);
create table plan (
    project_id bigint not null,
    id         bigint not null,
    fault_id   bigint not null,
    v          bigint not null,           -- version 1, 2, 3 …
    state      text not null check (state in ('proposed', 'agreed', 'change_asked', 'replaced')),
    scope      text not null,
    method     text not null,
    materials  text not null default '',
    start_on   bigint,
    finish_on  bigint,
    cost_fen   bigint not null default 0, -- what the owner pays; 0 in warranty
    proposed_by bigint not null,
    proposed_at bigint not null,
    answered_by bigint not null default 0,
    answered_at bigint,
    answer     text not null default '',  -- what she wants changed
    primary key (project_id, id),
    unique (project_id, fault_id, v)
);
create table work_order (
    project_id  bigint not null,
    id          bigint not null,
    matter_id   bigint not null,
    fault_id    bigint not null,
    no          text not null,            -- 'W261123-0007'
    state       text not null,            -- offered accepted declined working finished passed cancelled
    company_id  bigint not null,          -- own team is a company of kind own_team
    trade       text not null,
    scope       text not null,
    due_on      bigint,
    round       bigint not null default 1,
    worker      text not null default '',
    appointed_at bigint,
    started_at  bigint,
    finished_at bigint,
    cost_fen    bigint not null default 0,
    work_done   text not null default '',
    reason      text not null default '', -- of a decline, a failed acceptance
    offered_by  bigint not null,
    offered_at  bigint not null,
    version     bigint not null default 1,
    primary key (project_id, id),
    unique (project_id, no)
);
create index work_order_by_fault on work_order (project_id, fault_id);
create index work_order_by_company on work_order (company_id, project_id, state);
create index work_order_by_matter on work_order (project_id, matter_id);
-- One row a round of acceptance; reasons are kept (S3.2.5b).
create table acceptance (
    project_id bigint not null,
    id         bigint not null,
    fault_id   bigint not null,
    round      bigint not null,
    passed     smallint not null,
    reason     text not null default '',
    person_id  bigint not null default 0,
    signer     text not null default '',  -- name as signed
    signed_how text not null default '' check (signed_how in ('', 'drawn', 'typed')),
    identity   text not null default '',  -- 'phone_code', 'staff_present'
    device     text not null default '',
    strokes_hash text not null default '',
    file_id    bigint not null default 0, -- picture of the signature
    at         bigint not null,
    primary key (project_id, id),
    unique (project_id, fault_id, round)
);
