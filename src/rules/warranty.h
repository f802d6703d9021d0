/*
 * warranty.h -- who still answers for a fault: the two clocks, and the sentence.
 *
 * The contractor's clock runs from completion acceptance, the owner's from
 * handover, and the owner has the longest of up to four ends (Order 88
 * Art. 33): what is left of the contractor's, the 1998 minimum, the contract's
 * promise, a local rule.  The verdict shows all of them, names the winner, and
 * says in one Chinese sentence why.  Nothing here is legal advice.
 */
#pragma once
#include "base/err.h"
#include "rules/calendar.h"
#include "rules/pack.h"
#include "rules/period.h"

struct warranty_question {
    const char *code; /* of the table in data/rules/national.txt */
    int32_t completion_on;
    int32_t handover_on;             /* NO_DATE: not handed over yet */
    int32_t reported_on;             /* the first report; it never changes */
    struct period promise;           /* PERIOD_NONE: the contract promises nothing */
    struct period design_life;       /* PERIOD_NONE: 50 years */
    int32_t contractor_start_on;     /* NO_DATE: completion_on */
    const struct pack *city;         /* NULL: national rules only */
    struct season heating, cooling;  /* from_month 0: the city's, else the pack's default */
    const struct calendar *calendar; /* NULL: calendar_cn */
};

/* An end, rolled to a working day in the owner's favour (Civil Code Art. 203). */
struct warranty_end {
    int32_t on; /* NO_DATE: there is none */
    int32_t unrolled_on;
    int missing_year; /* the calendar that is not published yet, else 0; then not rolled */
};

struct warranty_candidate {
    const char *rule; /* contractor_remaining, minimum_1998, promise, local_rule */
    struct period period;
    struct warranty_end end;
    const char *source;
    bool confirmed; /* a lawyer has ticked the row */
    bool assumed;   /* rests on default season dates or on an unconfirmed city pack */
};

enum cover { COVER_UNKNOWN = 0, COVER_NO, COVER_YES };

struct verdict {
    const char *part;       /* Chinese name of the code */
    int winner;             /* index of the candidate, -1: none, or not handed over */
    const char *owner_rule; /* its rule, not_handed_over, or NULL */
    struct warranty_end owner, contractor;
    enum cover owner_cover, contractor_cover;
    bool developer_risk; /* the owner is covered and the contractor no longer */
    int candidate_n;
    struct warranty_candidate candidate[4];
    const char *explain; /* one sentence in Chinese with the article */
    const char *note;    /* what is often mistaken for a warranty period, or NULL */
};

/* True when the code is one of the table. */
bool warranty_code(const char *code);
/* The verdict.  q->code must be one of the table and the dates valid. */
struct verdict warranty_verdict(struct arena *mem, const struct warranty_question *q);

/* Where the city pack says so, the day on which the owner may repair at the responsible party's
   cost: the earlier of the n-th failed repair (failed_on in order) and the time after the first
   report.  NO_DATE when the pack gives no such right.  *source (when not NULL) gets the rule. */
int32_t warranty_self_repair(const struct pack *city, int32_t reported_on, const int32_t *failed_on,
                             size_t failed_n, const char **source);
