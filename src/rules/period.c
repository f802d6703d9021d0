/* period.c -- see period.h. */
#include "rules/period.h"
#include "base/must.h"
#include "base/when.h"

#include <string.h>

static const struct {
    const char *word, *text;
    int most;
} units[] = {
    [PERIOD_YEAR] = { "y", "年", 200 },
    [PERIOD_MONTH] = { "m", "个月", 2400 },
    [PERIOD_DAY] = { "d", "日", 73000 },
    [PERIOD_HEATING] = { "heating", "个供暖期", 200 },
    [PERIOD_COOLING] = { "cooling", "个供冷期", 200 },
};

bool period_parse(const char *text, struct period *ret)
{
    const char *p = text;
    int n = 0;

    if (*p == '0')
        return false;
    for (; *p >= '0' && *p <= '9' && p - text < 6; p++)
        n = n * 10 + (*p - '0');
    for (size_t i = PERIOD_YEAR; n && i < LEN(units); i++)
        if (strcmp(p, units[i].word) == 0 && n <= units[i].most) {
            *ret = (struct period){ n, (enum period_unit)i };
            return true;
        }
    return false;
}

bool month_day_parse(const char *text, int *month, int *day)
{
    struct civil c = { .year = 2000 }; /* a leap year takes every day there is */

    for (int i = 0; i < 5; i++)
        if (i == 2 ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return false;
    c.month = (text[0] - '0') * 10 + (text[1] - '0');
    c.day = (text[3] - '0') * 10 + (text[4] - '0');
    if (text[5] || !civil_valid(c))
        return false;
    *month = c.month;
    *day = c.day;
    return true;
}

static int32_t day_in(int year, int month, int day)
{
    struct civil c = { year, month, day };

    if (month == 2 && day == 29 && !civil_valid(c))
        c.day = 28;
    return date_of(c);
}

static int32_t season_end(int n, int32_t start_on, const struct season *s)
{
    int year = date_civil(start_on).year;
    bool over_new_year = s->to_month * 100 + s->to_day < s->from_month * 100 + s->from_day;

    if (day_in(year, s->from_month, s->from_day) <= start_on)
        year++;
    return day_in(year + n - 1 + over_new_year, s->to_month, s->to_day);
}

int32_t period_end(struct period p, int32_t start_on, const struct season *s)
{
    switch (p.unit) {
    case PERIOD_YEAR: return date_add_months(start_on, 12 * p.n);
    case PERIOD_MONTH: return date_add_months(start_on, p.n);
    case PERIOD_DAY: return start_on + p.n;
    case PERIOD_HEATING:
    case PERIOD_COOLING: return season_end(p.n, start_on, s);
    case PERIOD_NONE: break;
    }
    must_not("a period without a unit");
    return NO_DATE;
}

const char *period_text(struct arena *mem, struct period p)
{
    return arena_printf(mem, "%d %s", p.n, units[p.unit].text);
}
