/* calendar.c -- see calendar.h. */
#include "rules/calendar.h"
#include "base/when.h"

static const struct calendar_year *year_find(const struct calendar *c, int year)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->years[i].year == year)
            return &c->years[i];
    return NULL;
}

enum day_kind calendar_day(const struct calendar *c, int32_t on, const char **name)
{
    struct civil d = date_civil(on);
    const struct calendar_year *y = year_find(c, d.year);

    if (name)
        *name = NULL;
    if (!y)
        return DAY_UNKNOWN;
    for (size_t i = 0; i < y->n; i++)
        if (y->rows[i].month_day == d.month * 100 + d.day) {
            if (name)
                *name = y->rows[i].name;
            return y->rows[i].work ? DAY_MAKEUP : DAY_HOLIDAY;
        }
    return date_weekday(on) >= 5 ? DAY_WEEKEND : DAY_WORK;
}

bool day_is_rest(enum day_kind kind)
{
    return kind == DAY_WEEKEND || kind == DAY_HOLIDAY;
}

const char *day_name(int32_t on)
{
    static const char *const names[] = { "周一", "周二", "周三", "周四", "周五", "周六", "周日" };

    return names[date_weekday(on)];
}

struct rolled calendar_roll(const struct calendar *c, int32_t on)
{
    for (int32_t day = on;; day++) {
        enum day_kind kind = calendar_day(c, day, NULL);
        if (kind == DAY_UNKNOWN)
            return (struct rolled){ .on = on, .missing_year = date_civil(day).year };
        if (!day_is_rest(kind))
            return (struct rolled){ .on = day };
    }
}
