/*
 * person.h -- people of a project, their phones and their homes (S3.5a; records.md).
 *
 * Phones and ID numbers are sealed and found by blind index; screens show them
 * masked.  A reveal asks for a reason and leaves a row (K20).
 */
#pragma once
#include "app/op.h"
#include "base/when.h"

#define PHONES_MAX 4

struct person_new {
    const char *name;
    const char *phones[PHONES_MAX]; /* folded digits, NULL-ended or full */
    const char *id_number;          /* NULL: not told */
    const char *prefers, *care;     /* "" */
};
/* Finds the person of op->project with this name and first phone, or adds one with an event; *id
   gets the id.  Without a phone it is always somebody new: two people may have one name. */
enum err person_put(struct op *op, const struct person_new *p, int64_t *id) CHECKED;

/* Relates a person to a home (owner co_owner family tenant proxy) from a day on; the same relation
   again only opens it again.  E_NOT_FOUND: no such home or person in op->project. */
enum err home_person_put(struct op *op, int64_t home, int64_t person, const char *relation,
                         int32_t from_on) CHECKED;
/* Ends a running relation to this home: her access to its pages ends with it.  E_NOT_FOUND. */
enum err home_person_end(struct op *op, int64_t home, int64_t relation_id, int32_t to_on) CHECKED;

/* Writes down what was seen of it: a power of attorney, a lease.  A proxy signs for the owner from
   then on.  E_NOT_FOUND. */
enum err home_person_prove(struct op *op, int64_t home, int64_t person, const char *relation,
                           const char *proof) CHECKED;

struct person_view {
    int64_t id, version;
    int64_t merged_into; /* 0: she stands for herself */
    const char *name, *prefers, *care, *id_text;
    size_t phone_n;
    const char **phones; /* masked */
    int64_t *places;     /* of each, for person_phone_drop */
    bool has_id_number;
    const char *id_masked; /* "" */
};
enum err person_load(const struct op *op, int64_t id, struct person_view *ret) CHECKED;

struct person_edit {
    const char *name, *prefers, *care;
    const char *phone;     /* one more, folded; "" none */
    const char *id_number; /* folded; "" keeps what is there */
    int64_t seen;          /* the version that was on the screen; 0: not asked */
};
/* E_STALE: somebody else changed it meanwhile; E_RULE: no room for another phone; E_NOT_FOUND. */
enum err person_change(struct op *op, int64_t person, const struct person_edit *p) CHECKED;
/* Takes a phone out of the file; whoever logged in by it stands for her no more.  E_RULE: it is the
   last one; E_NOT_FOUND. */
enum err person_phone_drop(struct op *op, int64_t person, int64_t place) CHECKED;

struct relation_view {
    int64_t id, home_id, person_id;
    const char *home, *person, *relation, *phone; /* phone: masked */
    const char *proof;
    int32_t from_on, to_on;
};
/* Relations of a person or of a home (the other is 0), running ones first. */
size_t relation_list(const struct op *op, int64_t person, int64_t home, struct relation_view **ret);

/* The whole phone (all of them, separated by a space) or ID number, after writing down who wanted
   it and why.  what: "phone" or "id_number". */
enum err person_reveal(struct op *op, int64_t person, const char *what, const char *reason,
                       const char **ret) CHECKED;
