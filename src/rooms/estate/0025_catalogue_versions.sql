-- Versions of the catalogues: each saved change is a number with who, when and why.  What a version
-- changed is kept field by field; the content of version n is, for each field of each entry, its newest
-- value up to n.  Field 'there' is '1' while the entry exists.  Nothing here is ever deleted or changed.
-- book: a kind of catalogue, 'rule' (catalogue_rule) or 'place_rule' (catalogue_place_rule).
create table catalogue_version (
    book       text not null,
    no         bigint not null,           -- 1, 2, 3 … without a gap
    at         bigint not null,           -- 0: what was there when versions began
    account_id bigint not null default 0, -- 0: the program
    reason     text not null default '',
    how        text not null check (how in ('start', 'edit', 'import', 'rollback')),
    back_to    bigint not null default 0, -- rollback: the version it equals
    primary key (book, no)
);
create index catalogue_version_by_time on catalogue_version (book, at, no);
create table catalogue_change (
    book  text not null,
    entry text not null,                  -- 'master_bath'; 'wall/leak', 'wall/any', 'roof/wall/leak'
    field text not null,
    no    bigint not null,
    value text not null,
    primary key (book, entry, field, no)
);
create index catalogue_change_by_version on catalogue_change (book, no, entry);

-- A file that was uploaded and compared, and that nobody took over yet; a week at most.
create table catalogue_draft (
    id        {{id}},
    book      text not null,
    base_no   bigint not null,            -- the version it was compared with
    file_name text not null,
    row_n     bigint not null,
    faults    text not null default '',   -- one "row<TAB>words" a line
    added_by  bigint not null,
    added_at  bigint not null
);
create table catalogue_draft_value (
    draft_id bigint not null references catalogue_draft (id),
    entry    text not null,
    field    text not null,
    value    text not null,
    primary key (draft_id, entry, field)
);

insert into catalogue_version (book, no, at, how)
    select kind, 1, 0, 'start' from catalogue group by kind;
insert into catalogue_version (book, no, at, how) values
    ('rule', 1, 0, 'start'), ('place_rule', 1, 0, 'start');
insert into catalogue_change (book, entry, field, no, value)
    select kind, code, 'there', 1, '1' from catalogue;
insert into catalogue_change (book, entry, field, no, value)
    select kind, code, 'zh', 1, zh from catalogue;
insert into catalogue_change (book, entry, field, no, value)
    select kind, code, 'en', 1, en from catalogue;
insert into catalogue_change (book, entry, field, no, value)
    select kind, code, 'pos', 1, cast(pos as text) from catalogue;
insert into catalogue_change (book, entry, field, no, value)
    select kind, code, 'retired', 1, case when retired_at is null then '' else '1' end from catalogue;
insert into catalogue_change (book, entry, field, no, value)
    select kind, code, 'common', 1, case common when 1 then '1' else '' end from catalogue
     where kind = 'place';
insert into catalogue_change (book, entry, field, no, value)
    select 'rule', case component when '' then 'any' else component end || '/' || case symptom when '' then 'any' else symptom end,
           'there', 1, '1' from catalogue_rule;
insert into catalogue_change (book, entry, field, no, value)
    select 'rule', case component when '' then 'any' else component end || '/' || case symptom when '' then 'any' else symptom end,
           'warranty_code', 1, warranty_code from catalogue_rule;
insert into catalogue_change (book, entry, field, no, value)
    select 'rule', case component when '' then 'any' else component end || '/' || case symptom when '' then 'any' else symptom end,
           'trade', 1, trade from catalogue_rule;
insert into catalogue_change (book, entry, field, no, value)
    select 'rule', case component when '' then 'any' else component end || '/' || case symptom when '' then 'any' else symptom end,
           'urgency', 1, urgency from catalogue_rule;
insert into catalogue_change (book, entry, field, no, value)
    select 'rule', case component when '' then 'any' else component end || '/' || case symptom when '' then 'any' else symptom end,
           'care_zh', 1, care_zh from catalogue_rule;
insert into catalogue_change (book, entry, field, no, value)
    select 'rule', case component when '' then 'any' else component end || '/' || case symptom when '' then 'any' else symptom end,
           'care_en', 1, care_en from catalogue_rule;
insert into catalogue_change (book, entry, field, no, value)
    select 'place_rule', place || '/' || case component when '' then 'any' else component end || '/' || case symptom when '' then 'any' else symptom end,
           'there', 1, '1' from catalogue_place_rule;
insert into catalogue_change (book, entry, field, no, value)
    select 'place_rule', place || '/' || case component when '' then 'any' else component end || '/' || case symptom when '' then 'any' else symptom end,
           'warranty_code', 1, warranty_code from catalogue_place_rule;
insert into catalogue_change (book, entry, field, no, value)
    select 'place_rule', place || '/' || case component when '' then 'any' else component end || '/' || case symptom when '' then 'any' else symptom end,
           'trade', 1, trade from catalogue_place_rule;
insert into catalogue_change (book, entry, field, no, value)
    select 'place_rule', place || '/' || case component when '' then 'any' else component end || '/' || case symptom when '' then 'any' else symptom end,
           'urgency', 1, urgency from catalogue_place_rule;
insert into catalogue_change (book, entry, field, no, value)
    select 'place_rule', place || '/' || case component when '' then 'any' else component end || '/' || case symptom when '' then 'any' else symptom end,
           'care_zh', 1, care_zh from catalogue_place_rule;
insert into catalogue_change (book, entry, field, no, value)
    select 'place_rule', place || '/' || case component when '' then 'any' else component end || '/' || case symptom when '' then 'any' else symptom end,
           'care_en', 1, care_en from catalogue_place_rule;
