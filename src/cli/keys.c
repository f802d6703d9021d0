/*
 * keys.c -- `anju keys`: the keys of phones and ID numbers, and new ones for old (S3.5e).
 *
 * A rotation is three steps, each of which bears a crash behind it:
 *
 *   1. the file gets a new sealing key and a new index key; new rows are sealed with the new one;
 *   2. what is sealed by an older key is sealed anew, some hundred rows at a time, beside the
 *      server's own writes;
 *   3. in one transaction every blind index is made anew and the mark of the database says so.
 *
 * Which step was reached says the data itself, so the same command goes on where it ended: as long
 * as the mark names an older index key than the newest, a rotation is unfinished.
 */
#include "base/json.h"
#include "base/must.h"
#include "base/text.h"
#include "cli/command.h"
#include "store/seal.h"

#include <inttypes.h>
#include <string.h>

#define BATCH 500
#define KEYED 5 /* columns of a primary key, at most */
#define KEYS  256

static const char usage[] =
    "anju keys list|rotate|remove --data DIR [--key N] [--json]\n\n"
    "Keys that seal phones and ID numbers. rotate makes new ones and seals everything anew, also\n"
    "beside a running server; interrupted, it goes on when it is called again. remove takes an "
    "old\n"
    "key out of the file when no row needs it; backups from before still need theirs.";

/* A sealed column: where it stands, and the blind indexes that are made of it. */
struct sealed {
    const char *table, *column;
    const char *keys[KEYED];
    int64_t at_once; /* rows of a batch; uploads are big */
    struct {
        const char *column, *purpose;
        bool last4;
    } index[2];
};
static const struct sealed columns[] = {
    { "person",
      "id_sealed",
      { "project_id", "id" },
      BATCH,
      { { "id_index", "id", false }, { "id_last4", "id4", true } } },
    { "person_phone",
      "sealed",
      { "project_id", "person_id", "pos" },
      BATCH,
      { { "full_index", "phone", false }, { "last4", "phone4", true } } },
    { "matter",
      "contact_sealed",
      { "project_id", "id" },
      BATCH,
      { { "contact_index", "phone", false }, { "contact_last4", "phone4", true } } },
    { "account", "phone_sealed", { "id" }, BATCH, { { "phone_index", "phone", false } } },
    { "login_code", "phone_sealed", { "id" }, BATCH, { { "phone_index", "phone", false } } },
    { "company", "phone_sealed", { "id" }, BATCH, { { 0 } } },
    { "outbox", "to_sealed", { "project_id", "id" }, BATCH, { { 0 } } },
    { "second_factor", "secret_sealed", { "account_id" }, BATCH, { { 0 } } },
    { "invitation", "phone_sealed", { "id" }, BATCH, { { 0 } } },
    { "import_job", "sealed", { "id" }, 1, { { 0 } } },
    { "import_person",
      "id_sealed",
      { "project_id", "job_id", "row_no", "pos" },
      BATCH,
      { { "id_index", "id", false }, { "id_last4", "id4", true } } },
    { "import_phone",
      "sealed",
      { "project_id", "job_id", "row_no", "pos", "n" },
      BATCH,
      { { "full_index", "phone", false }, { "last4", "phone4", true } } },
};

struct walk {
    struct command_call *c;
    const struct sealed *s;
    int64_t after[KEYED]; /* key of the last row that was done */
    bool all;             /* also those under the newest key: their indexes are made anew */
    bool more;
    int64_t done_n, lost_n;
};

static size_t key_n(const struct sealed *s)
{
    size_t n = 0;

    while (n < KEYED && s->keys[n])
        n++;
    return n;
}

/* "project_id, id", or with "$1, $2" of them. */
static const char *key_list(struct arena *mem, const struct sealed *s, bool parameters)
{
    const char *all = "";

    for (size_t i = 0; i < key_n(s); i++)
        all = parameters ? arena_printf(mem, "%s%s$%zu", all, i ? ", " : "", i + 1)
                         : arena_printf(mem, "%s%s%s", all, i ? ", " : "", s->keys[i]);
    return all;
}

struct row {
    int64_t key[KEYED];
    const void *sealed;
    size_t n;
};

