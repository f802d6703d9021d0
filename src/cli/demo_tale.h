/* demo_tale.h -- one matter of the demo while it is told. */
#pragma once
#include "cli/demo.h"

struct tale {
    struct demo *d;
    struct op *op;
    const struct demo_case *c;
    const struct demo_home *home;
    struct act act;
    int64_t matter;
    int64_t at;  /* of the next act */
    size_t goal; /* index of the ends in demo_matters.c */
    bool again;  /* the first acceptance is refused */
};

/* The next act is this account's, at the tale's time. */
void tale_as(struct tale *t, int64_t account);
/* Time passes: at least so many hours, and some more by the dice. */
void tale_later(struct tale *t, int64_t least_h, int spread_h);
/* An upload of the acting account, ready to be claimed. */
int64_t tale_photo(struct tale *t, int picture);

/* demo_hard.c: does a matter with this end leave the usual way at this state? */
bool tale_turns_off(const char *goal, const char *state);
/* Ends that need a decision at the owner's cost. */
bool tale_is_paid(const char *goal);
/* Tells the rest of it. */
enum err tale_turn_off(struct tale *t, const char *goal) CHECKED;
