/*
 * tmpl_html.c -- follows the HTML of a template byte by byte.
 *
 * Not a parser of all HTML: a reader of the strict kind we write.  Every tag is
 * closed, every attribute value is quoted, and what a strict Content-Security-
 * Policy would block at run time (inline script, style, handlers) is an error of
 * the build with the line of the template.
 */
#include "tmpl.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *const void_tags[] = {
    "area",  "base", "br",   "col",   "embed",  "hr",    "img",
    "input", "link", "meta", "param", "source", "track", "wbr"
};
/* Attributes whose value is an address: they take a struct url and nothing else. */
static const char *const url_attrs[] = { "href",        "src",        "action",    "formaction",
                                         "poster",      "cite",       "data",      "hx-get",
                                         "hx-post",     "hx-put",     "hx-delete", "hx-patch",
                                         "hx-push-url", "xlink:href", "data-href", "data-src" };
/* Attributes that would be script or style, or carry markup. */
static const char *const bad_attrs[] = { "style", "srcdoc", "srcset", "hx-vars", "ping" };

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static bool is_one_of(const char *const *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(list[i], name) == 0)
            return true;
    return false;
}

static bool inside(const struct tmpl *t, const char *tag)
{
    return t->depth > 0 && strcasecmp(t->stack[t->depth - 1].name, tag) == 0;
}

static void tag_opened(struct tmpl *t, bool is_closed)
{
    if (is_closed || t->tag[0] == '!' || is_one_of(void_tags, LEN(void_tags), t->tag))
        return;
    if (t->depth == DEPTH_MAX) {
        tmpl_error(t, "more than %d open tags", DEPTH_MAX);
        return;
    }
    memcpy(t->stack[t->depth].name, t->tag, sizeof(t->tag));
    t->stack[t->depth++].line = t->line;
}

static void tag_closed(struct tmpl *t)
{
    if (t->depth == 0) {
        if (!t->unbalanced)
            tmpl_error(t, "</%s> closes nothing", t->tag);
        return;
    }
    const struct open_tag *o = &t->stack[t->depth - 1];
    if (strcasecmp(o->name, t->tag) != 0)
        tmpl_error(t, "</%s> where <%s> of line %d is open", t->tag, o->name, o->line);
    t->depth--;
}

static void attr_named(struct tmpl *t)
{
    if (is_one_of(bad_attrs, LEN(bad_attrs), t->attr))
        tmpl_error(t, "no attribute %s=: the policy of the pages forbids it", t->attr);
    if (strncasecmp(t->attr, "on", 2) == 0 || strncasecmp(t->attr, "hx-on", 5) == 0)
        tmpl_error(t, "no handler %s= in markup: it belongs into web/js", t->attr);
}

static void name_add(struct tmpl *t, char *name, size_t *n, char c)
{
    if (*n + 1 >= NAME_MAX_) {
        tmpl_error(t, "a name longer than %d", NAME_MAX_);
        return;
    }
    name[(*n)++] = c;
    name[*n] = 0;
}

static void end_of_tag(struct tmpl *t)
{
    t->place = IN_TEXT;
    if (strcasecmp(t->tag, "style") == 0)
        tmpl_error(t, "no <style>: it belongs into web/css");
    tag_opened(t, t->slash);
}

static void in_text(struct tmpl *t, char c)
{
    if (c == '<') {
        t->place = IN_TAG_OPEN;
        t->tag_n = 0;
        t->tag[0] = 0;
        t->slash = false;
    } else if (inside(t, "script") && !isspace((unsigned char)c)) {
        tmpl_error(t, "no inline script: it belongs into web/js");
    }
}

static void in_tag_open(struct tmpl *t, char c)
{
    if (t->tag_n == 0 && c == '/') {
        t->place = IN_CLOSE;
    } else if (isalnum((unsigned char)c) || c == '-' || c == '!' || c == ':') {
        name_add(t, t->tag, &t->tag_n, c);
        if (strcmp(t->tag, "!--") == 0) {
            t->place = IN_COMMENT;
            t->dashes = 0;
            t->lit_n -= 3; /* "<!-" is in the literal by now; the last '-' will not be */
        }
    } else if (t->tag_n == 0) {
        tmpl_error(t, "a bare '<': write &lt;");
    } else if (c == '>') {
        end_of_tag(t);
    } else {
        t->place = IN_TAG;
        t->slash = c == '/';
    }
}

