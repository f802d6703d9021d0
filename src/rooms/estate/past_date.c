/*
 * past_date.c -- days of a ledger whose year is the sheet's.
 *
 * 2.15, 2/15, 2月15日 and a full date stand in one column.  A number 9.3 is what
 * a spreadsheet makes of 9.30 as well, so it is taken only when the days around
 * it leave one reading.
 */
#include "base/text.h"
#include "base/when.h"
#include "rooms/estate/past_repair.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define CROSSING                                                                                   \
    62 /* days by which a later step may seem to lie before an earlier one: slips of               \
          the pen; more is another year */
#define NEAR 7

static int two_digits(const char *p)
{
    return isdigit((unsigned char)p[0]) && isdigit((unsigned char)p[1])
               ? (p[0] - '0') * 10 + (p[1] - '0')
               : -1;
}

int past_year_in(const char *text)
{
    for (const char *p = text; *p; p++) {
        size_t n = strspn(p, "0123456789");

        if (n == 4 && (text_starts(p, "19") || text_starts(p, "20")))
            return two_digits(p) * 100 + two_digits(p + 2);
        if (n == 2 && text_starts(p + 2, "年"))
            return 2000 + two_digits(p);
        if (n)
            p += n - 1;
    }
    return 0;
}

/* 2.15 · 02/15 · 2-15 · 2月15日; what follows a space is the time of day. */
static bool month_and_day(const char *p, struct past_date *d)
{
    static const char *const between[] = { ".", "/", "-", "月", "、" };
    char *end;

    if (!isdigit((unsigned char)*p))
        return false;
    d->month = (int)strtol(p, &end, 10);
    for (size_t i = 0; i < sizeof between / sizeof *between; i++)
        if (text_starts(end, between[i]) && end - p <= 2) {
            p = end + strlen(between[i]);
            if (!isdigit((unsigned char)*p))
                return false;
            d->day = (int)strtol(p, &end, 10);
            if (text_starts(end, "日") || text_starts(end, "号"))
                end += strlen("日");
            return *end == '\0' && civil_valid((struct civil){ 2024, d->month, d->day });
        }
    return false;
}

static const char *before_time(struct arena *mem, const char *text)
{
    const char *colon = strchr(text, ':'), *space = strchr(text, ' ');

    return colon && space && space < colon ? arena_dup_n(mem, text, (size_t)(space - text)) : text;
}

struct past_date past_date_read(struct arena *mem, const struct sheet_cell *cell)
{
    struct past_date d = { .is = PAST_NOTHING, .on = NO_DATE };
    const char *text = text_trim(mem, cell->text), *tight;

    if (says_nothing(mem, text))
        return d;
    tight = fold_tight(mem, before_time(mem, text));
    if (strlen(text) < 60 && fold_date(mem, text, &d.on)) {
        d.is = PAST_DAY;
    } else if (month_and_day(tight, &d)) {
        d.is = PAST_MONTH;
        if (cell->kind == SHEET_NUMBER && d.day <= 3 && !strstr(tight, ".0"))
            d.other_day = d.day * 10;
    } else {
        d.is = isdigit((unsigned char)*tight) ? PAST_WRONG : PAST_WORDS;
    }
    if (d.other_day && !civil_valid((struct civil){ 2024, d.month, d.other_day }))
        d.other_day = 0;
    return d;
}

static int32_t day_of(int year, int month, int day)
{
    struct civil c = { year, month, day };

    return day && civil_valid(c) ? date_of(c) : NO_DATE;
}

/* The year of the sheet, or the one before when what came next says so. */
static int32_t at_most(int year, int month, int day, int32_t later)
{
    int32_t on = day_of(year, month, day), before = day_of(year - 1, month, day);

    if (later == NO_DATE || before == NO_DATE || (on != NO_DATE && on <= later + CROSSING))
        return on;
    return before;
}

int32_t past_reported_on(const struct past_date *d, int year, int32_t later)
{
    int32_t one, other;

    if (d->is == PAST_DAY)
        return d->on;
    if (d->is != PAST_MONTH || year == 0)
        return NO_DATE;
    one = at_most(year, d->month, d->day, later);
    other = at_most(year, d->month, d->other_day, later);
    if (other == NO_DATE || one == NO_DATE)
        return one == NO_DATE ? other : one;
    if (later == NO_DATE)
        return NO_DATE;
    if (other > later)
        return one;
    return later - other <= NEAR ? other : NO_DATE;
}

/* The year of `from`, or the next one. */
static int32_t at_least(int month, int day, int32_t from)
{
    int year = date_civil(from).year;
    int32_t on = day_of(year, month, day), after = day_of(year + 1, month, day);

    return on != NO_DATE && on + CROSSING >= from ? on : after;
}

int32_t past_later_on(const struct past_date *d, int year, int32_t from)
{
    int32_t one, other;

    if (d->is == PAST_DAY)
        return d->on;
    if (d->is != PAST_MONTH || (from == NO_DATE && year == 0))
        return NO_DATE;
    if (from == NO_DATE)
        return d->other_day ? NO_DATE : day_of(year, d->month, d->day);
    one = at_least(d->month, d->day, from);
    other = d->other_day ? at_least(d->month, d->other_day, from) : NO_DATE;
    if (other == NO_DATE || one == other)
        return one;
    return one != NO_DATE && one >= from ? NO_DATE : other;
}
