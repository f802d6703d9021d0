/*
 * search.c -- see search.h.  The dialect of this file is SQLite's (FTS5).
 *
 * Each matter's terms begin with a word for its project, so that one index
 * serves all projects and a question never leaves its own.  The index writes a
 * segment at the end of each savepoint, so the words of a whole group of turns
 * are put in when their savepoints are closed.
 */
#include "app/search.h"
#include "rules/search.h"

#include <inttypes.h>

static const char *project_term(struct arena *mem, int64_t project)
{
    return arena_printf(mem, "prj%" PRId64, project);
}

struct words {
    int64_t matter_id;
    const char *terms;
};

static void put(struct tx *tx, void *arg)
{
    const struct words *w = arg;

    db_exec(tx, "insert or replace into matter_terms (rowid, terms) values ($1, $2)",
            I(w->matter_id), T(w->terms));
}

void search_put(struct op *op, int64_t matter_id, const char *text)
{
    struct words *w = arena_new(op->mem, struct words);

    *w = (struct words){ matter_id,
                         arena_printf(op->mem, "%s %s", project_term(op->mem, op->project),
                                      search_index_text(op->mem, text)) };
    db_at_end(op->tx, put, w);
}

const char *search_question(struct arena *mem, int64_t project, const char *typed)
{
    const char *match = search_match_sqlite(mem, typed);

    return match ? arena_printf(mem, "%s AND (%s)", project_term(mem, project), match) : NULL;
}
