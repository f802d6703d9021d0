/*
 * http_form.c -- strict decoding; see http_form.h.
 *
 * libmicrohttpd would decode too, but leniently: a lone % stays, NUL cuts a
 * value short, an encoded slash moves a border.  Whoever checks a path must see
 * the same path as whoever uses it, so what is doubtful is refused.
 */
#include "http/http_form.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The byte that %XX at raw.p[i] stands for, or -1. */
static int escape_at(struct span raw, size_t i)
{
    int high, low;

    if (raw.n - i < 3)
        return -1;
    high = hex_digit(raw.p[i + 1]);
    low = hex_digit(raw.p[i + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Decodes %XX (and + when `plus`) into out, which has room for raw.n bytes; false on a bad escape.
 */
static bool percent_decode(struct span raw, bool plus, char *out, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '%') {
            int byte = escape_at(raw, i);
            if (byte < 0)
                return false;
            c = (char)byte;
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        out[(*n)++] = c;
    }
    return true;
}

/* An encoded slash or backslash would move the borders between the parts. */
static bool path_bytes_fine(struct span raw)
{
    for (size_t i = 0; i < raw.n; i++) {
        unsigned char c = (unsigned char)raw.p[i];
        int byte = c == '%' ? escape_at(raw, i) : c;
        if (byte < 0x20 || byte == 0x7f || byte == '\\' || c == '#' || (c == '%' && byte == '/'))
            return false;
    }
    return true;
}

static bool path_parts_fine(const char *path)
{
    for (const char *part = path; *part == '/'; part += strcspn(part, "/")) {
        size_t n = strcspn(++part, "/");
        bool last = part[n] == 0;
        if ((n == 0 && !last) || (n == 1 && part[0] == '.') ||
            (n == 2 && part[0] == '.' && part[1] == '.'))
            return false;
    }
    return true;
}

const struct refusal *path_decode(struct arena *mem, struct span raw, const char **ret)
{
    char *out = arena_alloc(mem, raw.n + 1);
    size_t n;

    if (raw.n == 0 || raw.p[0] != '/' || !path_bytes_fine(raw) ||
        !percent_decode(raw, false, out, &n) || !path_parts_fine(out))
        return &refuse_path;
    if (!utf8_valid((struct span){ out, n }))
        return &refuse_text;
    *ret = out;
    return NULL;
}

static const struct refusal *decode_one(struct arena *mem, struct span raw, const char **ret)
{
    char *out = arena_alloc(mem, raw.n + 1);
    size_t n;

    if (!percent_decode(raw, true, out, &n))
        return &refuse_form;
    if (memchr(out, 0, n) || !utf8_valid((struct span){ out, n }))
        return &refuse_text;
    *ret = out;
    return NULL;
}

/* Takes the bytes before the next `end` off the front of *rest, and the separator with them. */
static struct span take(struct span *rest, char end)
{
    const char *at = rest->n ? memchr(rest->p, end, rest->n) : NULL;
    struct span head = { rest->p, at ? (size_t)(at - rest->p) : rest->n };
    size_t skip = head.n + (at ? 1 : 0);

    rest->p += skip;
    rest->n -= skip;
    return head;
}

static size_t pair_count(struct span raw)
{
    size_t n = 0;

    while (raw.n > 0)
        if (take(&raw, '&').n > 0)
            n++;
    return n;
}

const struct refusal *form_decode(struct arena *mem, struct span raw, struct form_pairs *ret)
{
    size_t most = pair_count(raw);

    *ret = (struct form_pairs){ 0 };
    if (most > FORM_FIELDS_MAX)
        return &refuse_fields;
    ret->pairs = arena_new_n(mem, struct http_pair, most ? most : 1);
    while (raw.n > 0) {
        struct span value = take(&raw, '&');
        struct http_pair *pair = &ret->pairs[ret->n];
        const struct refusal *no;
        struct span name;
        if (value.n == 0)
            continue;
        name = take(&value, '=');
        if ((no = decode_one(mem, name, &pair->name)) != NULL)
            return no;
        if ((no = decode_one(mem, value, &pair->value)) != NULL)
            return no;
        ret->n++;
    }
    return NULL;
}

const char *cookie_find(struct arena *mem, const char *header, const char *name)
{
    struct span rest = span_of(header);

    while (rest.n > 0) {
        struct span value = span_trim(take(&rest, ';'));
        struct span key = take(&value, '=');
        if (span_is(key, name))
            return arena_text(mem, value);
    }
    return NULL;
}

static bool span_is_case(struct span s, const char *word)
{
    return strlen(word) == s.n && strncasecmp(s.p, word, s.n) == 0;
}

bool header_accepts(const char *header, const char *token)
{
    struct span rest = span_of(header);

    while (rest.n > 0) {
        struct span item = take(&rest, ',');
        struct span word = span_trim(take(&item, ';'));
        struct span q = span_trim(item);
        if (!span_is_case(word, token))
            continue;
        /* q=0, q=0.0 … refuse; everything else takes it. */
        return !(q.n >= 3 && strncasecmp(q.p, "q=0", 3) == 0 && strspn(q.p + 2, "0.") >= q.n - 2);
    }
    return false;
}

static bool token_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$&^_.+-/", c));
}

const char *media_type_of(struct arena *mem, const char *header)
{
    struct span rest = span_of(header);
    struct span type = span_trim(take(&rest, ';'));
    char *lower = arena_alloc(mem, type.n + 1);

    for (size_t i = 0; i < type.n; i++) {
        char c = type.p[i];
        if (!token_byte(c))
            return "";
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return lower;
}

/* Reads a quoted or bare value at *rest up to the next ';'; false when malformed. */
static bool param_value(struct span *rest, struct span *value)
{
    if (rest->n == 0 || rest->p[0] != '"') {
        *value = span_trim(take(rest, ';'));
        return true;
    }
    rest->p++;
    rest->n--;
    const char *quote = rest->n ? memchr(rest->p, '"', rest->n) : NULL;
    if (!quote)
        return false;
    *value = take(rest, '"');
    return span_trim(take(rest, ';')).n == 0;
}

const char *header_param(struct arena *mem, const char *header, const char *name)
{
    struct span rest = span_of(header), found = { 0 };

    take(&rest, ';');
    while (rest.n > 0) {
        /* The name ends at '=' or, malformed, at ';'. */
        const char *equals = memchr(rest.p, '=', rest.n);
        const char *semicolon = memchr(rest.p, ';', rest.n);
        struct span key, value;
        if (!equals || (semicolon && semicolon < equals))
            return NULL;
        key = span_trim(take(&rest, '='));
        if (!param_value(&rest, &value))
            return NULL;
        if (!span_is_case(key, name))
            continue;
        if (found.p)
            return NULL;
        found = value;
    }
    return found.p ? arena_text(mem, found) : NULL;
}
