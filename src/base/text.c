/* text.c -- see text.h. */
#include "base/text.h"
#include "base/buf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Length of the well-formed sequence at p, 0 when there is none (RFC 3629 table). */
static size_t sequence_length(const unsigned char *p, size_t left)
{
    unsigned char c = p[0], low = 0x80, high = 0xBF;
    size_t n;

    if (c < 0x80)
        return c ? 1 : 0;
    if (c >= 0xC2 && c <= 0xDF)
        n = 2;
    else if (c >= 0xE0 && c <= 0xEF)
        n = 3;
    else if (c >= 0xF0 && c <= 0xF4)
        n = 4;
    else
        return 0;
    if (n > left)
        return 0;
    if (c == 0xE0)
        low = 0xA0;
    else if (c == 0xED)
        high = 0x9F;
    else if (c == 0xF0)
        low = 0x90;
    else if (c == 0xF4)
        high = 0x8F;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return n;
}

bool utf8_valid(struct span s)
{
    const unsigned char *p = (const unsigned char *)s.p;

    for (size_t i = 0; i < s.n;) {
        size_t n = sequence_length(p + i, s.n - i);
        if (!n)
            return false;
        i += n;
    }
    return true;
}

uint32_t utf8_next(const char **text)
{
    const unsigned char *p = (const unsigned char *)*text;
    uint32_t c = p[0];

    if (!c)
        return 0;
    if (c < 0x80) {
        *text += 1;
        return c;
    }
    if (c < 0xE0) {
        *text += 2;
        return (c & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    }
    if (c < 0xF0) {
        *text += 3;
        return (c & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    *text += 4;
    return (c & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

size_t utf8_put(char out[4], uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

size_t utf8_count(const char *s)
{
    size_t n = 0;

    while (utf8_next(&s))
        n++;
    return n;
}

const char *utf8_cut(struct arena *mem, const char *s, size_t n)
{
    const char *p = s;

    for (size_t i = 0; i < n; i++)
        if (!utf8_next(&p))
            return s;
    if (!*p)
        return s;
    return arena_printf(mem, "%.*s…", (int)(p - s), s);
}

bool is_han(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x20000 && c <= 0x323AF) || (c >= 0xF900 && c <= 0xFAFF) || c == 0x3007;
}

uint32_t fold_width(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    return c == 0x3000 ? ' ' : c;
}

struct span span_of(const char *s)
{
    return (struct span){ .p = s, .n = strlen(s) };
}

bool span_is(struct span s, const char *word)
{
    return s.n == strlen(word) && (s.n == 0 || memcmp(s.p, word, s.n) == 0);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

/* Bytes of white space at the start of the span: ASCII, U+3000, U+00A0, U+FEFF. */
static size_t blank_at(const char *p, size_t n)
{
    static const char *const wide[] = { "\xE3\x80\x80", "\xC2\xA0", "\xEF\xBB\xBF" };

    if (n && is_blank(*p))
        return 1;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (n >= strlen(wide[i]) && memcmp(p, wide[i], strlen(wide[i])) == 0)
            return strlen(wide[i]);
    return 0;
}

struct span span_trim(struct span s)
{
    size_t k;

    while ((k = blank_at(s.p, s.n))) {
        s.p += k;
        s.n -= k;
    }
    for (;;) {
        if (s.n && blank_at(s.p + s.n - 1, 1))
            s.n -= 1;
        else if (s.n >= 3 && blank_at(s.p + s.n - 3, 3) == 3)
            s.n -= 3;
        else if (s.n >= 2 && blank_at(s.p + s.n - 2, 2) == 2)
            s.n -= 2;
        else
            return s;
    }
}

const char *text_trim(struct arena *mem, const char *s)
{
    return arena_text(mem, span_trim(span_of(s)));
}

bool text_starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);

    return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

bool text_int(const char *s, int64_t *ret)
{
    char *end;
    long long v;

    if (!(*s == '-' || (*s >= '0' && *s <= '9')))
        return false;
    errno = 0;
    v = strtoll(s, &end, 10);
    if (errno || *end || end == s)
        return false;
    *ret = v;
    return true;
}

const char *text_hex(struct arena *mem, const void *p, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *in = p;
    char *out = arena_alloc(mem, 2 * n + 1);

    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[in[i] >> 4];
        out[2 * i + 1] = digits[in[i] & 15];
    }
    return out;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

bool hex_bytes(const char *hex, void *ret, size_t n)
{
    unsigned char *out = ret;

    if (strlen(hex) != 2 * n)
        return false;
    for (size_t i = 0; i < n; i++) {
        int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}
