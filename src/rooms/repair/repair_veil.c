/*
 * repair_veil.c -- what a buyer reads of a repair from before her time (story 7).
 *
 * The home's history goes with the home: which part, what was found, what was
 * done, when.  What the earlier owner said, who he was and what he signed does
 * not.  Here the words are taken out of the view, so page and JSON can't differ.
 */
#include "rooms/repair/repair_veil.h"

#include <string.h>

#define GONE(text) ((text) = (text) ? "" : NULL)

static void veil_fault(struct fault_view *f, int64_t until)
{
    f->f.description = f->f.cause_said = f->cause_said = "";
    if (f->f.accepted_at && f->f.accepted_at < until)
        f->f.ending_reason = "";
    for (size_t i = 0; i < f->share_n; i++)
        if (f->f.decided_at < until && strcmp(f->shares[i].party, "owner") == 0)
            GONE(f->shares[i].name);
    for (size_t i = 0; i < f->plan_n; i++)
        if (f->plans[i].answered_at < until)
            GONE(f->plans[i].answer);
    for (size_t i = 0; i < f->round_n; i++)
        if (f->rounds[i].at < until) {
            GONE(f->rounds[i].reason);
            GONE(f->rounds[i].signer);
        }
    for (size_t i = 0; i < f->quote_n; i++)
        if (f->quotes[i].offered_at < until)
            GONE(f->quotes[i].answer);
    while (f->objection_n && f->objections[f->objection_n - 1].at < until)
        f->objection_n--;
    while (f->refusal_n && f->refusals[f->refusal_n - 1].at < until)
        f->refusal_n--;
}

static void veil_events(struct repair_view *v, int64_t until)
{
    for (size_t i = 0; i < v->event_n; i++)
        if (v->events[i].at < until) {
            GONE(v->events[i].text);
            GONE(v->events[i].actor);
        }
}

void repair_view_veil(struct repair_view *v)
{
    int64_t until = v->m.veiled_until;

    if (!until)
        return;
    for (size_t i = 0; i < v->fault_n; i++)
        veil_fault(&v->faults[i], until);
    veil_events(v, until);
    v->entry_n = 0;
    for (size_t i = 0; i < v->visit_n; i++)
        if (v->visits[i].visit_at < until)
            GONE(v->visits[i].reason);
}
