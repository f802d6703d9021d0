/*
 * words.h -- Chinese first, English second.
 *
 * Texts for people are written in Chinese where they are used: W("…") in C,
 * [[…]] in a template.  The build extracts them all; po/en/<room>.po carries the
 * English ones, and the test run fails when one is missing.
 */
#pragma once
#include "base/arena.h"

enum lang { LANG_ZH = 1, LANG_EN };

/* Marks a text for translation and stands for itself. */
#define W(zh) (zh)

/* The words in the reader's language; the Chinese itself when there is no translation. */
const char *word(enum lang lang, const char *zh);
/* The same with printf arguments; translations may reorder them by %1$s. */
const char *wordf(struct arena *mem, enum lang lang, const char *zh, ...);
/* "zh-CN", "en". */
const char *lang_tag(enum lang lang);
