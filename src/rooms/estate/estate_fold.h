/*
 * estate_fold.h -- what people type, folded to what we store.
 *
 * A room has one code, `building-unit-room` without leading zeros, and a dozen
 * spellings: 3-2-1802, 3栋2单元1802, 3#1802, 澜庭二期7#2单元501室, full-width
 * digits, dots for dashes.  Phones, ID numbers, shares, dates and areas are no
 * better.  Each function takes a cell as it stands and gives the one value it
 * can only mean, or says that it means none: nothing here guesses.
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

/* ---- rooms ---- */

struct room_code {
    const char *phase;    /* what stands before the building: "澜庭二期"; "" */
    const char *building; /* "7", "A1"; "" when not told */
    const char *unit;     /* "2"; "" when not told */
    const char *room;     /* "501"; "" when not told */
};
/*
 * A whole address or code of a home.  False when it is no such thing: other characters than digits,
 * letters and Han (homographs of other scripts!), or more parts than a home has.
 */
bool fold_room(struct arena *mem, const char *text, struct room_code *ret);
/* One part, typed in a column of its own: "3栋", "03", "三栋" → "3"; "" and false alike for none.
 */
bool fold_building(struct arena *mem, const char *text, const char **ret);
bool fold_unit(struct arena *mem, const char *text, const char **ret);
/* `3-2-1802`; parts that are not told are left out (`3-1802`). */
const char *room_code_text(struct arena *mem, const struct room_code *code);

/* ---- amounts ---- */

/* "138.69㎡", "１３８．６９ 平方米" → cm² (1386900); false unless above 0 and below 1 000 000 m².
 */
bool fold_area(struct arena *mem, const char *text, int64_t *ret_cm2);
/* "毛坯", "毛胚" → "bare"; "精装修" → "fitted"; NULL for a word we don't know. */
const char *fold_fit_out(struct arena *mem, const char *text);
/* "业主", "共有人", "租户" … → a word of home_person.relation, NULL when unknown. */
const char *fold_relation(struct arena *mem, const char *text);

/* ---- dates ---- */

/*
 * 2021年7月7日, 2021/07/02, 2021.7.15, 20210703, 21.7.3, 2021-07-02 10:30, 二〇二一年七月七日, or a
 * spreadsheet's serial (44377).  False for days that don't exist (2021-06-31), for dates without a
 * year, for 3/4/2021 (which day?), and outside of 1980 to 2100.
 */
bool fold_date(struct arena *mem, const char *text, int32_t *ret_on);

/* ---- people ---- */

#define FOLD_LIST 12 /* most owners, phones or IDs of one cell */

struct fold_list {
    size_t n;
    const char *item[FOLD_LIST];
};
/* Names of a cell (张三、李四; 张 三 is one).  False when there are too many or one is no name. */
bool fold_names(struct arena *mem, const char *text, struct fold_list *ret);
/* Phones of a cell: digits, landlines as 0731-88888888 without the dash.  False when one is none.
 */
bool fold_phones(struct arena *mem, const char *text, struct fold_list *ret);
/*
 * ID numbers of a cell, letters in capitals: resident IDs of 18 (GB 11643 check digit and birthday)
 * and 15 digits, credit codes of companies (GB 32100), passports and permits.  False when one is
 * wrong.
 */
bool fold_ids(struct arena *mem, const char *text, struct fold_list *ret);
/*
 * Shares of `owners` owners in hundredths of a percent: 50%、50% · 各50% · 0.5/0.5 · 1/2 · 各半 ·
 * 共同共有 (nobody's share is told: -1).  False when it can't be read or the parts are more than
 * the whole.
 */
bool fold_shares(struct arena *mem, const char *text, size_t owners, int64_t ret_bp[FOLD_LIST]);
bool is_credit_code(const char *code);
bool is_resident_id(const char *id);

/* ---- cells ---- */

/* Half-width, no white space, letters in capitals, one kind of dash and bracket. */
const char *fold_tight(struct arena *mem, const char *text);
/* True for what people write into a cell to say there is nothing: "", "/", "无", "-", "待定". */
bool says_nothing(struct arena *mem, const char *text);
