/* intake_view.h -- what the hotline form and the owner's first pages show. */
#pragma once
#include "app/parts.h"
#include "app/route.h"
#include "rooms/repair/repair.h"

struct intake_home {
    int64_t id;
    const char *id_text, *project, *project_name, *code, *said, *relation, *person, *phone;
    int64_t person_id, open_n;
};
struct intake_matter {
    const char *no, *no_said, *title, *state, *home;
    int64_t received_at;
    struct url where;
};

struct call_view {
    struct part_option *projects, *places, *components, *symptoms;
    size_t project_n, place_n, component_n, symptom_n;
    struct intake_home *homes; /* of the caller */
    size_t home_n;
    struct intake_matter *matters; /* open ones of those homes */
    size_t matter_n;
    const char *typed;
    bool is_looked_up;
};

struct my_view {
    struct intake_home *homes;
    size_t home_n;
    struct intake_matter *waiting, *running, *past;
    size_t waiting_n, running_n, past_n;
    const char *hotline, *project_name;
};

struct report_view {
    struct intake_home *homes;
    size_t home_n;
    struct part_option *home_options, *places, *components, *symptoms;
    size_t place_n, component_n, symptom_n;
    struct url upload;
    const char *project, *hotline;
};
