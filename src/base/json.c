/* json.c -- see json.h. */
#include "base/json.h"

#include <inttypes.h>
#include <string.h>

struct json json_new(struct arena *mem, size_t ceiling)
{
    return (struct json){ .out = buf_new(mem, ceiling), .comma = false };
}

/* Copies plain runs whole and escapes the rest; the common case is one memcpy. */
static void quoted(struct buf *b, const char *s)
{
    const char *run = s;

    buf_putc(b, '"');
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        bool line_end =
            c == 0xE2 && (unsigned char)s[1] == 0x80 && ((unsigned char)s[2] & 0xFE) == 0xA8;
        if (c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != 0x7F && !line_end)
            continue;
        buf_put(b, run, (size_t)(s - run));
        if (c == '"' || c == '\\')
            buf_printf(b, "\\%c", c);
        else if (c == '\n')
            buf_puts(b, "\\n");
        else if (line_end) {
            buf_puts(b, (unsigned char)s[2] == 0xA8 ? "\\u2028" : "\\u2029");
            s += 2;
        } else
            buf_printf(b, "\\u%04x", c);
        run = s + 1;
    }
    buf_put(b, run, (size_t)(s - run));
    buf_putc(b, '"');
}

static void key_put(struct json *j, const char *key)
{
    if (j->comma)
        buf_putc(&j->out, ',');
    if (key) {
        quoted(&j->out, key);
        buf_putc(&j->out, ':');
    }
    j->comma = true;
}

void json_open(struct json *j, const char *key, char kind)
{
    key_put(j, key);
    buf_putc(&j->out, kind);
    j->comma = false;
}

void json_close(struct json *j, char kind)
{
    buf_putc(&j->out, kind);
    j->comma = true;
}

void json_text(struct json *j, const char *key, const char *value)
{
    key_put(j, key);
    if (value)
        quoted(&j->out, value);
    else
        buf_puts(&j->out, "null");
}

void json_int(struct json *j, const char *key, int64_t value)
{
    key_put(j, key);
    buf_printf(&j->out, "%" PRId64, value);
}

void json_bool(struct json *j, const char *key, bool value)
{
    key_put(j, key);
    buf_puts(&j->out, value ? "true" : "false");
}

void json_nothing(struct json *j, const char *key)
{
    json_text(j, key, NULL);
}

void json_id(struct json *j, const char *key, int64_t id)
{
    key_put(j, key);
    if (id)
        buf_printf(&j->out, "\"%" PRId64 "\"", id);
    else
        buf_puts(&j->out, "null");
}

void json_raw(struct json *j, const char *key, const char *json)
{
    key_put(j, key);
    buf_puts(&j->out, json);
}
