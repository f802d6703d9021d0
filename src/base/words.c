/*
 * words.c -- a search in the table that the build made of po/en; see words.h.
 *
 * Chinese is the text itself, so it costs nothing and can't be missing.
 */
#include "base/words.h"
#include "base/words_table.h"

#include <string.h>

const char *word(enum lang lang, const char *zh)
{
    size_t lo = 0, hi = words_en_n;

    while (lang == LANG_EN && zh && lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int by = strcmp(words_en[mid].zh, zh);
        if (by == 0)
            return words_en[mid].en;
        if (by < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return zh;
}

const char *wordf(struct arena *mem, enum lang lang, const char *zh, ...)
{
    const char *text;
    va_list args;

    va_start(args, zh);
    text = arena_vprintf(mem, word(lang, zh), args);
    va_end(args);
    return text;
}

const char *lang_tag(enum lang lang)
{
    return lang == LANG_EN ? "en" : "zh-CN";
}
