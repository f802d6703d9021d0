/* intake_hints.c -- see intake_hints.h. */
#include "rooms/repair/intake_hints.h"
#include "app/number.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/when.h"
#include "base/words.h"
#include "rooms/estate/catalogue.h"
#include "rooms/estate/past_repair.h"
#include "rooms/repair/repair.h"
#include "rooms/repair/repair_fields.h"
#include "rules/triage.h"

#include <string.h>

#define ROWS_MOST     200 /* faults of a home that are looked at */
#define LEDGER_MOST   40  /* rows of a home that are listened to */
#define MATTERS_MOST  60
#define MATTERS_SHOWN 6

/* ---- what it may be ---- */

static const struct {
    enum triage_field field;
    const char *input, *label;
} inputs[] = {
    { TRIAGE_KIND, "", W("什么事") },
    { TRIAGE_PLACE, "faults[0].place", W("部位") },
    { TRIAGE_COMPONENT, "faults[0].component", W("构件") },
    { TRIAGE_SYMPTOM, "faults[0].symptom", W("现象") },
    { TRIAGE_URGENCY, "urgency", W("紧急程度") },
};

static const char *kind_words(const char *code)
{
    static const char *const words[][2] = { { "repair", W("报修") },
                                            { "consult", W("咨询") },
                                            { "complaint", W("投诉") },
                                            { "suggestion", W("建议") } };

    for (size_t i = 0; i < LEN(words); i++)
        if (strcmp(words[i][0], code) == 0)
            return words[i][1];
    return code;
}

static const char *words_of_code(const struct op *op, enum triage_field field, const char *code)
{
    if (field == TRIAGE_KIND)
        return word(op->lang, kind_words(code));
    if (field == TRIAGE_URGENCY)
        return word(op->lang, repair_words(code));
    return catalogue_words(op, triage_field_word(field), code);
}

static const char *why_of(const struct op *op, const struct triage_guess *g)
{
    struct buf b = buf_new(op->mem, 1024);

    for (size_t i = 0; i < g->reason_n; i++)
        buf_puts(&b, arena_printf(op->mem, "%s“%s” +%d", i ? " " : "", g->reasons[i].word,
                                  g->reasons[i].weight));
    return b.p;
}

/* The catalogue is edited: what was retired is no proposal. */
static bool is_offered(const struct op *op, enum triage_field field, const char *code)
{
    return field == TRIAGE_KIND || field == TRIAGE_URGENCY ||
           catalogue_has(op, triage_field_word(field), code);
}

static void guess_add(const struct op *op, size_t i, const struct triage_guess *g,
                      struct intake_hints *ret)
{
    struct intake_reason *reasons = arena_new_n(op->mem, struct intake_reason, g->reason_n + 1);

    for (size_t k = 0; k < g->reason_n; k++)
        reasons[k] = (struct intake_reason){ g->reasons[k].word, g->reasons[k].weight };
    ret->guesses[ret->guess_n++] =
        (struct intake_guess){ .field = triage_field_word(inputs[i].field),
                               .input = inputs[i].input,
                               .label = inputs[i].label,
                               .code = g->code,
                               .words = words_of_code(op, inputs[i].field, g->code),
                               .why = inputs[i].field == TRIAGE_URGENCY ? ret->urgency_why
                                                                        : why_of(op, g),
                               .reasons = reasons,
                               .reason_n = g->reason_n,
                               .score = g->score };
}

static struct triage_proposal propose(const struct op *op, const char *text,
                                      struct intake_hints *ret)
{
    struct triage_proposal p = triage_propose(op->mem, text, is_heating_season(op));

    ret->urgency_why =
        p.urgency_sign ? say(op, W("描述里有“%s”，可能是%s"), p.of[TRIAGE_URGENCY].reasons[0].word,
                             word(op->lang, p.urgency_sign))
                       : say(op, W("描述里没有紧急或影响使用的字样"));
    for (size_t i = 0; i < LEN(inputs); i++) {
        struct triage_guess *g = &p.of[inputs[i].field];

        if (g->code && is_offered(op, inputs[i].field, g->code))
            guess_add(op, i, g, ret);
        else
            g->code = NULL;
    }
    ret->kind = p.of[TRIAGE_KIND].code ? p.of[TRIAGE_KIND].code : "";
    return p;
}

/* ---- what it may be the same as ---- */

static struct intake_hint hint_read(const struct op *op, const char *slug, const struct query *q)
{
    const char *no = db_text(q, 0);

    return (struct intake_hint){ .no = no,
                                 .no_said = number_say(op->mem, no),
                                 .title = db_text(q, 1),
                                 .state = db_text(q, 2),
                                 .received_at = db_i64(q, 3),
                                 .closed_at = db_i64(q, 4),
                                 .home = db_text(q, 7),
                                 .ending = db_text(q, 8),
                                 .where = url_of(op->mem, "/p/%s/matters/%s", slug, no) };
}

