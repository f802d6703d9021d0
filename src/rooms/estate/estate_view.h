/* estate_view.h -- what the pages of projects, buildings and homes show. */
#pragma once
#include "app/parts.h"
#include "rooms/estate/catalogue_edit.h"
#include "rooms/estate/estate.h"

struct project_line {
    const struct project_view *project;
    struct url where;
};

struct projects_view {
    struct project_view *projects;
    size_t project_n;
    struct project_line *lines;
    bool may_create;
    struct part_option *packs;
    size_t pack_n;
    struct project_view blank; /* of the form for a new one */
    struct url action;
};

struct project_form_view {
    struct project_view project;
    struct part_option *packs;
    size_t pack_n;
    struct url action, up;
};

struct building_line {
    const struct building_view *building;
    struct url where;
};

struct estate_view {
    struct project_view project;
    struct building_view *buildings;
    size_t building_n;
    struct building_line *lines;
    const char *phase; /* of the newest building, for the form */
    struct url edit, add, up, types;
};

struct home_line {
    const struct home_view *home;
    const char *area; /* "118.33" m²; "" */
    struct url where;
};

struct building_page_view {
    struct building_view building;
    const char *project;
    struct home_view *homes;
    size_t home_n;
    struct home_line *lines;
    struct url action, add, up, estate, notices;
};

struct home_form_view {
    struct home_view home; /* id 0: a new one */
    const char *project, *building;
    const char *area, *inner; /* m² as typed */
    struct url action, up, estate, building_page;
};

struct catalogue_line {
    const struct catalogue_row *row;
    struct url where;
};

struct catalogue_view {
    const char *kind;
    struct part_tab *kinds;
    size_t kind_n;
    struct catalogue_row *rows;
    size_t row_n;
    struct catalogue_line *lines;
    int64_t version; /* the newest of this kind */
    bool may_edit;
    struct url action, versions;
};

struct catalogue_item_view {
    struct catalogue_row item;
    struct url action, up;
};

/* "2024-06-30", "" for none. */
const char *on_text(struct arena *mem, int32_t on);
/* 领取钥匙 … of home_view.handover_by, marked for translation; "" for none. */
const char *handover_words(const char *by);
