/* pinyin_rows.h -- the tables behind pinyin.c; made by tools/tables from data/pinyin. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct pinyin_row {
    uint16_t han;
    char letters[5]; /* the usual reading first */
};
struct pinyin_surname {
    const char *surname, *letters;
};
extern const struct pinyin_row pinyin_rows[]; /* by han */
extern const size_t pinyin_row_n;
extern const struct pinyin_surname pinyin_surnames[];
extern const size_t pinyin_surname_n;
