/*
 * estate_fold_date.c -- dates as hands write them.
 *
 * A handover date starts the owner's warranty, so a date is taken only when it
 * can be read in one way.  Three numbers with the year first are year, month,
 * day; with the year last only if one of the others can be no month.
 */
#include "base/buf.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/estate/estate_fold.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define SERIAL_1970 25569

static bool in_range(int32_t on)
{
    static const struct civil first = { 1980, 1, 1 }, last = { 2100, 12, 31 };

    return on >= date_of(first) && on <= date_of(last);
}

static bool take(struct civil c, int32_t *ret)
{
    if (!civil_valid(c))
        return false;
    *ret = date_of(c);
    return in_range(*ret);
}

/* Chinese numerals to digits: 二〇二一年七月十五日 → 2021年7月15日. */
static const char *with_digits(struct arena *mem, const char *text)
{
    static const char numerals[] = "〇一二三四五六七八九零十";
    struct buf b = buf_new(mem, 200);

    while (*text) {
        const char *p = strlen(text) >= 3 ? strstr(numerals, arena_dup_n(mem, text, 3)) : NULL;
        size_t i = p ? (size_t)(p - numerals) / 3 : 12;

        if (i == 12)
            buf_putc(&b, *text++);
        else if (i < 11)
            buf_putc(&b, (char)('0' + i % 10));
        if (i == 11) { /* 十 is 1 before, 0 behind, both alone, and nothing between digits */
            bool before = b.n > 0 && isdigit((unsigned char)b.p[b.n - 1]);
            bool behind = text[3] && (unsigned char)text[3] >= 0x80 &&
                          strstr(numerals, arena_dup_n(mem, text + 3, 3)) != NULL;

            if (!before)
                buf_putc(&b, '1');
            if (!behind)
                buf_putc(&b, '0');
        }
        if (i < 12)
            text += 3;
    }
    return b.p;
}

/* Numbers of the text with their lengths; 4 when there are more than three. */
static size_t numbers(const char *p, int n[3], size_t digits[3])
{
    size_t count = 0;

    while (*p) {
        char *end;

        if (!isdigit((unsigned char)*p)) {
            p++;
            continue;
        }
        if (count == 3)
            return 4;
        n[count] = (int)strtol(p, &end, 10);
        digits[count++] = (size_t)(end - p);
        if (end - p > 8)
            return 4;
        p = end;
    }
    return count;
}

/* Between the numbers nothing may stand but what people put there. */
static bool only_marks(const char *p)
{
    static const char *const marks[] = { "年", "月", "日", "号", "-", "/", ".", "。", "、", "," };

    while (*p) {
        size_t i = 0;

        if (isdigit((unsigned char)*p)) {
            p++;
            continue;
        }
        while (i < sizeof marks / sizeof *marks && !text_starts(p, marks[i]))
            i++;
        if (i == sizeof marks / sizeof *marks)
            return false;
        p += strlen(marks[i]);
    }
    return true;
}

static bool one_number(int n, size_t digits, int32_t *ret)
{
    if (digits == 8)
        return take((struct civil){ n / 10000, n / 100 % 100, n % 100 }, ret);
    if (digits != 5)
        return false;
    *ret = n - SERIAL_1970;
    return in_range(*ret);
}

static bool three_numbers(const int n[3], const size_t digits[3], int32_t *ret)
{
    if (digits[0] == 4)
        return take((struct civil){ n[0], n[1], n[2] }, ret);
    if (digits[2] == 4 && n[0] > 12)
        return take((struct civil){ n[2], n[1], n[0] }, ret);
    if (digits[2] == 4 && (n[1] > 12 || n[0] == n[1]))
        return take((struct civil){ n[2], n[0], n[1] }, ret);
    if (digits[0] == 2 && digits[1] <= 2 && digits[2] <= 2 && n[0] > 12)
        return take((struct civil){ n[0] < 80 ? 2000 + n[0] : 1900 + n[0], n[1], n[2] }, ret);
    return false;
}

/* Up to the time of day: "2021-07-02 10:30", "2021-07-02T00:00:00Z", "2021年7月7日 上午". */
static const char *without_time(struct arena *mem, const char *text)
{
    struct span s = span_trim(span_of(text_trim(mem, text)));
    const char *colon = memchr(s.p, ':', s.n), *cut;

    for (cut = s.p; colon && cut < colon; cut++)
        if (*cut == ' ' || *cut == 'T')
            s.n = (size_t)(cut - s.p);
    cut = s.n ? memmem(s.p, s.n, "午", 3) : NULL;
    if (cut && cut - s.p >= 3)
        s.n = (size_t)(cut - s.p) - 3;
    return arena_text(mem, s);
}

bool fold_date(struct arena *mem, const char *text, int32_t *ret_on)
{
    int n[3] = { 0 };
    size_t digits[3] = { 0 }, count;
    const char *p;

    if (strlen(text) > 100)
        return false;
    p = fold_tight(mem, without_time(mem, with_digits(mem, text)));
    if (text_ends(p, ".0") && strlen(p) == 7)
        p = arena_dup_n(mem, p, 5); /* a serial that went through a program with decimals */
    if (!isdigit((unsigned char)*p) || !only_marks(p))
        return false;
    count = numbers(p, n, digits);
    if (count == 1)
        return one_number(n[0], digits[0], ret_on);
    return count == 3 && three_numbers(n, digits, ret_on);
}