/* The next rows behind walk->after; the statement is put together from the table above alone. */
static size_t rows_read(struct tx *tx, struct walk *w, struct row *rows)
{
    struct arena *mem = tx_mem(tx);
    size_t keys = key_n(w->s), n = 0;
    unsigned char newest = (unsigned char)seal_newest(w->c->app->seal);
    const char *sql =
        arena_printf(mem,
                     "select %s, %s from %s where (%s) > (%s) and %s is not null"
                     " and ($%zu = 1 or substr(%s, 1, 1) <> $%zu) order by %s limit %lld",
                     key_list(mem, w->s, false), w->s->column, w->s->table,
                     key_list(mem, w->s, false), key_list(mem, w->s, true), w->s->column, keys + 1,
                     w->s->column, keys + 2, key_list(mem, w->s, false), (long long)w->s->at_once);
    struct dbval args[KEYED + 3] = { NUL };
    struct query q;

    for (size_t i = 0; i < keys; i++)
        args[i + 1] = I(w->after[i]);
    args[keys + 1] = I(w->all);
    args[keys + 2] = B(&newest, 1);
    for (db_query_n(tx, &q, sql, args, keys + 2); n < BATCH && db_next(&q); n++) {
        for (size_t i = 0; i < keys; i++)
            rows[n].key[i] = db_i64(&q, (int)i);
        rows[n].sealed = db_bytes(&q, (int)keys, &rows[n].n);
    }
    db_done(&q);
    return n;
}

static const char *index_of(const struct walk *w, struct arena *mem, size_t k, const char *text)
{
    size_t n = strlen(text);

    return seal_index(w->c->app->seal, mem, w->s->index[k].purpose,
                      w->s->index[k].last4 && n > 4 ? text + n - 4 : text);
}

static void row_write(struct tx *tx, struct walk *w, const struct row *r, const char *text)
{
    struct arena *mem = tx_mem(tx);
    struct span fresh = seal_put(w->c->app->seal, mem, text);
    size_t keys = key_n(w->s), n = keys + 1;
    struct dbval args[KEYED + 4] = { NUL };
    const char *set = arena_printf(mem, "%s = $%zu", w->s->column, n), *where = "";
    struct query q;

    for (size_t i = 0; i < keys; i++) {
        args[i + 1] = I(r->key[i]);
        where = arena_printf(mem, "%s%s%s = $%zu", where, i ? " and " : "", w->s->keys[i], i + 1);
    }
    args[n] = B(fresh.p, fresh.n);
    /* Where no index stands none is made: staff are not found by their phone. */
    for (size_t k = 0; w->all && k < LEN(w->s->index) && w->s->index[k].column; k++) {
        args[++n] = T(index_of(w, mem, k, text));
        set = arena_printf(mem, "%s, %s = case when %s is null then null else $%zu end", set,
                           w->s->index[k].column, w->s->index[k].column, n);
    }
    for (db_query_n(tx, &q, arena_printf(mem, "update %s set %s where %s", w->s->table, set, where),
                    args, n);
         db_next(&q);) {
    }
    db_done(&q);
}

static void batch(struct tx *tx, struct walk *w)
{
    struct row *rows = arena_new_n(tx_mem(tx), struct row, BATCH);
    size_t n = rows_read(tx, w, rows);

    for (size_t i = 0; i < n; i++) {
        const char *text = seal_get(w->c->app->seal, tx_mem(tx), rows[i].sealed, rows[i].n);

        if (text)
            row_write(tx, w, &rows[i], text);
        w->done_n += text != NULL;
        w->lost_n += text == NULL;
    }
    w->more = (int64_t)n == w->s->at_once;
    if (n)
        memcpy(w->after, rows[n - 1].key, sizeof w->after);
}

static void walk_begin(struct walk *w, const struct sealed *s)
{
    w->s = s;
    for (size_t i = 0; i < KEYED; i++)
        w->after[i] = -1;
}

static enum err batch_work(struct tx *tx, void *arg)
{
    struct walk w = *(struct walk *)arg;

    batch(tx, &w);
    if (tx_failed(tx))
        return E_STORE;
    *(struct walk *)arg = w;
    return OK;
}

/* Step 2: everything under the newest key. */
static enum err seal_anew(struct command_call *c, int64_t *done_n, int64_t *lost_n)
{
    struct walk w = { .c = c };
    struct arena *mem = arena_open((size_t)256 << 20);
    enum err e = OK;

