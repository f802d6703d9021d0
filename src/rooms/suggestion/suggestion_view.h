/* suggestion_view.h -- a suggestion as it is shown, and the form to make one. */
#pragma once
#include "app/parts.h"
#include "app/route.h"
#include "rooms/suggestion/suggestion.h"

struct suggestion_event {
    const char *what, *words, *actor, *text;
    int64_t at;
};
struct suggestion_action {
    const char *act, *words, *href;
    const struct field *fields;
};
struct suggestion_view {
    struct matter m;
    struct passing *passings;
    size_t passing_n;
    struct suggestion_event *events; /* oldest first */
    size_t event_n;
    struct suggestion_action *actions;
    size_t action_n;
    struct part_photo *photos;
    size_t photo_n;
    bool is_owner;
    struct url here;
};
struct suggest_view {
    struct part_option *homes; /* the owner's */
    size_t home_n;
    const char *project, *room; /* staff: of the room they typed */
    struct part_option *projects;
    size_t project_n;
    struct url upload;
    bool is_owner;
};