static void in_tag(struct tmpl *t, char c)
{
    if (c == '>') {
        end_of_tag(t);
    } else if (c == '/') {
        t->slash = true;
    } else if (!isspace((unsigned char)c)) {
        t->slash = false;
        t->place = IN_ATTR_NAME;
        t->attr_n = 0;
        name_add(t, t->attr, &t->attr_n, c);
    }
}

static void in_attr_name(struct tmpl *t, char c)
{
    if (c == '=') {
        attr_named(t);
        t->place = IN_ATTR_IS;
    } else if (isspace((unsigned char)c) || c == '>' || c == '/') {
        attr_named(t);
        t->place = IN_TAG;
        in_tag(t, c);
    } else {
        name_add(t, t->attr, &t->attr_n, c);
    }
}

static void in_value(struct tmpl *t, char c)
{
    if (c == t->quote) {
        t->place = IN_TAG;
        return;
    }
    t->value_n++;
    t->has_hash = t->has_hash || c == '#';
}

static void in_close(struct tmpl *t, char c)
{
    if (c == '>') {
        t->place = IN_TEXT;
        tag_closed(t);
    } else {
        name_add(t, t->tag, &t->tag_n, c);
    }
}

void html_byte(struct tmpl *t, char c)
{
    if ((unsigned char)c >= 0xE3 && t->place != IN_COMMENT) {
        tmpl_error(t, "words for people stand in [[…]], so that they have an English side");
        return;
    }
    switch (t->place) {
    case IN_TEXT: in_text(t, c); break;
    case IN_TAG_OPEN: in_tag_open(t, c); break;
    case IN_TAG: in_tag(t, c); break;
    case IN_ATTR_NAME: in_attr_name(t, c); break;
    case IN_ATTR_IS:
        if (c != '"' && c != '\'')
            tmpl_error(t, "the value of %s= wants quotes", t->attr);
        t->quote = c;
        t->value_n = 0;
        t->has_hash = false;
        t->place = IN_VALUE;
        break;
    case IN_VALUE: in_value(t, c); break;
    case IN_CLOSE: in_close(t, c); break;
    case IN_COMMENT:
        if (c == '>' && t->dashes >= 2)
            t->place = IN_TEXT;
        t->dashes = c == '-' ? t->dashes + 1 : 0;
        return;
    }
    if (t->place != IN_COMMENT)
        tmpl_lit(t, c);
}

/* Between tags a line break vanishes (Chinese wants no space there); inside a tag it is a space. */
void html_newline(struct tmpl *t)
{
    if (t->place != IN_TEXT && t->place != IN_COMMENT)
        html_byte(t, ' ');
}

bool html_value(struct tmpl *t, bool *is_url)
{
    *is_url = false;
    switch (t->place) {
    case IN_TEXT:
        if (inside(t, "script"))
            tmpl_error(t, "no value inside <script>");
        return !t->has_error;
    case IN_VALUE:
        if (is_one_of(url_attrs, LEN(url_attrs), t->attr) && !t->has_hash) {
            *is_url = true;
            if (t->value_n > 0)
                tmpl_error(t, "in %s= a value stands first: make a struct url of the whole",
                           t->attr);
        }
        t->value_n++;
        return !t->has_error;
    case IN_ATTR_IS: tmpl_error(t, "the value of %s= wants quotes", t->attr); return false;
    case IN_COMMENT: return false;
    case IN_TAG_OPEN:
    case IN_TAG:
    case IN_ATTR_NAME:
    case IN_CLOSE: break;
    }
    tmpl_error(
        t, "a value stands in text or inside quotes ({{?name condition}} for a bare attribute)");
    return false;
}

void html_end(struct tmpl *t)
{
    if (t->place != IN_TEXT)
        tmpl_error(t, "the function ends inside a tag or a comment");
    if (t->depth > 0 && !t->unbalanced) {
        const struct open_tag *o = &t->stack[t->depth - 1];
        tmpl_error(t, "the function ends before <%s> of line %d is closed", o->name, o->line);
    }
    t->depth = 0;
    t->place = IN_TEXT;
}
