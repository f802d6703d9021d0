/*
 * tmpl.c -- the template compiler: x.html becomes x.html.c and x.html.h.
 *
 *   tmpl x.html x.html.c x.html.h
 *
 * HTML written as HTML; the compiler of C checks the rest.  In a template
 *   %#include "…"            C before the first function; includes go into the header as well
 *   %% void f(struct html *h, const struct x *v)      starts a function
 *   %% void f(struct html *h) %unbalanced             one that leaves tags open (half a layout)
 *   % if (v->n) {            a line of C
 *   {{v->no}}                a value, escaped by its type and its place
 *   [[工单]]                 words for people, in the reader's language
 *   {{?selected v->i == i}}  inside a tag: the attribute when the condition holds; it may carry a
 *                            fixed value: {{?aria-current="page" v->on}}
 *   <!-- … -->               dropped
 * A line break and its indentation vanish between tags (write &#32; where a space is wanted).
 * A function of two parameters whose second is a const struct pointer gets a thunk f__any, which
 * the dispatcher can keep in a table.
 *
 * Errors read path:line: error: …, and #line makes those of the C compiler point here too.
 */
#include "tmpl.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void tmpl_error(struct tmpl *t, const char *format, ...)
{
    va_list args;

    if (t->has_error)
        return;
    t->has_error = true;
    fprintf(stderr, "%s:%d: error: ", t->path, t->line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

void tmpl_lit(struct tmpl *t, char c)
{
    if (t->lit_n == sizeof(t->lit)) {
        tmpl_error(t, "too much text without a line of C");
        return;
    }
    if (t->lit_n == 0)
        t->lit_line = t->line;
    t->lit[t->lit_n++] = c;
}

/* Makes the C compiler count as the template does, where it would not by itself. */
static void at_line(struct tmpl *t, int line)
{
    if (t->c_line != line)
        fprintf(t->c, "#line %d \"%s\"\n", line, t->path);
    t->c_line = line;
}

static void put_string(FILE *f, const char *s, size_t n)
{
    fputc('"', f);
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"' || s[i] == '\\')
            fputc('\\', f);
        fputc(s[i], f);
    }
    fputc('"', f);
}

static void flush(struct tmpl *t)
{
    if (t->lit_n == 0)
        return;
    if (!t->in_function) {
        t->line = t->lit_line;
        tmpl_error(t, "text before the first %%%% function");
        return;
    }
    at_line(t, t->lit_line);
    fputs("html_lit(h, ", t->c);
    put_string(t->c, t->lit, t->lit_n);
    fputs(");\n", t->c);
    t->c_line++;
    t->lit_n = 0;
}

/* Finds `end` outside of C strings; NULL when it does not come on this line. */
static const char *find_end(const char *s, const char *end)
{
    char quote = 0;

    for (; *s; s++) {
        if (quote) {
            if (*s == '\\' && s[1])
                s++;
            else if (*s == quote)
                quote = 0;
        } else if (strncmp(s, end, 2) == 0) {
            return s[2] == '}' ? s + 1 : s; /* {{(struct url){ "/" }}} */
        } else if (*s == '"' || *s == '\'') {
            quote = *s;
        }
    }
    return NULL;
}

static void put_call(struct tmpl *t, const char *call, const char *s, size_t n)
{
    flush(t);
    if (!t->in_function)
        tmpl_error(t, "a value before the first %%%% function");
    at_line(t, t->line);
    fprintf(t->c, "%s(h, %.*s);\n", call, (int)n, s);
    t->c_line++;
}

/* {{?name condition}} or {{?name="value" condition}} */
static void put_flag(struct tmpl *t, const char *s, size_t n)
{
    size_t name = 0;

    while (name < n && (isalnum((unsigned char)s[name]) || s[name] == '-'))
        name++;
    if (name > 0 && name + 1 < n && s[name] == '=' && s[name + 1] == '"')
        name += 3 + strcspn(s + name + 2, "\"");
    if (t->place == IN_TAG_OPEN && t->tag_n > 0)
        t->place = IN_TAG;
    if (t->place != IN_TAG) {
        tmpl_error(t, "{{?name condition}} stands between the attributes of a tag");
        return;
    }
    if (name == 0 || name >= n || s[name] != ' ') {
        tmpl_error(t, "{{?name condition}} wants a name, a space and a condition");
        return;
    }
    flush(t);
    at_line(t, t->line);
    fprintf(t->c, "if (%.*s) { html_lit(h, \" \" ", (int)(n - name - 1), s + name + 1);
    put_string(t->c, s, name);
    fputs("); }\n", t->c);
    t->c_line++;
}

/* {{…}} at s; returns what follows it. */
static const char *value(struct tmpl *t, const char *s)
{
    const char *end = find_end(s + 2, "}}");
    bool is_url;

    if (!end) {
        tmpl_error(t, "{{ without }} on the same line");
        return s + strlen(s);
    }
    if (s[2] == '?')
        put_flag(t, s + 3, (size_t)(end - s - 3));
    else if (html_value(t, &is_url))
        put_call(t, is_url ? "html_put_url" : "html_put", s + 2, (size_t)(end - s - 2));
    return end + 2;
}

/* [[…]] at s; returns what follows it. */
static const char *words(struct tmpl *t, const char *s)
{
    const char *end = strstr(s + 2, "]]");
    bool is_url;

    if (!end) {
        tmpl_error(t, "[[ without ]] on the same line");
        return s + strlen(s);
    }
    if (!html_value(t, &is_url))
        return end + 2;
    if (is_url)
        tmpl_error(t, "words are no address");
    flush(t);
    if (!t->in_function)
        tmpl_error(t, "words before the first %%%% function");
    at_line(t, t->line);
    fputs("html_word(h, ", t->c);
    put_string(t->c, s + 2, (size_t)(end - s - 2));
    fputs(");\n", t->c);
    t->c_line++;
    return end + 2;
}

static void text_line(struct tmpl *t, const char *s)
{
    while (*s && !t->has_error) {
        if (t->place != IN_COMMENT && s[0] == '{' && s[1] == '{')
            s = value(t, s);
        else if (t->place != IN_COMMENT && s[0] == '[' && s[1] == '[')
            s = words(t, s);
        else
            html_byte(t, *s++);
    }
    html_newline(t);
}

static void function_end(struct tmpl *t)
{
    if (!t->in_function)
        return;
    html_end(t);
    flush(t);
    fputs("}\n", t->c);
    t->c_line++;
    t->in_function = false;
}

/* "void f(struct html *h, const struct x *v)": a thunk that a table can hold. */
static void thunk(struct tmpl *t, const char *head)
{
    const char *open = strchr(head, '('), *comma = open ? strchr(open, ',') : NULL, *name = open;

    if (!comma || strchr(comma + 1, ',') || strncmp(comma, ", const struct ", 15) != 0 ||
        strncmp(head, "void ", 5) != 0)
        return;
    while (name > head && name[-1] != ' ')
        name--;
    fprintf(t->h, "%.*s;\n", (int)strcspn(comma + 8, "*"), comma + 8); /* struct x; */
    fprintf(t->h, "void %.*s__any(struct html *h, const void *v);\n", (int)(open - name), name);
    fprintf(t->c, "void %.*s__any(struct html *h, const void *v)\n{\n    %.*s(h, v);\n}\n",
            (int)(open - name), name, (int)(open - name), name);
    t->c_line = 0;
}

static void function_start(struct tmpl *t, char *head)
{
    char *directive = strstr(head, "%unbalanced");

    function_end(t);
    flush(t);
    t->unbalanced = directive != NULL;
    if (directive)
        *directive = 0;
    for (size_t n = strlen(head); n > 0 && isspace((unsigned char)head[n - 1]); n--)
        head[n - 1] = 0;
    if (!strstr(head, "(struct html *h") || head[strlen(head) - 1] != ')') {
        tmpl_error(t, "a function is written on one line, its first parameter is struct html *h");
        return;
    }
    if (strncmp(head, "static ", 7) != 0) {
        thunk(t, head);
        fprintf(t->h, "%s;\n", head);
    }
    at_line(t, t->line);
    fprintf(t->c, "%s {\n", head);
    t->c_line++;
    t->in_function = true;
}

static void c_line(struct tmpl *t, const char *s)
{
    flush(t);
    while (*s == ' ')
        s++;
    if (!t->in_function && strncmp(s, "#include", 8) == 0)
        fprintf(t->h, "%s\n", s);
    at_line(t, t->line);
    fprintf(t->c, "%s\n", s);
    t->c_line++;
}

static void line(struct tmpl *t, char *s)
{
    while (*s == ' ' || *s == '\t')
        s++;
    if (t->place == IN_COMMENT || *s != '%') {
        if (*s || t->place != IN_TEXT)
            text_line(t, s);
    } else if (s[1] == '%') {
        for (s += 2; *s == ' ';)
            s++;
        function_start(t, s);
    } else {
        c_line(t, s + 1);
    }
}

static char *read_all(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    size_t n = 0;

    if (!f || getdelim(&text, &n, 0, f) < 0) {
        perror(path);
        exit(1);
    }
    fclose(f);
    return text;
}

static void write_all(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");

    if (!f || fputs(text, f) < 0 || fclose(f) != 0) {
        perror(path);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    static struct tmpl t;
    char *c, *h, *text, *next;
    size_t c_n, h_n;

    if (argc != 4) {
        fputs("usage: tmpl x.html x.html.c x.html.h\n", stderr);
        return 2;
    }
    t.path = argv[1];
    t.c = open_memstream(&c, &c_n);
    t.h = open_memstream(&h, &h_n);
    fputs("#pragma once\n#include \"http/html.h\"\n", t.h);
    const char *base = strrchr(argv[3], '/');
    fprintf(t.c, "#include \"%s\"\n", base ? base + 1 : argv[3]);
    text = read_all(argv[1]);
    for (char *s = text; *s && !t.has_error; s = next) {
        next = strchr(s, '\n');
        next = next ? (*next = 0, next + 1) : s + strlen(s);
        t.line++;
        line(&t, s);
    }
    function_end(&t);
    flush(&t);
    fclose(t.c);
    fclose(t.h);
    if (!t.has_error) {
        write_all(argv[2], c);
        write_all(argv[3], h);
    }
    free(text);
    free(c);
    free(h);
    return t.has_error;
}
