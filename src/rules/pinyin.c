/*
 * pinyin.c -- see pinyin.h.
 *
 * A name is first turned into one set of letters a character; the spellings are
 * the ways through these sets, the usual ones first, until there are eight.
 */
#include "rules/pinyin.h"

#include "base/text.h"
#include "rules/pinyin_rows.h"
#include "rules/search.h"

#include <string.h>

struct letters {
    size_t n;
    char of[PINYIN_LETTERS][6];
};

static const char *letters_of(uint32_t c)
{
    size_t low = 0, high = pinyin_row_n;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (pinyin_rows[mid].han == c)
            return pinyin_rows[mid].letters;
        if (pinyin_rows[mid].han < c)
            low = mid + 1;
        else
            high = mid;
    }
    return "";
}

/* The longest surname that the name begins with and that leaves something for a given name. */
static const struct pinyin_surname *surname_of(const char *name)
{
    const struct pinyin_surname *found = NULL;

    for (size_t i = 0; i < pinyin_surname_n; i++) {
        size_t n = strlen(pinyin_surnames[i].surname);

        if (text_starts(name, pinyin_surnames[i].surname) && name[n] &&
            (!found || n > strlen(found->surname)))
            found = &pinyin_surnames[i];
    }
    return found;
}

static void letters_add(struct letters *l, const char *letters)
{
    size_t n = 0;

    while (n < sizeof(l->of[0]) - 1 && letters[n])
        n++;
    if (n == 0 || l->n == PINYIN_LETTERS)
        return;
    memcpy(l->of[l->n], letters, n);
    l->of[l->n++][n] = '\0';
}

/* As a surname first, as usual second: 单 → s, d. */
static void surname_add(struct letters *l, char as_surname, uint32_t c)
{
    char both[3] = { as_surname, '\0', '\0' };
    const char *usual = letters_of(c);

    if (*usual && *usual != as_surname)
        both[1] = *usual;
    letters_add(l, both);
}

static bool is_letter(uint32_t c)
{
    return c >= 'a' && c <= 'z';
}

static struct letters letters_of_name(const char *name)
{
    const struct pinyin_surname *surname = surname_of(name);
    size_t surname_n = surname ? strlen(surname->letters) : 0, i = 0;
    struct letters l = { 0 };
    bool in_word = false;

    for (uint32_t c; (c = utf8_next(&name)) != 0; i++) {
        c = search_fold(c);
        if (i < surname_n)
            surname_add(&l, surname->letters[i], c);
        else if (is_letter(c) && !in_word)
            letters_add(&l, (char[]){ (char)c, '\0' });
        else if (is_han(c))
            letters_add(&l, letters_of(c));
        in_word = is_letter(c);
    }
    return l;
}

static bool has(const struct pinyin *p, const char *spelling)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->spelling[i], spelling) == 0)
            return true;
    return false;
}

/* The next way through the sets, the last character changing fastest; false behind the last. */
static bool step(const struct letters *l, size_t at[PINYIN_LETTERS])
{
    for (size_t i = l->n; i-- > 0;) {
        if (l->of[i][++at[i]])
            return true;
        at[i] = 0;
    }
    return false;
}

struct pinyin pinyin_of(const char *name)
{
    struct letters l = letters_of_name(name);
    size_t at[PINYIN_LETTERS] = { 0 };
    struct pinyin p = { 0 };

    if (l.n == 0)
        return p;
    do {
        char *out = p.spelling[p.n];

        for (size_t i = 0; i < l.n; i++)
            out[i] = l.of[i][at[i]];
        out[l.n] = '\0';
        p.n += !has(&p, out);
    } while (p.n < PINYIN_SPELLINGS && step(&l, at));
    return p;
}

const char *pinyin_typed(struct arena *mem, const char *typed)
{
    char *out = arena_new_n(mem, char, PINYIN_LETTERS + 1);
    size_t n = 0;

    for (uint32_t c; (c = utf8_next(&typed)) != 0;) {
        c = search_fold(c);
        if (c == ' ')
            continue;
        if (!is_letter(c) || n == PINYIN_LETTERS)
            return NULL;
        out[n++] = (char)c;
    }
    return n ? out : NULL;
}
