-- Project → phase → building → unit → home → places; catalogues.
create table phase (
    project_id bigint not null references project (id),
    id         bigint not null,
    name       text not null,             -- 一期
    primary key (project_id, id),
    unique (project_id, name)
);
create table building (
    project_id    bigint not null,
    id            bigint not null,
    phase_id      bigint not null,
    code          text not null,          -- '5', folded
    name          text not null,          -- 5栋
    completion_on bigint,                 -- completion acceptance date
    design_life_y bigint not null default 50,
    version       bigint not null default 1,
    primary key (project_id, id),
    unique (project_id, code),
    foreign key (project_id, phase_id) references phase (project_id, id)
);
create table home (
    project_id   bigint not null,
    id           bigint not null,
    building_id  bigint not null,
    code         text not null,           -- '5-1-1802', unique in the project
    unit         text not null,
    room         text not null,
    home_type    text not null default '',
    area_cm2     bigint not null default 0,  -- built area in cm² (118.33 m² = 1183300)
    inner_cm2    bigint not null default 0,
    fit_out      text not null default '' check (fit_out in ('', 'bare', 'fitted')),
    notice_on    bigint,                  -- handover named in the notice
    keys_on      bigint,                  -- keys taken
    signed_on    bigint,                  -- inspection sheet signed
    handover_on  bigint,                  -- the one that governs
    handover_by  text not null default '' check (handover_by in ('', 'notice', 'keys', 'signed')),
    external_id  text not null default '',
    created_at   bigint not null,
    version      bigint not null default 1,
    primary key (project_id, id),
    unique (project_id, code),
    foreign key (project_id, building_id) references building (project_id, id)
);
create index home_by_building on home (project_id, building_id, unit, room);

-- Shipped, editable, versioned.  kind: place component symptom trade cause.
create table catalogue (
    kind       text not null,
    code       text not null,             -- stable word, 'master_bath'
    zh         text not null,
    en         text not null,
    pos        bigint not null,
    common     smallint not null default 0, -- places: a common part, not inside a home
    retired_at bigint,
    version    bigint not null default 1,
    primary key (kind, code)
);
-- component × symptom → warranty code, default trade, urgency, care notes.
create table catalogue_rule (
    component     text not null,
    symptom       text not null,          -- '' matches any
    warranty_code text not null,
    trade         text not null,
    urgency       text not null,
    care_zh       text not null default '',
    care_en       text not null default '',
    version       bigint not null default 1,
    primary key (component, symptom)
);