    for (size_t i = 0; e == OK && i < LEN(columns); i++) {
        walk_begin(&w, &columns[i]);
        do {
            arena_reset(mem);
            e = db_write(c->app->db, 0, mem, batch_work, &w);
        } while (e == OK && w.more);
    }
    arena_close(mem);
    *done_n = w.done_n;
    *lost_n = w.lost_n;
    return e;
}

/* Step 3.  From the key's change to the commit no other write comes between: one writer, and this
   is its turn. */
static enum err index_work(struct tx *tx, void *arg)
{
    struct walk *out = arg, w = { .c = out->c, .all = true };
    struct seal *seal = w.c->app->seal;

    seal_index_by(seal, seal_newest_index(seal));
    for (size_t i = 0; i < LEN(columns); i++) {
        if (!columns[i].index[0].column)
            continue;
        walk_begin(&w, &columns[i]);
        do {
            struct arena_mark m = arena_mark(tx_mem(tx));

            batch(tx, &w);
            arena_rewind(tx_mem(tx), m);
        } while (w.more && !tx_failed(tx));
    }
    seal_mark(seal, tx);
    out->done_n = w.done_n;
    return tx_failed(tx) ? E_STORE : OK;
}

static enum err index_anew(struct command_call *c, int64_t *done_n)
{
    struct walk w = { .c = c };
    unsigned before = seal_indexer(c->app->seal);
    struct arena *mem = arena_open((size_t)256 << 20);
    enum err e = db_write(c->app->db, 0, mem, index_work, &w);

    /* What a neighbour may have written meanwhile is made anew by the next call as well. */
    if (e != OK)
        seal_index_by(c->app->seal, before);
    arena_close(mem);
    *done_n = w.done_n;
    return e;
}

/* ---- the commands ---- */

static int refuse(struct command_call *c, const char *sentence)
{
    fprintf(c->err, "%s\n", sentence);
    return 1;
}

static int rotate(struct command_call *c)
{
    struct seal *seal = c->app->seal;
    bool resumed = seal_indexer(seal) != seal_newest_index(seal);
    int64_t sealed_n = 0, lost_n = 0, index_n = 0;

    if (!resumed && !seal_rotate(seal, c->mem))
        return refuse(c, "No new key could be written: check free space in the data folder; after "
                         "255 keys, remove old ones first.");
    if (seal_anew(c, &sealed_n, &lost_n) != OK || index_anew(c, &index_n) != OK)
        return refuse(c, "Interrupted: nothing is lost, both keys are kept. Check the disk and "
                         "call the command again; it goes on where it ended.");
    fprintf(c->out, "%s key %u: %" PRId64 " rows sealed anew, %" PRId64 " rows indexed anew\n",
            resumed ? "Finished the rotation to" : "Rotated to", seal_newest(seal), sealed_n,
            index_n);
    if (lost_n)
        fprintf(c->err,
                "%" PRId64 " rows could not be opened by any key in DIR/keys and stay as they "
                "are: restore the keys they were sealed with.\n",
                lost_n);
    return lost_n ? 1 : 0;
}

struct counts {
    int64_t rows[KEYS];
    int64_t columns[LEN(columns)];
};

static enum err count_all(struct command_call *c, struct counts *n)
{
    struct tx *tx = db_read(c->app->db, c->mem);
    struct query q;
    size_t got;

    memset(n, 0, sizeof *n);
    for (size_t i = 0; i < LEN(columns); i++) {
        const struct sealed *s = &columns[i];

        for (db_query(tx, &q,
                      arena_printf(c->mem,
                                   "select substr(%s, 1, 1), count(*) from %s where %s is not null"
                                   " group by 1",
                                   s->column, s->table, s->column));
             db_next(&q);) {
            const unsigned char *no = db_bytes(&q, 0, &got);

            if (got == 1)
                n->rows[*no] += db_i64(&q, 1);
            n->columns[i] += db_i64(&q, 1);
        }
        db_done(&q);
    }
    return db_read_end(tx);
}

