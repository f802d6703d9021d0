/*
 * sheet_csv.c -- CSV as machines in Chinese offices write it.
 *
 * RFC 4180 is the exception: Excel writes GB18030 without saying so, exports
 * write UTF-8 with or without a mark, "Unicode text" is UTF-16 with tabs, other
 * countries' Excel writes semicolons.  The encoding is decided by what the bytes
 * can be (a text that is valid UTF-8 is UTF-8; GB18030 hardly ever is), the
 * separator by which one cuts the first records into most columns.  Quotes hold
 * separators and line breaks; a quote that never ends is a fault of its record,
 * because everything behind it would sink into one cell.
 */
#include "base/text.h"
#include "rooms/estate/sheet_inside.h"

#include <iconv.h>
#include <string.h>

#define LOOK_RECORDS 20

struct csv {
    const char *at, *end; /* UTF-8 */
    char separator;
    int64_t record;
};

/* ---- encoding ---- */

static const char *encoding_of(struct span b)
{
    size_t zero[2] = { 0, 0 };
    size_t look = b.n < 512 ? b.n : 512;

    if (b.n >= 2 && memcmp(b.p, "\xFF\xFE", 2) == 0)
        return "UTF-16LE";
    if (b.n >= 2 && memcmp(b.p, "\xFE\xFF", 2) == 0)
        return "UTF-16BE";
    if (utf8_valid(b))
        return "UTF-8";
    for (size_t i = 0; i < look; i++)
        zero[i % 2] += b.p[i] == 0;
    if ((zero[0] + zero[1]) * 4 > look)
        return zero[1] > zero[0] ? "UTF-16LE" : "UTF-16BE";
    return "GB18030";
}

/* The text in UTF-8; false when the bytes are not what they seem. */
static bool convert(struct arena *mem, struct span b, const char *from, struct span *ret)
{
    iconv_t cd = iconv_open("UTF-8", from);
    size_t room = b.n * 2 + 16;
    char *out = arena_alloc(mem, room);
    char *in = arena_alloc(mem, b.n + 1);
    char *op = out, *ip = in;
    size_t left = b.n;
    bool good;

    if (cd == (iconv_t)-1)
        return false;
    memcpy(in, b.p, b.n);
    good = iconv(cd, &ip, &left, &op, &room) != (size_t)-1 && left == 0;
    iconv_close(cd);
    *ret = (struct span){ .p = out, .n = (size_t)(op - out) };
    return good && utf8_valid(*ret);
}

static struct span without_mark(struct span b)
{
    if (b.n >= 3 && memcmp(b.p, "\xEF\xBB\xBF", 3) == 0)
        return (struct span){ .p = b.p + 3, .n = b.n - 3 };
    return b;
}

/* ---- records ---- */

/* A quoted cell behind its opening quote; returns where it ends, NULL when it never does. */
static const char *quoted(struct sheet *s, const char *p, const char *end)
{
    while (p < end) {
        if (*p == '\r' && p + 1 < end && p[1] == '\n') {
            p++; /* one kind of line break inside a cell */
        } else if (*p != '"') {
            sheet_add(s, p++, 1);
        } else if (p + 1 < end && p[1] == '"') {
            sheet_add(s, p, 1);
            p += 2;
        } else {
            return p + 1;
        }
    }
    return NULL;
}

static bool ends_cell(const struct csv *c, const char *p)
{
    return p == c->end || *p == c->separator || *p == '\n' || *p == '\r';
}

/* One cell; false when a quote never ends. */
static bool read_cell(struct sheet *s, struct csv *c)
{
    s->acc_n = 0;
    if (c->at < c->end && *c->at == '"') {
        const char *p = quoted(s, c->at + 1, c->end);

        if (!p)
            return false;
        c->at = p;
    }
    while (!ends_cell(c, c->at))
        sheet_add(s, c->at++, 1);
    return true;
}

/* Steps over the end of a record; true when there was one, false behind a separator. */
static bool record_ended(struct csv *c)
{
    if (c->at == c->end)
        return true;
    if (*c->at == c->separator) {
        c->at++;
        return false;
    }
    if (*c->at == '\r' && c->at + 1 < c->end && c->at[1] == '\n')
        c->at++;
    c->at++;
    return true;
}

static bool csv_next(struct sheet *s)
{
    struct csv *c = s->in;
    size_t column = 0;

    if (c->at == c->end)
        return false;
    s->no = ++c->record;
    do {
        if (!read_cell(s, c)) {
            (void)sheet_fail(s, E_INPUT, "quotes", W("有一个引号没有配对，请检查这一行"));
            return false;
        }
        if (column < SHEET_COLUMNS)
            sheet_put(s, column++, (struct sheet_cell){ .text = sheet_taken(s) });
    } while (!record_ended(c));
    return true;
}

/* ---- separator ---- */

/* Cells that `separator` makes of the first records, beyond one each. */
static size_t cuts(struct csv c, char separator)
{
    size_t n = 0, records = 0;
    bool is_quoted = false;

    for (const char *p = c.at; p < c.end && records < LOOK_RECORDS; p++) {
        if (*p == '"')
            is_quoted = !is_quoted;
        n += !is_quoted && *p == separator;
        records += !is_quoted && *p == '\n';
    }
    return n;
}

static char separator_of(struct csv *c)
{
    static const char kinds[] = { ',', '\t', ';', '|' };
    size_t best = 0, n;
    char found = ',';

    if (c->end - c->at >= 6 && strncasecmp(c->at, "sep=", 4) == 0) {
        found = c->at[4];
        while (c->at < c->end && *c->at++ != '\n')
            ;
        return found;
    }
    for (size_t i = 0; i < sizeof kinds; i++)
        if ((n = cuts(*c, kinds[i])) > best) {
            best = n;
            found = kinds[i];
        }
    return found;
}

static const struct sheet_reader csv_reader = { .next = csv_next, .from_heading = true };

enum err csv_open(struct sheet *s, struct span bytes)
{
    struct csv *c = arena_new(s->mem, struct csv);
    const char *encoding = encoding_of(bytes);
    struct span text = bytes;

    if (strcmp(encoding, "UTF-8") != 0 && !convert(s->mem, bytes, encoding, &text))
        return sheet_fail(s, E_INPUT, "encoding",
                          W("认不出文件的文字编码，请另存为 .xlsx 或 UTF-8 编码的 .csv"));
    text = without_mark(text);
    c->at = text.p;
    c->end = text.p + text.n;
    c->separator = separator_of(c);
    s->in = c;
    s->reader = &csv_reader;
    return OK;
}
