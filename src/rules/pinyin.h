/*
 * pinyin.h -- the initials under which a Chinese name is found: 王秀英 → wxy.
 *
 * Surnames are read as surnames (单 s, 仇 q, 曾 z, 尉迟 yc) and, for whoever
 * doesn't know, as usual too; characters of the given name that have several
 * readings are read each way.  Words in Latin letters give their first letter.
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

#define PINYIN_SPELLINGS 8  /* most spellings of a name */
#define PINYIN_LETTERS   12 /* most letters of one; the rest of a longer name is not searched */

struct pinyin {
    size_t n;
    char spelling[PINYIN_SPELLINGS][PINYIN_LETTERS + 1]; /* lower case, no two alike */
};
/* The spellings of a name, the most usual first; none when it holds no letter. */
struct pinyin pinyin_of(const char *name);

/* Lower-case letters of what somebody typed to find a name ("WXY", "w x y", "ｗｘｙ"), or NULL when
   it is anything else than one to PINYIN_LETTERS letters. */
const char *pinyin_typed(struct arena *mem, const char *typed);
