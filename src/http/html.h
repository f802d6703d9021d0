/*
 * html.h -- what compiled templates write into.
 *
 * A template is C in disguise (tools/tmpl.c): values are escaped by their type
 * and their place.  A plain string in href, src or action does not compile; it
 * wants a struct url.  Raw markup wants a struct safe, which only two audited
 * functions make.
 */
#pragma once
#include "base/buf.h"

#include <stdbool.h>

struct page; /* app/page.h: who reads, which language, form values, errors */

struct html {
    struct buf out;
    const char *lang;               /* "zh-CN" or "en" */
    const struct page *page;        /* what the layout and the form parts need */
    int form_n;                     /* forms opened so far: ids of fields are unique on the page */
    bool has_photos, has_signature; /* their scripts are on the page already */
    const char *form;               /* action of the form that is open; NULL: none */
};
/* An address within this site (begins with one slash) or tel:/mailto: made by url_*(). */
struct url {
    const char *s;
};
/* Markup that is already safe. */
struct safe {
    const char *s;
};

void html_text_(struct html *h, const char *s); /* escaped for text and quoted attributes */
void html_int_(struct html *h, int64_t i);
void html_i32_(struct html *h, int i);
void html_safe_(struct html *h, struct safe s);
void html_url_(struct html *h, struct url u);
/* A literal of the template as it stands. */
#define html_lit(h, s) buf_put(&(h)->out, "" s, sizeof(s) - 1)
/* The reader's words for a Chinese literal of the template, escaped. */
void html_word(struct html *h, const char *zh);

/* clang-format off */
#define html_put(h, x)                                                                             \
    _Generic((x), const char *: html_text_, char *: html_text_, int: html_i32_,                    \
             int64_t: html_int_, struct safe: html_safe_)((h), (x))
#define html_put_url(h, x) _Generic((x), struct url: html_url_)((h), (x))
/* clang-format on */

/* "/p/%s/matters/%s" with every argument percent-encoded; begins with a single slash. */
struct url url_of(struct arena *mem, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds ?name=value or &name=value, encoded. */
struct url url_with(struct arena *mem, struct url u, const char *name, const char *value);
/* tel: address of a phone number (digits only are kept). */
struct url url_tel(struct arena *mem, const char *phone);

/* A template as the dispatcher calls it; the compiler makes one for each template function. */
typedef void html_template(struct html *h, const void *view);
