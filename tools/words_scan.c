/*
 * words_scan.c -- finds the texts for people in the sources.
 *
 * C (.c, .h, .def): W("…"), where neighbouring literals are one text, and the
 * format of sayf() and html_word().  Templates: [[…]] and the same calls in
 * their lines of C.  Comments and other literals are skipped.
 */
#include "words.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scan {
    struct rows *rows;
    const char *path;
    int line;
};

/* Moves over s..end, counting lines. */
static const char *skip(struct scan *c, const char *s, const char *end)
{
    for (; s < end; s++)
        c->line += *s == '\n';
    return end;
}

static const char *space(struct scan *c, const char *s)
{
    return skip(c, s, s + strspn(s, " \t\r\n\\"));
}

/* The format macros of 64-bit numbers as glibc spells them; returns what follows, or s. */
static const char *format_macro(struct text *t, const char *s)
{
    if (strncmp(s, "PRId64", 6) != 0 && strncmp(s, "PRIu64", 6) != 0)
        return s;
    text_add(t, s[3] == 'd' ? "ld" : "lu", 2);
    return s + 6;
}

/* One or more neighbouring literals at s. */
static const char *literals(struct scan *c, const char *s)
{
    struct text t = { 0 };
    int line = c->line;

    while (*s == '"') {
        const char *end = text_literal(&t, s);
        if (!end) {
            fprintf(stderr, "%s:%d: error: an escape that texts for people don't need\n", c->path,
                    c->line);
            exit(1);
        }
        s = space(c, end);
        s = space(c, format_macro(&t, s));
        while (*s == '%' && (s[1] == ' ' || s[1] == '"')) /* next C line of a template */
            s = space(c, s + 1);
    }
    if (t.n > 0)
        rows_add(c->rows, (struct row){ t.p, NULL, c->path, line });
    return s;
}

/* Past a string or character literal. */
static const char *quoted(const char *s)
{
    char quote = *s++;

    for (; *s && *s != quote && *s != '\n'; s++)
        if (*s == '\\' && s[1])
            s++;
    return *s ? s + 1 : s;
}

/* A name of C: a call that carries words is read. */
static const char *name(struct scan *c, const char *s)
{
    const char *end = s;

    while (isalnum((unsigned char)*end) || *end == '_')
        end++;
    size_t n = (size_t)(end - s);
    bool is_w = n == 1 && *s == 'W';
    bool is_second =
        (n == 4 && memcmp(s, "sayf", 4) == 0) || (n == 9 && memcmp(s, "html_word", 9) == 0);
    if ((!is_w && !is_second) || *end != '(')
        return end;
    s = space(c, end + 1);
    if (is_second) {
        const char *comma = s + strcspn(s, ",()\"");
        if (*comma != ',')
            return skip(c, s, comma);
        s = space(c, skip(c, s, comma) + 1);
    }
    return *s == '"' ? literals(c, s) : s;
}

static const char *comment(struct scan *c, const char *s)
{
    const char *end = s[1] == '*' ? strstr(s + 2, "*/") : strchr(s, '\n');

    return skip(c, s, end ? end + (s[1] == '*' ? 2 : 0) : s + strlen(s));
}

static void scan_c(struct scan *c, const char *s)
{
    while (*s) {
        if (*s == '/' && (s[1] == '*' || s[1] == '/'))
            s = comment(c, s);
        else if (*s == '"' || *s == '\'')
            s = skip(c, s, quoted(s));
        else if (isalpha((unsigned char)*s) || *s == '_')
            s = name(c, s);
        else if (isdigit((unsigned char)*s)) /* 1'000 is not C, but 0x1W would be a name */
            s += strspn(s, "0123456789abcdefABCDEFxXuUlL.");
        else
            s = skip(c, s, s + 1);
    }
}

static void scan_html(struct scan *c, const char *s)
{
    while (*s) {
        const char *end = strncmp(s, "[[", 2) == 0 ? strstr(s, "]]") : NULL;
        struct text t = { 0 };
        if (end) {
            text_add(&t, s + 2, (size_t)(end - s - 2));
            rows_add(c->rows, (struct row){ t.p, NULL, c->path, c->line });
            s = end + 2;
        } else if (isalpha((unsigned char)*s) || *s == '_') {
            s = name(c, s);
        } else {
            s = skip(c, s, s + 1);
        }
    }
}

static void scan_file(struct rows *l, const char *path)
{
    const char *dot = strrchr(path, '.');
    struct scan c = { l, path, 1 };

    if (!dot)
        return;
    if (strcmp(dot, ".html") == 0)
        scan_html(&c, read_all(path));
    else if (strcmp(dot, ".c") == 0 || strcmp(dot, ".h") == 0 || strcmp(dot, ".def") == 0)
        scan_c(&c, read_all(path));
}

void scan_folder(struct rows *l, const char *folder)
{
    struct dirent **names;
    int n = scandir(folder, &names, NULL, alphasort);

    if (n < 0) {
        perror(folder);
        exit(1);
    }
    for (int i = 0; i < n; i++) {
        const char *s = names[i]->d_name;
        char *path;
        if (s[0] == '.' || strstr(s, "_test.c") || asprintf(&path, "%s/%s", folder, s) < 0)
            continue;
        if (names[i]->d_type == DT_DIR)
            scan_folder(l, path);
        else
            scan_file(l, path);
    }
}
