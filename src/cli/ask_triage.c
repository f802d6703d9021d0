/* ask_triage.c -- `anju rules triage`: what a text is proposed to be, with every word that spoke.
 */
#include "cli/ask.h"
#include "rules/triage.h"

static void guess_put(struct json *j, const char *key, const struct triage_guess *g)
{
    json_open(j, key, '{');
    json_text(j, "code", g->code);
    json_int(j, "score", g->score);
    json_open(j, "reasons", '[');
    for (size_t i = 0; i < g->reason_n; i++) {
        json_open(j, NULL, '{');
        json_text(j, "word", g->reasons[i].word);
        json_int(j, "weight", g->reasons[i].weight);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_text(j, "rival", g->rival);
    json_int(j, "rival_score", g->rival_score);
    json_close(j, '}');
}

void ask_triage(struct ask *a)
{
    static const char *const keys[] = { "text", "heating", NULL };
    struct triage_proposal p;
    const char *text;
    bool heating;

    ask_only(a, ask_top(a), keys);
    text = ask_text(a, ask_top(a), "text", true);
    heating = ask_bool(a, ask_top(a), "heating", false);
    if (a->code)
        return;
    p = triage_propose(a->mem, text, heating);
    for (enum triage_field f = TRIAGE_KIND; f < TRIAGE_FIELDS; f++)
        guess_put(a->out, triage_field_word(f), &p.of[f]);
    json_text(a->out, "urgency_why", p.urgency_why);
}
