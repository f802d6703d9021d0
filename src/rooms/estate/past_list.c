/* past_list.c -- the repairs of former years on the page of their home; see past_repair.h. */
#include "rooms/estate/estate_inside.h"
#include "rooms/estate/past_repair.h"

#define LIST_MAX 200

const struct shape past_shape[] = {
    SHAPE(struct past_view, id, S_ID, "id"),
    SHAPE(struct past_view, reported_on, S_DATE, "reported"),
    SHAPE(struct past_view, done_on, S_DATE, "done"),
    SHAPE(struct past_view, year, S_INT, "year"),
    SHAPE(struct past_view, problem, S_TEXT, "problem"),
    SHAPE(struct past_view, category, S_TEXT, "category"),
    SHAPE(struct past_view, company, S_TEXT, "company"),
    SHAPE(struct past_view, outcome, S_TEXT, "outcome"),
    SHAPE(struct past_view, passed, S_TEXT, "passed"),
    SHAPE(struct past_view, called, S_TEXT, "called"),
    SHAPE(struct past_view, remark, S_TEXT, "remark"),
    SHAPE(struct past_view, source, S_TEXT, "source"),
    SHAPE_END,
};

size_t past_list(const struct op *op, int64_t home_id, struct past_view **ret)
{
    size_t n = 0;
    struct query q;

    *ret = arena_new_n(op->mem, struct past_view, LIST_MAX);
    for (db_query(op->tx, &q,
                  "select id, reported_on, done_on, year, problem, category, company, outcome,"
                  " passed, called, remark, file_name, sheet, row_no from past_repair"
                  " where project_id = $1 and home_id = $2"
                  " order by coalesce(reported_on, sent_on, 0) desc, id desc limit $3",
                  I(op->project), I(home_id), I(LIST_MAX));
         n < LIST_MAX && db_next(&q);)
        (*ret)[n++] = (struct past_view){
            .id = db_i64(&q, 0),
            .reported_on = date_or_none(&q, 1),
            .done_on = date_or_none(&q, 2),
            .year = db_i64(&q, 3),
            .problem = db_text(&q, 4),
            .category = db_text(&q, 5),
            .company = db_text(&q, 6),
            .outcome = db_text(&q, 7),
            .passed = db_text(&q, 8),
            .called = db_text(&q, 9),
            .remark = db_text(&q, 10),
            .source = say(op, W("%s，%s 第 %lld 行"), db_text(&q, 11), db_text(&q, 12),
                          (long long)db_i64(&q, 13)),
        };
    db_done(&q);
    return n;
}
