/* liability.c -- see liability.h. */
#include "rules/liability.h"

bool percent_parse(const char *text, int *hundredths)
{
    const char *p = text;
    int v = 0, decimals = 0;

    for (; *p >= '0' && *p <= '9' && p - text < 3; p++)
        v = v * 10 + (*p - '0');
    if (p == text)
        return false;
    if (*p == '.') {
        for (p++; *p >= '0' && *p <= '9' && decimals < 2; p++, decimals++)
            v = v * 10 + (*p - '0');
        if (!decimals)
            return false;
    }
    for (; decimals < 2; decimals++)
        v *= 10;
    if (*p || v > SHARES_WHOLE)
        return false;
    *hundredths = v;
    return true;
}

static bool shares_whole(const int *hundredths, size_t n)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        if (hundredths[i] < 0)
            return false;
        sum += hundredths[i];
    }
    return sum == SHARES_WHOLE;
}

/* amount * share without its whole hundredths; below SHARES_WHOLE, so it fits. */
static int fraction(int64_t amount, int hundredths)
{
    return (int)(amount % SHARES_WHOLE * hundredths % SHARES_WHOLE);
}

enum err split_amount(int64_t amount_fen, const int *hundredths, size_t n, int64_t *parts_fen)
{
    int taken[SHARES_MAX]; /* the fractions not served yet, -1 once they are */
    int64_t left = amount_fen;

    if (amount_fen < 0 || n > SHARES_MAX || !shares_whole(hundredths, n))
        return E_INPUT;
    for (size_t i = 0; i < n; i++) {
        /* In two steps, because amount * 10000 may not fit. */
        parts_fen[i] = amount_fen / SHARES_WHOLE * hundredths[i] +
                       amount_fen % SHARES_WHOLE * hundredths[i] / SHARES_WHOLE;
        taken[i] = fraction(amount_fen, hundredths[i]);
        left -= parts_fen[i];
    }
    for (; left > 0; left--) {
        size_t best = 0;
        for (size_t i = 1; i < n; i++)
            if (taken[i] > taken[best])
                best = i;
        parts_fen[best]++;
        taken[best] = -1;
    }
    return OK;
}