/* Faults of one matter follow each other: the nearest of them speaks for it. */
static void hint_add(struct intake_hint *list, size_t *n, const struct intake_hint *hint)
{
    struct intake_hint *last = *n ? &list[*n - 1] : NULL;

    must(list);
    if (last && strcmp(last->no, hint->no) == 0) {
        last->same_place = last->same_place || hint->same_place;
        last->same_component = last->same_component || hint->same_component;
    } else if (*n < MATTERS_MOST) {
        list[(*n)++] = *hint;
    }
}

static int nearness(const struct intake_hint *h)
{
    return 2 * h->same_component + h->same_place;
}

/* The likeliest first and no more than can be read; equal ones stay newest first. */
static size_t sort(struct intake_hint *list, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && nearness(&list[k]) > nearness(&list[k - 1]); k--) {
            struct intake_hint swap = list[k];

            list[k] = list[k - 1];
            list[k - 1] = swap;
        }
    return n < MATTERS_SHOWN ? n : MATTERS_SHOWN;
}

#define HINT_COLUMNS                                                                               \
    "select m.no, m.title, m.state, m.received_at, coalesce(m.closed_at, 0), f.place,"             \
    " f.component, h.code, f.ending from matter m"                                                 \
    " join fault f on f.project_id = m.project_id and f.matter_id = m.id"                          \
    " join home h on h.project_id = m.project_id and h.id = m.home_id"

struct parts {
    const char *slug, *place, *component, *symptom;
};

static void of_home(const struct op *op, int64_t home, const struct parts *p,
                    struct intake_hints *ret)
{
    const char *sql = arena_printf(op->mem,
                                   HINT_COLUMNS " where m.project_id = $3 and m.home_id = $4"
                                                " and (%s) order by m.received_at desc, m.id desc,"
                                                " f.k limit %d",
                                   matter_visible(op->actor, op->project), ROWS_MOST);
    struct query q;

    for (db_query(op->tx, &q, sql, I(op->actor->account_id), I(company_in(op->actor, op->project)),
                  I(op->project), I(home));
         db_next(&q);) {
        struct intake_hint hint = hint_read(op, p->slug, &q);

        hint.same_place = *p->place && strcmp(p->place, db_text(&q, 5)) == 0;
        hint.same_component = *p->component && strcmp(p->component, db_text(&q, 6)) == 0;
        if (!hint.closed_at)
            hint_add(ret->open, &ret->open_n, &hint);
        else if (hint.same_place && hint.same_component)
            hint_add(ret->past, &ret->past_n, &hint);
    }
    db_done(&q);
}

/* A lift is broken for the whole building: who called before? */
static void of_building(const struct op *op, int64_t home, const struct parts *p,
                        struct intake_hints *ret)
{
    const char *sql = arena_printf(
        op->mem,
        HINT_COLUMNS " where m.project_id = $3 and m.closed_at is null and m.home_id <> $4"
                     " and h.building_id = (select o.building_id from home o"
                     " where o.project_id = $3 and o.id = $4) and f.place = $5 and (%s)"
                     " order by m.received_at desc, m.id desc, f.k limit %d",
        matter_visible(op->actor, op->project), MATTERS_SHOWN);
    struct query q;

    for (db_query(op->tx, &q, sql, I(op->actor->account_id), I(company_in(op->actor, op->project)),
                  I(op->project), I(home), T(p->place));
         db_next(&q);) {
        struct intake_hint hint = hint_read(op, p->slug, &q);

        hint.same_place = true;
        hint.same_component = *p->component && strcmp(p->component, db_text(&q, 6)) == 0;
        hint_add(ret->open, &ret->open_n, &hint);
    }
    db_done(&q);
}

/* ---- what the old ledger knows ---- */

static bool is_same(const char *wanted, const struct triage_guess *g)
{
    return *wanted && g->code && strcmp(wanted, g->code) == 0;
}

/* Its rows say nothing but words: they are heard like the caller's.  The same place, and the same
   component or symptom. */
static bool is_of(const struct op *op, const struct past_view *row, const struct parts *p)
{
    struct triage_proposal said = triage_propose(
        op->mem, arena_printf(op->mem, "%s。%s", row->problem, row->category), false);

    return is_same(p->place, &said.of[TRIAGE_PLACE]) &&
           (is_same(p->component, &said.of[TRIAGE_COMPONENT]) ||
            is_same(p->symptom, &said.of[TRIAGE_SYMPTOM]));
}

static void of_ledger(const struct op *op, int64_t home, const struct parts *p,
                      struct intake_hints *ret)
{
    struct past_view *rows;
    size_t n = *p->place ? past_list(op, home, &rows) : 0;

    for (size_t i = 0; i < n && i < LEDGER_MOST && ret->old_n < MATTERS_SHOWN; i++)
        if (is_of(op, &rows[i], p))
            ret->old[ret->old_n++] = (struct intake_old){ .reported_on = rows[i].reported_on,
                                                          .year = rows[i].year,
                                                          .problem = rows[i].problem,
                                                          .company = rows[i].company,
                                                          .source = rows[i].source };
}

