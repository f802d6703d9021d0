/* flow.c -- reading the transition tables; see flow.h. */
#include "app/flow.h"
#include "base/must.h"

#include <string.h>

const struct step *flow_step(const struct flow *f, const char *from, const char *act)
{
    for (size_t i = 0; i < f->step_n; i++)
        if (strcmp(f->steps[i].from, from) == 0 && strcmp(f->steps[i].act, act) == 0)
            return &f->steps[i];
    return NULL;
}

size_t flow_allowed(const struct op *op, const struct flow *f, const char *state,
                    const struct object *o, const struct step ***ret)
{
    const struct step **list = arena_new_n(op->mem, const struct step *, f->step_n + 1);
    size_t n = 0;

    for (size_t i = 0; i < f->step_n; i++)
        if (strcmp(f->steps[i].from, state) == 0 && may(op, f->steps[i].right, o))
            list[n++] = &f->steps[i];
    *ret = list;
    return n;
}

enum err flow_take(struct op *op, const struct flow *f, const char *state, const char *act,
                   const struct object *o, const struct step **ret)
{
    const struct step *s = flow_step(f, state, act);

    if (!s)
        return fail(op, E_RULE, "not_now", NULL,
                    W("现在不能做这一步：事项的状态已经变了，请刷新后再看"));
    if (!may(op, s->right, o))
        return fail(op, E_DENIED, "not_yours", NULL, W("这一步不由您来做"));
    *ret = s;
    return OK;
}

static bool listed(const char *const *words, const char *word)
{
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

static void check_state(const struct flow *f, const char *state, bool is_start)
{
    bool in = is_start, out = listed(f->finals, state);

    for (size_t i = 0; i < f->step_n; i++) {
        in |= strcmp(f->steps[i].to, state) == 0;
        out |= strcmp(f->steps[i].from, state) == 0;
    }
    must(in && out);
}

void flow_check(const struct flow *f)
{
    for (size_t i = 0; f->states[i]; i++)
        check_state(f, f->states[i], i == 0);
    for (size_t i = 0; i < f->step_n; i++) {
        const struct step *s = &f->steps[i];
        must(listed(f->states, s->from) && (*s->to == '\0' || listed(f->states, s->to)));
        must(s->right > LOGGED_IN && s->button && s->done);
        must(flow_step(f, s->from, s->act) == s);
    }
}
