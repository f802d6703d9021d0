/*
 * catalogue_diff.c -- two ordered lists, walked side by side.
 */
#include "rooms/estate/catalogue_diff.h"

#include <stdlib.h>
#include <string.h>

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    return strcmp(x->key, y->key);
}

void entries_sort(struct entries list)
{
    if (list.n > 1)
        qsort(list.e, list.n, sizeof *list.e, by_key);
}

struct entry *entries_find(struct entries list, const char *key)
{
    const struct entry wanted = { .key = key };

    return list.n ? bsearch(&wanted, list.e, list.n, sizeof *list.e, by_key) : NULL;
}

static unsigned fields_that_differ(const struct entry *a, const struct entry *b, size_t field_n)
{
    unsigned bits = 0;

    for (size_t i = 0; i < field_n; i++)
        if (strcmp(a->values[i], b->values[i]) != 0)
            bits |= 1u << i;
    return bits;
}

size_t entries_diff(struct arena *mem, struct entries was, struct entries is, size_t field_n,
                    struct diff_line **ret)
{
    struct diff_line *lines = arena_new_n(mem, struct diff_line, was.n + is.n + 1);
    size_t n = 0, i = 0, k = 0;

    while (i < was.n || k < is.n) {
        int order = i == was.n ? 1 : k == is.n ? -1 : strcmp(was.e[i].key, is.e[k].key);

        if (order < 0) {
            lines[n++] = (struct diff_line){ DIFF_REMOVED, &was.e[i++], NULL, 0 };
        } else if (order > 0) {
            lines[n++] = (struct diff_line){ DIFF_ADDED, NULL, &is.e[k++], 0 };
        } else {
            unsigned bits = fields_that_differ(&was.e[i], &is.e[k], field_n);

            if (bits)
                lines[n++] = (struct diff_line){ DIFF_CHANGED, &was.e[i], &is.e[k], bits };
            i++;
            k++;
        }
    }
    *ret = lines;
    return n;
}
