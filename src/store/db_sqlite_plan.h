/* db_sqlite_plan.h -- statistics for SQLite's planner; private to store/. */
#pragma once
#include "base/arena.h"

#include <sqlite3.h>
#include <stdbool.h>

/* Writes the statistics that follow from the schema, unless they stand there already, and makes
   this connection use them; connections that are opened later use them by themselves.  No
   transaction may be open.  False when the engine refused: the plans are then the engine's own. */
bool sqlite_plan(sqlite3 *db, struct arena *mem);
