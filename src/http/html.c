/*
 * html.c -- escaping and addresses; see html.h.
 *
 * One escape serves text and quoted attributes.  Addresses are made from parts
 * that are all percent-encoded, begin with a single slash, and are escaped once
 * more where they are written.
 */
#include "http/html.h"
#include "base/must.h"
#include "base/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *entity(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void html_text_(struct html *h, const char *s)
{
    while (s && *s) {
        size_t n = strcspn(s, "&<>\"'");
        buf_put(&h->out, s, n);
        s += n;
        if (*s)
            buf_puts(&h->out, entity(*s++));
    }
}

void html_int_(struct html *h, int64_t i)
{
    buf_printf(&h->out, "%" PRId64, i);
}

void html_i32_(struct html *h, int i)
{
    buf_printf(&h->out, "%d", i);
}

void html_safe_(struct html *h, struct safe s)
{
    if (s.s)
        buf_puts(&h->out, s.s);
}

void html_url_(struct html *h, struct url u)
{
    html_text_(h, u.s);
}

void html_word(struct html *h, const char *zh)
{
    bool english = h->lang && strcmp(h->lang, "en") == 0;

    html_text_(h, word(english ? LANG_EN : LANG_ZH, zh));
}

static bool unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~", c));
}

static void put_encoded(struct buf *b, const char *s)
{
    for (; s && *s; s++) {
        if (unreserved(*s))
            buf_putc(b, *s);
        else
            buf_printf(b, "%%%02X", (unsigned)(unsigned char)*s);
    }
}

#define URL_MAX ((size_t)8192)

/* One conversion of a url format behind its '%'; returns what follows it. */
static const char *put_argument(struct buf *b, const char *p, va_list *args)
{
    size_t longs = strspn(p, "l");

    switch (p[longs]) {
    case '%': buf_putc(b, '%'); break;
    case 's': put_encoded(b, va_arg(*args, const char *)); break;
    case 'd':
        if (longs == 0)
            buf_printf(b, "%d", va_arg(*args, int));
        else if (longs == 1)
            buf_printf(b, "%ld", va_arg(*args, long));
        else
            buf_printf(b, "%lld", va_arg(*args, long long));
        break;
    default: must_failed("a url format takes %s and %d only", __FILE__, __LINE__);
    }
    return p + longs + 1;
}

struct url url_of(struct arena *mem, const char *format, ...)
{
    struct buf b = buf_new(mem, URL_MAX);
    va_list args;

    must(format[0] == '/' && format[1] != '/');
    va_start(args, format);
    while (*format) {
        size_t n = strcspn(format, "%");
        buf_put(&b, format, n);
        format += n;
        if (*format == '%')
            format = put_argument(&b, format + 1, &args);
    }
    va_end(args);
    /* An empty first part would make it another host's address. */
    if (b.full || b.p[1] == '/')
        return (struct url){ "/" };
    return (struct url){ b.p };
}

struct url url_with(struct arena *mem, struct url u, const char *name, const char *value)
{
    size_t path = strcspn(u.s, "#");
    struct buf b = buf_new(mem, URL_MAX);

    buf_put(&b, u.s, path);
    buf_putc(&b, strchr(b.p, '?') ? '&' : '?');
    put_encoded(&b, name);
    buf_putc(&b, '=');
    put_encoded(&b, value);
    buf_puts(&b, u.s + path);
    return b.full ? u : (struct url){ b.p };
}

struct url url_tel(struct arena *mem, const char *phone)
{
    struct buf b = buf_new(mem, 64);

    buf_puts(&b, "tel:");
    if (*phone == '+')
        buf_putc(&b, '+');
    for (; *phone; phone++)
        if (*phone >= '0' && *phone <= '9')
            buf_putc(&b, *phone);
    return (struct url){ b.p };
}
