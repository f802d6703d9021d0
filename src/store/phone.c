/*
 * phone.c -- phones and ID numbers as people type them and as screens show them; see seal.h.
 *
 * Folding decides whether two typings are one phone, so it stands in front of
 * every blind index.  The rule is the import's: a mobile number, a landline
 * with its area code, a 400 or 800 number.
 */
#include "base/text.h"
#include "store/seal.h"

#include <string.h>

#define DIGITS 20 /* more than any phone has, with 0086 before it */

static const char *masked(struct arena *mem, const char *s, size_t keep, size_t stars)
{
    size_t n = strlen(s);

    /* Of what is too short to be one, nothing is shown. */
    if (n < keep + 4)
        return "****";
    return arena_printf(mem, "%.*s%.*s%s", (int)keep, s, (int)stars, "***********", s + n - 4);
}

const char *phone_masked(struct arena *mem, const char *phone)
{
    return masked(mem, phone, 3, 4);
}

const char *id_number_masked(struct arena *mem, const char *id)
{
    return masked(mem, id, 3, 11);
}

/* Dashes and dots of any width, brackets, blanks. */
static bool is_separator(uint32_t c)
{
    return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '\t' || c == 0xA0 ||
           (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x2007 || c == 0x202F;
}

/* Digits only; false when there is anything but digits, separators and a + in front. */
static bool digits_of(const char *typed, char out[DIGITS + 1], bool *plus)
{
    size_t n = 0;

    *plus = false;
    for (uint32_t c; (c = fold_width(utf8_next(&typed)));) {
        if (c >= '0' && c <= '9') {
            if (n == DIGITS)
                return false;
            out[n++] = (char)c;
        } else if (c == '+' && n == 0 && !*plus)
            *plus = true;
        else if (!is_separator(c))
            return false;
    }
    out[n] = '\0';
    return true;
}

static bool is_phone(const char *d)
{
    size_t n = strlen(d);

    if (n == 11 && d[0] == '1')
        return d[1] >= '3';
    if (n >= 10 && n <= 12 && d[0] == '0')
        return d[1] != '0';
    return n == 10 && (text_starts(d, "400") || text_starts(d, "800"));
}

bool phone_fold(struct arena *mem, const char *typed, const char **ret)
{
    char digits[DIGITS + 1] = "";
    const char *d = digits;
    bool plus, abroad;

    if (!digits_of(typed, digits, &plus))
        return false;
    abroad = plus || text_starts(d, "0086") || (text_starts(d, "86") && strlen(d) == 13);
    if (abroad) {
        d += text_starts(d, "00") ? 2 : 0;
        if (!text_starts(d, "86"))
            return false;
        d += 2;
        /* Behind +86 the area code stands without its 0. */
        if (*d != '0' && *d != '1' && !is_phone(d))
            d = arena_printf(mem, "0%s", d);
        else if (text_starts(d, "10") && strlen(d) == 10)
            d = arena_printf(mem, "0%s", d);
    }
    if (!is_phone(d))
        return false;
    *ret = arena_dup(mem, d);
    return true;
}

/* ---- ID numbers ---- */

#define ID_LONGEST 20

static size_t id_letters(const char *typed, char out[ID_LONGEST + 1])
{
    size_t n = 0;

    for (uint32_t c; (c = fold_width(utf8_next(&typed)));) {
        if (c >= 'a' && c <= 'z')
            c -= 32;
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) {
            if (n == ID_LONGEST)
                return 0;
            out[n++] = (char)c;
        } else if (!is_separator(c))
            return 0;
    }
    out[n] = '\0';
    return n;
}

/* The check character of a resident's number (GB 11643-1999, ISO 7064 MOD 11-2). */
static bool resident_good(const char *d)
{
    static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    int sum = 0;

    if (strspn(d, "0123456789") < 17)
        return false;
    for (int i = 0; i < 17; i++)
        sum += weight[i] * (d[i] - '0');
    return d[17] == "10X98765432"[sum % 11];
}

bool id_number_fold(struct arena *mem, const char *typed, const char **ret)
{
    char text[ID_LONGEST + 1] = "";
    size_t n = id_letters(typed, text), letters = strcspn(text, "0123456789");
    /* A passport, or a travel permit: letters, then six to nine digits. */
    bool other = letters >= 1 && letters <= 2 && n >= letters + 6 && n <= letters + 9 &&
                 strspn(text + letters, "0123456789") == n - letters;

    if (!(n == 18 && resident_good(text)) && !other)
        return false;
    *ret = arena_dup(mem, text);
    return true;
}
