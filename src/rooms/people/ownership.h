/*
 * ownership.h -- a home is sold (story 7), and two records turn out to be one person.
 *
 * What the seller said and signed stays in the record and out of the buyer's
 * sight; what was found and done belongs to the home and goes with it.
 */
#pragma once
#include "app/op.h"

struct owner_change {
    int64_t home;
    const char *name, *phone; /* of the buyer; phone: folded digits */
    const char *id_number;    /* folded; NULL: not told */
    const char *proof;        /* what was seen: number of the certificate */
    int32_t on;               /* the date that was verified */
};
/*
 * The home has a new owner from a verified date on.  The relations of owner, co-owners, family and
 * proxies end (a tenant stays: the lease goes with the home), their sessions and one-time links
 * end, keys of those who have no home left are revoked; event home.owner_change, on which the
 * repair room asks open plans again.  *person gets the buyer.  E_INPUT with the field: a date to
 * come or before the present owner's, the present owner herself; E_NOT_FOUND.
 */
enum err home_change_owner(struct op *op, const struct owner_change *c, int64_t *person) CHECKED;

/*
 * Two records are one person: `gone` gives phones, homes and matters to `keep` and only points to
 * it from then on.  Refused (E_RULE): a record with itself, a person with her own proxy, two that
 * were merged already, two different ID numbers, more phones than a record holds.
 */
enum err person_merge(struct op *op, int64_t keep, int64_t gone) CHECKED;

struct twin {
    int64_t id;
    const char *name, *phone, *home; /* phone masked; home: code of one of hers */
};
/* Others of the project with her name, her phone or her ID number; at most 20. */
size_t person_twins(const struct op *op, int64_t person, struct twin **ret);
