/*
 * search.c -- see search.h.  The dialect of this file is SQLite's (FTS5).
 *
 * Each matter's terms begin with a word for its project, so that one index
 * serves all projects and a question never leaves its own.
 */
#include "app/search.h"
#include "rules/search.h"

#include <inttypes.h>

static const char *project_term(struct arena *mem, int64_t project)
{
    return arena_printf(mem, "prj%" PRId64, project);
}

void search_put(struct op *op, int64_t matter_id, const char *text)
{
    const char *terms = arena_printf(op->mem, "%s %s", project_term(op->mem, op->project),
                                     search_index_text(op->mem, text));

    if (db_exec(op->tx, "update matter_terms set terms = $1 where rowid = $2", T(terms),
                I(matter_id)) == 0)
        db_exec(op->tx, "insert into matter_terms (rowid, terms) values ($1, $2)", I(matter_id),
                T(terms));
}

const char *search_question(struct arena *mem, int64_t project, const char *typed)
{
    const char *match = search_match_sqlite(mem, typed);

    return match ? arena_printf(mem, "%s AND (%s)", project_term(mem, project), match) : NULL;
}
