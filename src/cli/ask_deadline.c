/* ask_deadline.c -- `anju rules deadline`: reads the question, writes every step of the count. */
#include "base/must.h"
#include "base/when.h"
#include "cli/ask.h"

#include <string.h>

static const struct {
    const char *word;
    enum basis basis;
} bases[] = {
    { "hour", BASIS_HOUR },
    { "minute", BASIS_MINUTE },
    { "business_hour", BASIS_BUSINESS_HOUR },
    { "calendar_day", BASIS_CALENDAR_DAY },
    { "working_day", BASIS_WORKING_DAY },
};

static enum basis read_basis(struct ask *a, struct at at)
{
    const char *word = ask_text(a, at, "basis", true);

    for (size_t i = 0; word && i < LEN(bases); i++)
        if (strcmp(bases[i].word, word) == 0)
            return bases[i].basis;
    ask_fail(a, "unknown_basis",
             "basis 应是 hour、minute、business_hour、calendar_day、working_day 之一", "basis");
    return BASIS_HOUR;
}

static const struct pause *read_pauses(struct ask *a, struct at at, size_t *n)
{
    static const char *const keys[] = { "from", "to", NULL };
    json_t *list = ask_list(a, at, "pauses", false);
    struct pause *pauses = arena_new_n(a->mem, struct pause, json_array_size(list) + 1);

    *n = json_array_size(list);
    for (size_t i = 0; i < *n && !a->code; i++) {
        struct at item = ask_item(a, list, i, "pauses");
        ask_only(a, item, keys);
        pauses[i].from_at = ask_instant(a, item, "from");
        pauses[i].to_at = ask_instant(a, item, "to");
        if (pauses[i].to_at <= pauses[i].from_at)
            ask_fail(a, "bad_pause", "暂停的结束应晚于开始", ask_path(a, item, "to"));
    }
    return pauses;
}

/* `mon` to 0; -1 when it is no weekday. */
static int weekday_of(const char *p, size_t n)
{
    static const char names[] = "montuewedthufrisatsun";

    for (int i = 0; n == 3 && i < 7; i++)
        if (memcmp(names + (ptrdiff_t)3 * i, p, 3) == 0)
            return i;
    return -1;
}

/* `mon`, `mon-fri`, `mon,wed,fri-sun`: one bit a day, 0 when malformed or a day comes twice. */
static unsigned weekdays_of(const char *key)
{
    unsigned days = 0;

    for (;; key++) {
        size_t n = strcspn(key, ",");
        size_t first_n = strcspn(key, "-,");
        int first = weekday_of(key, first_n), last = first;
        if (first_n < n)
            last = weekday_of(key + first_n + 1, n - first_n - 1);
        if (first < 0 || last < first)
            return 0;
        for (int d = first; d <= last; d++) {
            if (days & 1u << d)
                return 0;
            days |= 1u << d;
        }
        key += n;
        if (!*key)
            return days;
    }
}

static bool read_row(json_t *list, struct hours_row *row)
{
    size_t i;
    json_t *item;

    if (!json_is_array(list))
        return false;
    json_array_foreach(list, i, item) if (!json_is_string(item) ||
                                          !hours_add(row, json_string_value(item))) return false;
    return true;
}

static const struct hours *read_hours(struct ask *a, struct at at)
{
    struct hours *h = arena_new(a->mem, struct hours);
    json_t *value = ask_value(a, at, "hours", false), *list;
    unsigned seen = 0;
    const char *key;
    int n = 0;

    if (!value)
        return NULL;
    if (!json_is_object(value))
        ask_fail(a, "wrong_type", "这个字段应是对象", "hours");
    json_object_foreach(value, key, list)
    {
        unsigned days = weekdays_of(key);
        struct hours_row row = { 0 };
        const char *path = arena_printf(a->mem, "hours.%s", key);
        if (!days || days & seen)
            ask_fail(a, "bad_hours", "应写作 mon 或 mon-fri，每天只出现一次", path);
        if (!read_row(list, &row))
            ask_fail(a, "bad_hours", "时段应写作 08:30-12:00，互不重叠", path);
        seen |= days;
        for (int d = 0; d < 7; d++)
            if (days & 1u << d)
                h->day[d] = row;
        n += row.n;
    }
    if (!n)
        ask_fail(a, "bad_hours", "至少要有一个办公时段", "hours");
    return h;
}

static void step_put(struct ask *a, const struct deadline_step *s, int zone)
{
    struct json *j = a->out;

    json_open(j, NULL, '{');
    if (s->from_on == NO_DATE) {
        json_text(j, "from", when_text(a->mem, s->from_at, zone));
        json_text(j, "to", when_text(a->mem, s->to_at, zone));
    } else if (s->counted) {
        json_text(j, "from", date_text(a->mem, s->from_on));
        json_text(j, "to", date_text(a->mem, s->to_on));
        json_int(j, "days", s->to_on - s->from_on + 1);
    } else
        json_text(j, "day", date_text(a->mem, s->from_on));
    json_bool(j, "counted", s->counted);
    json_text(j, "code", step_word(s->code));
    json_text(j, "reason", step_reason(a->mem, s));
    json_close(j, '}');
}

static void deadline_put(struct ask *a, const struct deadline *d, int zone)
{
    json_text(a->out, "due", when_text(a->mem, d->due_at, zone));
    json_text(a->out, "last_day", date_text(a->mem, d->last_on));
    json_open(a->out, "explain", '[');
    for (size_t i = 0; i < d->step_n; i++)
        step_put(a, &d->steps[i], zone);
    json_close(a->out, ']');
}

void ask_deadline(struct ask *a)
{
    static const char *const keys[] = { "start", "limit", "basis",    "hours", "pauses",
                                        "roll",  "zone",  "calendar", NULL };
    struct at at = ask_top(a);
    struct deadline_question q = { .zone = ZONE_SHANGHAI };
    struct deadline d;
    enum err e;

    ask_only(a, at, keys);
    ask_defaults(a, at);
    q.start_at = ask_instant(a, at, "start");
    q.limit = ask_int(a, at, "limit");
    if (!a->code && (q.limit < 1 || q.limit > LIMIT_MAX))
        ask_fail(a, "out_of_range", "limit 应是 1 以上的整数，且不超过一亿", "limit");
    q.basis = read_basis(a, at);
    q.hours = read_hours(a, at);
    q.pauses = read_pauses(a, at, &q.pause_n);
    q.keep_rest_day = !ask_bool(a, at, "roll", true);
    if (a->code)
        return;
    e = deadline_due(a->mem, &q, &d);
    if (e == OK)
        deadline_put(a, &d, q.zone);
    else if (e == E_RULE) {
        a->missing_year = d.missing_year;
        ask_fail(a, "calendar_missing", "", NULL);
    } else
        ask_fail(a, "out_of_range", "期限超出了可以计算的年份", "limit");
}
