/* words_text.c -- lists, literals and printf arguments for the words tool. */
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *grown(void *p, size_t n)
{
    p = realloc(p, n);
    if (!p) {
        perror("words");
        exit(1);
    }
    return p;
}

void rows_add(struct rows *l, struct row r)
{
    if (l->n == l->room) {
        l->room = l->room ? l->room * 2 : 256;
        l->p = grown(l->p, l->room * sizeof(*l->p));
    }
    l->p[l->n++] = r;
}

static int by_zh(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int by = strcmp(x->zh, y->zh);

    if (by == 0)
        by = strcmp(x->path, y->path);
    return by ? by : x->line - y->line;
}

void rows_sort(struct rows *l)
{
    if (l->n > 0)
        qsort(l->p, l->n, sizeof(*l->p), by_zh);
}

const struct row *rows_find(const struct rows *l, const char *zh)
{
    size_t lo = 0, hi = l->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int by = strcmp(l->p[mid].zh, zh);
        if (by == 0)
            return &l->p[mid];
        if (by < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

char *read_all(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct text t = { 0 };
    char chunk[8192];
    size_t n;

    if (!f) {
        perror(path);
        exit(1);
    }
    while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
        text_add(&t, chunk, n);
    fclose(f);
    text_add(&t, "", 0);
    return t.p;
}

void text_add(struct text *t, const char *s, size_t n)
{
    if (t->n + n + 1 > t->room) {
        t->room = (t->n + n + 1) * 2;
        t->p = grown(t->p, t->room);
    }
    memcpy(t->p + t->n, s, n);
    t->n += n;
    t->p[t->n] = 0;
}

const char *text_literal(struct text *t, const char *s)
{
    static const char plain[] = "nt\"\\'", meant[] = "\n\t\"\\'";

    text_add(t, "", 0);
    for (s++; *s && *s != '"' && *s != '\n'; s++) {
        const char *at;
        if (*s != '\\') {
            text_add(t, s, 1);
        } else if (s[1] && (at = strchr(plain, s[1]))) {
            text_add(t, &meant[at - plain], 1);
            s++;
        } else {
            return NULL;
        }
    }
    return *s == '"' ? s + 1 : NULL;
}

void put_literal(const char *s)
{
    putchar('"');
    for (; *s; s++) {
        if (*s == '\n')
            fputs("\\n", stdout);
        else if (*s == '\t')
            fputs("\\t", stdout);
        else
            printf(*s == '"' || *s == '\\' ? "\\%c" : "%c", *s);
    }
    putchar('"');
}

#define ARGS_MAX 16

/* kinds[i] becomes the conversion of argument i ("ld", "s"); false on a conversion we don't write.
 */
static bool arguments(const char *s, char kinds[ARGS_MAX][8])
{
    size_t next = 0;

    memset(kinds, 0, sizeof(char[ARGS_MAX][8]));
    while ((s = strchr(s, '%'))) {
        if (*++s == '%') {
            s++;
            continue;
        }
        size_t digits = strspn(s, "0123456789"), at = next++;
        if (digits > 0 && s[digits] == '$') {
            at = (size_t)strtol(s, NULL, 10) - 1;
            s += digits + 1;
        }
        s += strspn(s, "-+ #0123456789.");
        size_t n = strspn(s, "hlzj") + 1;
        if (at >= ARGS_MAX || n >= 8 || !s[n - 1] || !strchr("diuxXscf", s[n - 1]))
            return false;
        memcpy(kinds[at], s, n);
        s += n;
    }
    return true;
}

bool same_arguments(const char *zh, const char *en)
{
    char a[ARGS_MAX][8], b[ARGS_MAX][8];

    return arguments(zh, a) && arguments(en, b) && memcmp(a, b, sizeof(a)) == 0;
}