static bool is_common(const struct op *op, const char *place)
{
    return *place && db_int(op->tx,
                            "select count(*) from catalogue where kind = 'place' and code = $1"
                            " and common = 1",
                            T(place)) > 0;
}

static const char *chosen_or(const char *chosen, const struct triage_guess *g)
{
    return *chosen ? chosen : g->code ? g->code : "";
}

/* Stop the water first: what can be read out before anybody comes. */
static const char *care_of(const struct op *op, const struct parts *p)
{
    struct catalogue_rule rule;

    if (!*p->component || !*p->symptom)
        return "";
    catalogue_rule_at(op, p->place, p->component, p->symptom, &rule);
    return rule.care;
}

void hints_look(const struct op *op, const struct hints_question *q, struct intake_hints *ret)
{
    struct triage_proposal p;
    struct parts parts;

    *ret = (struct intake_hints){ .has_text = *q->description != '\0',
                                  .guesses = arena_new_n(op->mem, struct intake_guess, LEN(inputs)),
                                  .open = arena_new_n(op->mem, struct intake_hint, MATTERS_MOST),
                                  .past = arena_new_n(op->mem, struct intake_hint, MATTERS_MOST),
                                  .old = arena_new_n(op->mem, struct intake_old, MATTERS_SHOWN) };
    p = propose(op, q->description, ret);
    parts = (struct parts){
        .slug = db_str(op->tx, "select slug from project where id = $1", I(op->project)),
        .place = chosen_or(q->place, &p.of[TRIAGE_PLACE]),
        .component = chosen_or(q->component, &p.of[TRIAGE_COMPONENT]),
        .symptom = chosen_or(q->symptom, &p.of[TRIAGE_SYMPTOM]),
    };
    ret->care = care_of(op, &parts);
    if (!q->home)
        return;
    if (db_int(op->tx, "select count(*) from home where project_id = $1 and id = $2",
               I(op->project), I(q->home)) == 0)
        return;
    of_home(op, q->home, &parts, ret);
    of_ledger(op, q->home, &parts, ret);
    if (is_common(op, parts.place))
        of_building(op, q->home, &parts, ret);
    ret->open_n = sort(ret->open, ret->open_n);
    ret->past_n = sort(ret->past, ret->past_n);
    while (ret->near_n < ret->open_n && nearness(&ret->open[ret->near_n]) > 0)
        ret->near_n++;
}

/* ---- as JSON ---- */

static const struct shape reason_shape[] = {
    SHAPE(struct intake_reason, word, S_TEXT, "word"),
    SHAPE(struct intake_reason, weight, S_INT, "weight"),
    SHAPE_END,
};
static const struct shape guess_shape[] = {
    SHAPE(struct intake_guess, field, S_TEXT, "field"),
    SHAPE(struct intake_guess, code, S_TEXT, "code"),
    SHAPE(struct intake_guess, words, S_TEXT, "words"),
    SHAPE(struct intake_guess, score, S_INT, "score"),
    SHAPE_LIST(struct intake_guess, reasons, reason_n, struct intake_reason, reason_shape,
               "reasons"),
    SHAPE_END,
};
static const struct shape hint_shape[] = {
    SHAPE(struct intake_hint, no, S_TEXT, "no"),
    SHAPE(struct intake_hint, title, S_TEXT, "title"),
    SHAPE(struct intake_hint, state, S_TEXT, "state"),
    SHAPE(struct intake_hint, home, S_TEXT, "home"),
    SHAPE(struct intake_hint, received_at, S_INSTANT, "received_at"),
    SHAPE(struct intake_hint, closed_at, S_INSTANT, "closed_at"),
    SHAPE(struct intake_hint, same_place, S_BOOL, "same_place"),
    SHAPE(struct intake_hint, same_component, S_BOOL, "same_component"),
    SHAPE(struct intake_hint, ending, S_TEXT, "ending"),
    SHAPE_END,
};
static const struct shape old_shape[] = {
    SHAPE(struct intake_old, reported_on, S_DATE, "reported"),
    SHAPE(struct intake_old, year, S_INT, "year"),
    SHAPE(struct intake_old, problem, S_TEXT, "problem"),
    SHAPE(struct intake_old, company, S_TEXT, "company"),
    SHAPE(struct intake_old, source, S_TEXT, "source"),
    SHAPE_END,
};
const struct shape hints_shape[] = {
    SHAPE_LIST(struct intake_hints, guesses, guess_n, struct intake_guess, guess_shape,
               "proposals"),
    SHAPE(struct intake_hints, urgency_why, S_TEXT, "urgency_why"),
    SHAPE(struct intake_hints, care, S_TEXT, "care"),
    SHAPE_LIST(struct intake_hints, open, open_n, struct intake_hint, hint_shape, "open"),
    SHAPE_LIST(struct intake_hints, past, past_n, struct intake_hint, hint_shape, "recurrences"),
    SHAPE_LIST(struct intake_hints, old, old_n, struct intake_old, old_shape, "ledger"),
    SHAPE_END,
};
