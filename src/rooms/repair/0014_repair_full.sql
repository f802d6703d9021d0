-- The hard cases of a repair: what was tried, who could not be reached, what it costs, who objects,
-- what became of it.  Rows are added, never overwritten; what is current stands in fault and matter.
alter table fault add column ending text not null default '';        -- '' while open; see repair.h
alter table fault add column ending_reason text not null default '';
alter table fault add column origin_id bigint not null default 0;    -- the fault that came again
alter table fault add column first_at bigint;                        -- its first report, when earlier
alter table fault add column decision_v bigint not null default 0;
alter table liability_share add column evidence text not null default '';
alter table liability_share add column evidence_file bigint not null default 0;
-- Shares of decisions that were reviewed and replaced.
create table liability_share_past (
    project_id bigint not null,
    id         bigint not null,
    fault_id   bigint not null,
    v          bigint not null,
    party      text not null,
    company_id bigint not null,
    name       text not null,
    percent_bp bigint not null,
    grounds    text not null,
    evidence   text not null,
    primary key (project_id, id)
);
create index liability_share_past_by_fault on liability_share_past (project_id, fault_id, v);
-- Every verdict as it was computed, with the reason why it was computed again.
create table verdict_kept (
    project_id    bigint not null,
    id            bigint not null,
    fault_id      bigint not null,
    v             bigint not null,
    at            bigint not null,
    why           text not null check (why in ('decided', 'handover', 'recurrence')),
    warranty_code text not null,
    verdict       text not null,
    owner_end_on  bigint,
    contractor_end_on bigint,
    owner_covered smallint,
    contractor_covered smallint,
    primary key (project_id, id),
    unique (project_id, fault_id, v)
);
create table contact (
    project_id bigint not null,
    id         bigint not null,
    matter_id  bigint not null,
    at         bigint not null,           -- to the second
    by_id      bigint not null,
    whom       text not null default '',  -- '' the contact of the matter
    way        text not null check (way in ('phone', 'sms', 'wechat', 'door', 'letter')),
    result     text not null check (result in ('reached', 'no_answer', 'refused', 'left_message',
                                               'wrong_number')),
    purpose    text not null check (purpose in ('visit', 'access', 'plan', 'accept', 'other')),
    note       text not null default '',
    primary key (project_id, id)
);
create index contact_by_matter on contact (project_id, matter_id, at);
create table visit (
    project_id bigint not null,
    id         bigint not null,
    matter_id  bigint not null,
    state      text not null check (state in ('offered', 'agreed', 'moved', 'missed_owner',
                                              'missed_us', 'no_access', 'done')),
    visit_at   bigint not null,
    visit_to   bigint not null,
    checker    bigint not null default 0,
    said_by    bigint not null,           -- who offered or agreed it
    said_at    bigint not null,
    ended_at   bigint,
    reason     text not null default '',
    primary key (project_id, id)
);
create index visit_by_matter on visit (project_id, matter_id, said_at);
-- Nobody opens; an absent owner's home is entered before witnesses; danger is made safe first.
create table entry_record (
    project_id bigint not null,
    id         bigint not null,
    matter_id  bigint not null,
    fault_id   bigint not null,
    order_id   bigint not null default 0,
    kind       text not null check (kind in ('no_access', 'absent_entry', 'make_safe')),
    at         bigint not null,
    by_id      bigint not null,
    text       text not null,
    notice     text not null default '',  -- what was posted on the door or sent
    witness_1  text not null default '',
    witness_1_role text not null default '',
    witness_2  text not null default '',
    witness_2_role text not null default '',
    primary key (project_id, id)
);
create index entry_record_by_matter on entry_record (project_id, matter_id, at);
create table objection (
    project_id bigint not null,
    id         bigint not null,
    fault_id   bigint not null,
    decision_v bigint not null,
    at         bigint not null,
    person_id  bigint not null default 0,
    reason     text not null,
    reviewer   bigint not null default 0, -- never the one who decided
    outcome    text not null default '' check (outcome in ('', 'kept', 'changed')),
    review     text not null default '',
    reviewed_at bigint,
    primary key (project_id, id)
);
create index objection_by_fault on objection (project_id, fault_id, at);
-- Work outside the warranty (S7d).
create table quote (
    project_id bigint not null,
    id         bigint not null,
    fault_id   bigint not null,
    v          bigint not null,
    state      text not null check (state in ('offered', 'accepted', 'declined', 'paid', 'replaced')),
    amount_fen bigint not null check (amount_fen > 0),
    valid_until_on bigint not null,
    warranty_months bigint not null,      -- of the paid work, from its acceptance
    terms      text not null default '',
    offered_by bigint not null,
    offered_at bigint not null,
    answered_by bigint not null default 0,
    answered_at bigint,
    answer     text not null default '',
    paid_fen   bigint not null default 0,
    paid_at    bigint,
    receipt_no text not null default '',
    primary key (project_id, id),
    unique (project_id, fault_id, v)
);
create table quote_line (
    project_id bigint not null,
    quote_id   bigint not null,
    k          bigint not null,
    words      text not null,
    amount_fen bigint not null,
    primary key (project_id, quote_id, k)
);
create table payment (
    project_id bigint not null,
    id         bigint not null,
    quote_id   bigint not null,
    at         bigint not null,
    by_id      bigint not null,
    way        text not null check (way in ('cash', 'transfer', 'wechat', 'alipay', 'card')),
    amount_fen bigint not null check (amount_fen > 0),
    receipt_no text not null,
    primary key (project_id, id)
);
create index payment_by_quote on payment (project_id, quote_id);
create table order_cost (
    project_id bigint not null,
    order_id   bigint not null,
    round      bigint not null,
    k          bigint not null,
    kind       text not null check (kind in ('labour', 'material', 'equipment', 'other')),
    words      text not null,
    amount_fen bigint not null,
    primary key (project_id, order_id, round, k)
);
create table supervision (
    project_id bigint not null,
    id         bigint not null,
    order_id   bigint not null,
    at         bigint not null,
    by_id      bigint not null,
    kind       text not null check (kind in ('quality', 'safety', 'consent')),
    finding    text not null,
    stops      smallint not null default 0,
    resolved_at bigint,
    resolved_by bigint not null default 0,
    resolution text not null default '',
    primary key (project_id, id)
);
create index supervision_by_order on supervision (project_id, order_id, at);
create table signing_refusal (
    project_id bigint not null,
    id         bigint not null,
    fault_id   bigint not null,
    round      bigint not null,
    at         bigint not null,
    by_id      bigint not null,
    reason     text not null,
    witness_1  text not null,
    witness_1_role text not null,
    witness_2  text not null,
    witness_2_role text not null,
    primary key (project_id, id)
);
create index signing_refusal_by_fault on signing_refusal (project_id, fault_id, at);
create table joint_inspection (
    project_id bigint not null,
    id         bigint not null,
    fault_id   bigint not null,
    round      bigint not null,
    offered_at bigint not null,
    by_id      bigint not null,
    meet_at    bigint not null,
    letter_no  text not null default '',  -- of the registered letter
    text       text not null default '',
    primary key (project_id, id)
);
create index joint_inspection_by_fault on joint_inspection (project_id, fault_id, offered_at);
-- What she signed besides an acceptance: a closing out of scope.
create table consent_signing (
    project_id bigint not null,
    id         bigint not null,
    fault_id   bigint not null,
    what       text not null check (what in ('out_of_scope')),
    at         bigint not null,
    person_id  bigint not null default 0,
    signer     text not null,
    signed_how text not null,
    identity   text not null,
    device     text not null,
    strokes_hash text not null,
    file_id    bigint not null default 0,
    text       text not null,             -- the reason as it was shown to her
    primary key (project_id, id)
);
create index consent_signing_by_fault on consent_signing (project_id, fault_id);
create table matter_link (
    project_id bigint not null,
    id         bigint not null,
    from_id    bigint not null,
    to_id      bigint not null,
    kind       text not null check (kind in ('duplicate_of', 'caused_by', 'parent',
                                             'recurrence_of')),
    note       text not null default '',
    at         bigint not null,
    by_id      bigint not null,
    primary key (project_id, id),
    unique (project_id, from_id, to_id, kind)
);
create index matter_link_back on matter_link (project_id, to_id, kind);
create table handing (
    project_id bigint not null,
    id         bigint not null,
    matter_id  bigint not null,
    fault_id   bigint not null,
    company_id bigint not null,
    reason     text not null,
    handed_at  bigint not null,
    handed_by  bigint not null,
    due_at     bigint not null,
    answered_at bigint,
    answered_by bigint not null default 0,
    answer     text not null default '',
    ended_at   bigint,                    -- closed or taken back
    primary key (project_id, id)
);
create index handing_by_company on handing (company_id, project_id, ended_at);
create index handing_by_matter on handing (project_id, matter_id);
