/*
 * link.h -- one-time links: a way in for one person of one home, printed on her handover papers.
 *
 * The secret is 192 random bits, kept hashed, good for one use and some weeks.
 * Opening the address changes nothing; she confirms, and only then is it used up.
 */
#pragma once
#include "app/op.h"

#define LINK_DAYS_DEFAULT 30
#define LINK_DAYS_MOST    90

/*
 * Makes one; earlier unused ones of the same person and home end.  *token gets the secret, shown
 * once: its address is PUBLIC_URL/k/TOKEN.  E_NOT_FOUND: she has no running relation to the home.
 */
enum err link_make(struct op *op, int64_t home, int64_t person, int64_t days,
                   const char **token) CHECKED;

struct entry_view {
    int64_t project, id, home_id, person_id;
    const char *project_name, *home, *name; /* name: the first character and stars */
};
/* The open link of this secret; E_NOT_FOUND: unknown, used, too old, ended, or she has left the
   home.  Changes nothing. */
enum err link_find(const struct op *op, const char *token, struct entry_view *ret) CHECKED;
/* Uses it up; *account gets whom it lets in.  E_NOT_FOUND as above. */
enum err link_use(struct op *op, const char *token, int64_t *account) CHECKED;
