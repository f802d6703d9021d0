/*
 * paper_words.h -- what papers have in common while their facts are read: codes in Chinese, dates,
 * money, who lives where.
 *
 * Papers are Chinese, whoever prints them, so nothing here is translated.
 */
#pragma once
#include "app/op.h"

struct zh {
    const char *code, *zh;
};
/* Each ends with a NULL code and what an unknown code says instead; "": the code itself. */
extern const struct zh zh_channels[], zh_parties[], zh_footings[], zh_relations[], zh_identities[],
    zh_urgencies[], zh_ways[], zh_results[], zh_witnesses[], zh_quote_states[], zh_plan_states[];
const char *zh_of(const struct zh *list, const char *code);

/* The word of a catalogue ("place", "component" …); the code when there is none. */
const char *catalogue_zh(struct op *op, const char *kind, const char *code);
/* "一期 5栋 2单元 1802" */
const char *home_name(struct op *op, int64_t home);
/* Names of who owns it today, joined by 、. */
const char *owners_of(struct op *op, int64_t home);
const char *account_name(struct op *op, int64_t account);
/* The one sentence of rules/warranty, by itself or inside the whole verdict as JSON. */
const char *explain_of(struct op *op, const char *verdict);

/* "2026年6月8日 10:32"; "" for 0. */
const char *zh_at(struct arena *mem, int64_t at);
/* "2026年6月8日"; "" for NO_DATE. */
const char *zh_on(struct arena *mem, int32_t on);
/* "1,200.50 元" */
const char *zh_money(struct arena *mem, int64_t fen);
/* "33.33%", "60%" */
const char *zh_percent(struct arena *mem, int64_t bp);