static void list_json(struct command_call *c, const struct counts *n)
{
    const struct seal *seal = c->app->seal;
    struct json j = json_new(c->mem, 1 << 20);
    bool index;

    json_open(&j, NULL, '{');
    json_open(&j, "keys", '[');
    for (unsigned no = 1; no < KEYS; no++) {
        bool box = seal_has(seal, no, &index);

        if (!box && !index)
            continue;
        json_open(&j, NULL, '{');
        json_int(&j, "key", no);
        json_bool(&j, "seals", no == seal_newest(seal));
        json_bool(&j, "indexes", no == seal_indexer(seal));
        json_int(&j, "rows", n->rows[no]);
        json_close(&j, '}');
    }
    json_close(&j, ']');
    json_open(&j, "columns", '{');
    for (size_t i = 0; i < LEN(columns); i++)
        json_int(&j, arena_printf(c->mem, "%s.%s", columns[i].table, columns[i].column),
                 n->columns[i]);
    json_close(&j, '}');
    json_bool(&j, "unfinished", seal_indexer(seal) != seal_newest_index(seal));
    json_close(&j, '}');
    fprintf(c->out, "%s\n", j.out.p);
}

static int list(struct command_call *c, bool as_json)
{
    const struct seal *seal = c->app->seal;
    struct counts *n = arena_new(c->mem, struct counts);
    bool index;

    if (count_all(c, n) != OK)
        return refuse(c, "The database could not be read.");
    if (as_json) {
        list_json(c, n);
        return 0;
    }
    for (unsigned no = 1; no < KEYS; no++) {
        bool box = seal_has(seal, no, &index);

        if (box || index)
            fprintf(c->out, "%u\t%s\t%s\t%" PRId64 " rows\n", no,
                    no == seal_newest(seal) ? "seals" : "opens",
                    no == seal_indexer(seal) ? "indexes" : "-", n->rows[no]);
    }
    if (seal_indexer(seal) != seal_newest_index(seal))
        fprintf(c->out, "A rotation is unfinished: anju keys rotate goes on with it.\n");
    return 0;
}

static int forget(struct command_call *c, int64_t no)
{
    struct seal *seal = c->app->seal;
    struct counts *n = arena_new(c->mem, struct counts);
    bool index, box = no > 0 && no < KEYS && seal_has(seal, (unsigned)no, &index);

    if (!box)
        return refuse(c, "There is no such key: anju keys list shows them.");
    if (no == seal_newest(seal) || no == seal_indexer(seal))
        return refuse(c, "This key is in use: anju keys rotate makes a new one first.");
    if (count_all(c, n) != OK)
        return refuse(c, "The database could not be read.");
    if (n->rows[no])
        return refuse(c, arena_printf(c->mem,
                                      "%" PRId64 " rows are still sealed with this key: anju keys "
                                      "rotate seals them anew.",
                                      n->rows[no]));
    if (!seal_forget(seal, c->mem, (unsigned)no))
        return refuse(c, "The file of keys could not be written: check the disk. The key stays.");
    fprintf(c->out, "Removed key %" PRId64 ". Backups from before still need it.\n", no);
    return 0;
}

static int keys_run(struct command_call *c, const struct flag *flags,
                    const struct command_words *words)
{
    int64_t no = 0;

    if (strcmp(words->argv[0], "rotate") == 0)
        return rotate(c);
    if (strcmp(words->argv[0], "list") == 0)
        return list(c, flag_on(flags, "json"));
    return flag_int(c, flags, "key", 1, KEYS - 1, &no) ? forget(c, no) : WRONG_USE;
}

int keys_command(struct command_call *c, int argc, char **argv)
{
    struct flag flags[] = {
        { "data", "DIR", "folder of the installation", true, NULL },
        { "key", "N", "number of the key that remove takes out", false, NULL },
        { "json", NULL, "list as JSON", false, NULL },
        { 0 },
    };
    const char *verb = argc > 0 ? argv[0] : "";
    bool has_verb =
        strcmp(verb, "list") == 0 || strcmp(verb, "rotate") == 0 || strcmp(verb, "remove") == 0;
    enum flags_end end =
        flags_read(c, has_verb ? argc - 1 : argc, has_verb ? argv + 1 : argv, flags, usage);
    struct command_words words = { "keys", argc, argv };

    if (end != FLAGS_GOOD)
        return end == FLAGS_HELP ? 0 : WRONG_USE;
    if (!has_verb || (strcmp(verb, "remove") == 0 && !*flag_text(flags, "key"))) {
        fprintf(c->err, has_verb ? "--key N is missing: which one?\n"
                                 : "Say what to do: anju keys list|rotate|remove.\n");
        return WRONG_USE;
    }
    return command_with_data(c, &words, flags, keys_run);
}
