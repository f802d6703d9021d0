/*
 * search.h -- full text of matters, found by two Chinese characters (house.md, one tokenizer).
 *
 * The terms are made by rules/search; the engine only stores and joins them.
 * What differs between engines stands in search.c and in the migration, nowhere
 * else.
 */
#pragma once
#include "app/op.h"

/* Keeps (or replaces) the words under which a matter of op->project is found, from the commit of
   this turn on. */
void search_put(struct op *op, int64_t matter_id, const char *text);
/* The engine's question for what somebody typed, confined to a project; NULL when there is nothing
   to look for.  Goes with SEARCH_FROM as its parameter. */
const char *search_question(struct arena *mem, int64_t project, const char *typed);

/* from-clause whose t.rowid is a matter's id, newest first when ordered by t.rowid desc; the
   condition is SEARCH_WHERE with the question as its one parameter. */
#define SEARCH_FROM  " matter_terms t join matter m on m.id = t.rowid"
#define SEARCH_WHERE " t.matter_terms match "
