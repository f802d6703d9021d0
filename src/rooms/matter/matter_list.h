/*
 * matter_list.h -- the list of matters: views, filters, search, keyset pages.
 *
 * Filters are literal SQL fragments in a table; only those in use are joined, so
 * each question has an index that leads it.  Pages go on from the last row, not
 * from a count, so page 400 costs what page 1 does.
 */
#pragma once
#include "rooms/matter/matter.h"

#define LIST_PAGE 25

struct matter_row {
    int64_t id, received_at, due_at, version;
    const char *project, *no, *no_short, *state, *urgency, *title, *home_code, *contact_name;
    const char *handler_name;
};
extern const struct shape matter_row_shape[];

struct matter_filter {
    const char *view;    /* key of matter_views; "" is the first */
    const char *urgency; /* "" any */
    const char *typed;   /* search words, number, room code, phone digits; "" none */
    const char *cursor;  /* of the page before; "" the first page */
    int64_t project;     /* 0: all projects of the actor */
    int64_t home_id;     /* 0: any */
};

struct matter_view_kind {
    const char *key, *words;
    bool is_late; /* its count is red */
};
/* "mine" 轮到我, "open", "emergency", "overdue", "owner", "dispatch", "closed", "all". */
extern const struct matter_view_kind matter_views[];
extern const size_t matter_view_n;

struct matter_list {
    struct matter_row *rows;
    size_t n;
    const char *cursor; /* of the next page; NULL: this was the last */
};
/* E_INPUT: an unknown view or a broken cursor. */
enum err matter_list_read(struct op *op, const struct matter_filter *f,
                          struct matter_list *ret) CHECKED;
/* How many a view holds over the actor's projects, at most 1000 (the tab says 999+). */
int64_t matter_view_count(const struct op *op, const char *view, int64_t project);
