/* intake_view.h -- what the hotline form and the owner's first pages show. */
#pragma once
#include "app/parts.h"
#include "app/route.h"
#include "rooms/archive/archive_view.h"
#include "rooms/repair/repair.h"

struct intake_home {
    int64_t id;
    const char *id_text, *project, *project_name, *code, *said, *relation, *person, *phone;
    int64_t person_id, open_n;
    const char *places; /* codes that a report may choose from; "" all */
};
struct intake_matter {
    const char *no, *no_said, *title, *state, *home;
    int64_t received_at;
    struct url where;
};

/* ---- what is known while one is typing ---- */

struct intake_reason {
    const char *word;
    int64_t weight;
};
struct intake_guess {
    const char *field; /* kind place component symptom urgency */
    const char *input; /* name of the form's field that takes it; "" none */
    const char *label, *code, *words;
    const char *why; /* “主卫” +8，“漏水” +5 */
    const struct intake_reason *reasons;
    size_t reason_n;
    int64_t score;
};
struct intake_hint {
    const char *no, *no_said, *title, *state, *home;
    int64_t received_at, closed_at; /* closed_at 0: open */
    bool same_place, same_component;
    const char *ending; /* how the fault ended: "" passed withdrawn … */
    struct url where;
};
/* A row of the ledger that was kept before this program. */
struct intake_old {
    int32_t reported_on; /* NO_DATE: only the year is known, or nothing */
    int64_t year;
    const char *problem, *company, *source;
};
struct intake_hints {
    struct intake_guess *guesses;
    size_t guess_n;
    const char *kind;                /* proposed; "" none */
    const char *urgency_why;         /* one sentence */
    const char *care;                /* what she should do meanwhile, of the catalogue; "" */
    struct intake_hint *open, *past; /* the likeliest first; closed ones of the same part */
    size_t open_n, past_n, near_n; /* near_n: first ones of open with the same place or component */
    struct intake_old *old;        /* of the same part, newest first */
    size_t old_n;
    bool has_text;
};

struct call_view {
    struct part_option *projects, *places, *components, *symptoms;
    size_t project_n, place_n, component_n, symptom_n;
    struct intake_home *homes; /* of the caller */
    size_t home_n;
    struct intake_matter *matters; /* open ones of those homes */
    size_t matter_n;
    const char *typed, *find; /* in the phone field and in the box for names and rooms */
    bool is_looked_up;
    bool is_desk;     /* she stands before us: channel desk */
    bool is_proposed; /* the form came back from the propose button: empty lists are filled */
    struct url action, form; /* where a report goes; what the form names, see intake_pages.c */
    struct url propose;
    struct intake_hints hints;
};

struct my_view {
    struct intake_home *homes;
    size_t home_n;
    struct intake_matter *waiting, *running, *past;
    size_t waiting_n, running_n, past_n;
    struct notice *notices; /* of her buildings */
    size_t notice_n;
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
