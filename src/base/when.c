/* when.c -- see when.h.  Civil conversions count from March, so leap days come last. */
#include "base/when.h"
#include "base/must.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static atomic_int_fast64_t shift_ms;
static atomic_bool env_read;

static int64_t machine_ms(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void when_set(int64_t at)
{
    atomic_store(&env_read, true);
    atomic_store(&shift_ms, at ? at - machine_ms(CLOCK_REALTIME) : 0);
}

int64_t when_now(void)
{
    if (!atomic_load(&env_read)) {
        const char *text = getenv("ANJU_NOW");
        int64_t at = 0;
        if (text)
            must(when_parse(text, &at, NULL));
        when_set(at);
    }
    return machine_ms(CLOCK_REALTIME) + atomic_load(&shift_ms);
}

int64_t when_ticks(void)
{
    return machine_ms(CLOCK_MONOTONIC);
}

int32_t date_of(struct civil c)
{
    int y = c.month <= 2 ? c.year - 1 : c.year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

struct civil date_civil(int32_t on)
{
    int z = on + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    int month = mp < 10 ? mp + 3 : mp - 9;

    return (struct civil){ .year = yoe + era * 400 + (month <= 2),
                           .month = month,
                           .day = doy - (153 * mp + 2) / 5 + 1 };
}

static int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

bool civil_valid(struct civil c)
{
    return c.year >= 1900 && c.year <= 2999 && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
           c.day <= month_days(c.year, c.month);
}

int date_weekday(int32_t on)
{
    int w = (on + 3) % 7; /* 1970-01-01 was a Thursday */

    return w < 0 ? w + 7 : w;
}

static bool digits(const char *p, int n, int *ret)
{
    int v = 0;

    for (int i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return false;
        v = v * 10 + (p[i] - '0');
    }
    *ret = v;
    return true;
}

static bool civil_at(const char *t, struct civil *ret)
{
    struct civil c;

    if (!digits(t, 4, &c.year) || t[4] != '-' || !digits(t + 5, 2, &c.month) || t[7] != '-' ||
        !digits(t + 8, 2, &c.day) || !civil_valid(c))
        return false;
    *ret = c;
    return true;
}

bool date_parse(const char *text, int32_t *ret)
{
    struct civil c;

    if (strlen(text) != 10 || !civil_at(text, &c))
        return false;
    *ret = date_of(c);
    return true;
}

const char *date_text(struct arena *mem, int32_t on)
{
    struct civil c = date_civil(on);

    return arena_printf(mem, "%04d-%02d-%02d", c.year, c.month, c.day);
}

int32_t date_add_months(int32_t on, int months)
{
    struct civil c = date_civil(on);
    int m = c.year * 12 + c.month - 1 + months;
    int last;

    c.year = m / 12;
    c.month = m % 12 + 1;
    last = month_days(c.year, c.month);
    if (c.day > last)
        c.day = last;
    return date_of(c);
}

int32_t when_date(int64_t at, int zone)
{
    int64_t local = at + (int64_t)zone * 60000;

    return (int32_t)(local >= 0 ? local / DAY_MS : (local - DAY_MS + 1) / DAY_MS);
}

int64_t when_of_date(int32_t on, int zone)
{
    return (int64_t)on * DAY_MS - (int64_t)zone * 60000;
}

/* Behind the seconds: an optional fraction, then Z or ±hh:mm, then the end. */
static bool tail_at(const char *t, int *ms, int *zone)
{
    int h, m, scale = 100;

    *ms = 0;
    if (*t == '.') {
        if (t[1] < '0' || t[1] > '9')
            return false;
        for (t++; *t >= '0' && *t <= '9'; t++, scale /= 10)
            *ms += (*t - '0') * scale;
    }
    if ((*t == 'Z' || *t == 'z') && !t[1]) {
        *zone = 0;
        return true;
    }
    if ((*t != '+' && *t != '-') || strlen(t) != 6 || !digits(t + 1, 2, &h) || t[3] != ':' ||
        !digits(t + 4, 2, &m) || h > 23 || m > 59)
        return false;
    *zone = (*t == '-' ? -1 : 1) * (h * 60 + m);
    return true;
}

bool when_parse(const char *t, int64_t *ret, int *zone)
{
    struct civil c;
    int h, m, s, ms, z;

    if (strlen(t) < 20 || !civil_at(t, &c) || (t[10] != 'T' && t[10] != 't' && t[10] != ' ') ||
        !digits(t + 11, 2, &h) || t[13] != ':' || !digits(t + 14, 2, &m) || t[16] != ':' ||
        !digits(t + 17, 2, &s) || h > 23 || m > 59 || s > 59 || !tail_at(t + 19, &ms, &z))
        return false;
    *ret = when_of_date(date_of(c), z) + (int64_t)(h * 3600 + m * 60 + s) * 1000 + ms;
    if (zone)
        *zone = z;
    return true;
}

const char *when_text(struct arena *mem, int64_t at, int zone)
{
    int32_t on = when_date(at, zone);
    int64_t rest = at - when_of_date(on, zone);
    struct civil c = date_civil(on);
    int s = (int)(rest / 1000), ms = (int)(rest % 1000);
    int away = zone < 0 ? -zone : zone;
    const char *fraction = ms ? arena_printf(mem, ".%03d", ms) : "";

    return arena_printf(mem, "%04d-%02d-%02dT%02d:%02d:%02d%s%c%02d:%02d", c.year, c.month, c.day,
                        s / 3600, s / 60 % 60, s % 60, fraction, zone < 0 ? '-' : '+', away / 60,
                        away % 60);
}
