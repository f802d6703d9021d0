/*
 * words_po.c -- a strict reader of PO files.
 *
 * Takes what our files use: comments, msgid and msgstr, each of one or several
 * string literals.  Contexts, plurals and fuzzy entries are refused, because
 * nothing would read them at run time.
 */
#include "words.h"

#include <stdio.h>
#include <string.h>

struct po {
    struct rows *rows;
    const char *path;
    int line;
    struct text zh, en, *into; /* into: the one that a further literal belongs to */
    int zh_line;
};

static bool wrong(const struct po *p, const char *what)
{
    fprintf(stderr, "%s:%d: error: %s\n", p->path, p->line, what);
    return false;
}

/* The entry so far is complete; the header (empty msgid) is not kept. */
static bool entry_end(struct po *p)
{
    if (p->into == &p->zh)
        return wrong(p, "msgid without msgstr");
    if (p->into && p->zh.n > 0 && p->en.n > 0)
        rows_add(p->rows, (struct row){ strdup(p->zh.p), strdup(p->en.p), p->path, p->zh_line });
    p->into = NULL;
    p->zh.n = p->en.n = 0;
    return true;
}

static bool literal(struct po *p, const char *s)
{
    if (*s != '"' || !p->into)
        return wrong(p, "a string literal is out of place");
    s = text_literal(p->into, s);
    if (!s || s[strspn(s, " \t\r")])
        return wrong(p, "a broken string literal");
    return true;
}

static bool po_line(struct po *p, const char *s)
{
    s += strspn(s, " \t\r");
    if (!*s || *s == '#')
        return strstr(s, "fuzzy") && s[1] == ',' ? wrong(p, "a fuzzy entry: read it, unmark it")
                                                 : entry_end(p);
    if (strncmp(s, "msgid ", 6) == 0) {
        if (!entry_end(p))
            return false;
        p->into = &p->zh;
        p->zh_line = p->line;
        return literal(p, s + 6);
    }
    if (strncmp(s, "msgstr ", 7) == 0) {
        if (p->into != &p->zh)
            return wrong(p, "msgstr without msgid");
        p->into = &p->en;
        return literal(p, s + 7);
    }
    return *s == '"' ? literal(p, s) : wrong(p, "only msgid and msgstr are read here");
}

bool po_read(struct rows *l, const char *path)
{
    struct po p = { .rows = l, .path = strdup(path) };
    char *next;

    for (char *s = read_all(path); *s; s = next) {
        next = strchr(s, '\n');
        next = next ? (*next = 0, next + 1) : s + strlen(s);
        p.line++;
        if (!po_line(&p, s))
            return false;
    }
    return entry_end(&p);
}
