/*
 * verify.c -- anju verify: is everything as it was written? (S1.3d, quality.md 5)
 *
 * Three things are checked: every chain of events, the bytes of every stored
 * file against the hash in its row, and every paper against its facts, its file
 * and the chain it stands in.  Nothing is changed.  What is wrong is named, one
 * line each, so that it can be put right from a backup.
 */
#include "app/event.h"
#include "base/id.h"
#include "base/json.h"
#include "base/must.h"
#include "base/text.h"
#include "cli/command.h"
#include "rooms/archive/paper.h"
#include "store/datadir.h"
#include "store/files.h"

#include <inttypes.h>
#include <string.h>

enum { GOOD = 0, FAULTS = 1 };

#define ROWS_LIMIT ((size_t)512 << 20)
#define BATCH      500

static const char usage[] =
    "anju verify --data DIR [--json]\n\n"
    "Checks every chain of events, every stored file and every sealed paper; changes nothing and\n"
    "works beside a running server. Exit status: 0 all is as it was written, 1 something is not\n"
    "(each finding is named), 2 wrong usage.";

/* One finding. */
struct finding {
    const char *kind; /* chain file paper store */
    const char *project, *subject, *name;
    int64_t id, event;
    const char *what;
};

struct verify {
    struct command_call *c;
    struct arena *rows; /* of what is read; the findings stay in c->mem */
    struct op op;
    const char *project; /* name, "" for what belongs to none */
    struct json faults;
    int64_t project_n, event_n, chain_n, file_n, paper_n, unsealed_n, fault_n;
    bool as_json;
};

static const struct {
    const char *kind, *what, *words;
} explained[] = {
    { "chain", "hash", "a row of the event log was altered" },
    { "chain", "gap", "events are missing from the middle of a chain" },
    { "chain", "head", "events are missing from the end of a chain" },
    { "chain", "payload", "what an event says was altered" },
    { "chain", "count", "events were taken out or put in" },
    { "chain", "anchor", "a daily anchor doesn't fit the events" },
    { "file", "gone", "the file is missing from DIR/files" },
    { "file", "altered", "the file's bytes are not those that were stored" },
    { "file", "hash", "the row holds no hash" },
    { "paper", "facts", "the facts of the paper were altered" },
    { "paper", "file", "the paper's file was altered" },
    { "paper", "gone", "the paper's file is missing" },
    { "paper", "chain", "the event log says otherwise than the paper" },
    { "paper", "failed", "the paper could not be drawn; see the server's log" },
    { "store", "read", "the database could not be read" },
};

static const char *explain(const struct finding *f)
{
    for (size_t i = 0; i < LEN(explained); i++)
        if (strcmp(explained[i].kind, f->kind) == 0 && strcmp(explained[i].what, f->what) == 0)
            return explained[i].words;
    return f->what;
}

static void report(struct verify *v, const struct finding *f)
{
    v->fault_n++;
    if (!v->as_json) {
        fprintf(v->c->out, "FAULT %s%s%s: %s %s", f->kind, *f->project ? " in " : "", f->project,
                f->subject, *f->name ? f->name : id_text(v->rows, f->id));
        if (f->event)
            fprintf(v->c->out, ", event %" PRId64, f->event);
        fprintf(v->c->out, ": %s\n", explain(f));
        return;
    }
    json_open(&v->faults, NULL, '{');
    json_text(&v->faults, "kind", f->kind);
    json_text(&v->faults, "what", f->what);
    json_text(&v->faults, "project", f->project);
    json_text(&v->faults, "subject", f->subject);
    json_id(&v->faults, "id", f->id);
    json_text(&v->faults, "name", f->name);
    if (f->event)
        json_int(&v->faults, "event", f->event);
    json_text(&v->faults, "text", explain(f));
    json_close(&v->faults, '}');
}

/* ---- one snapshot after the other ---- */

static void look(struct verify *v, int64_t project)
{
    arena_reset(v->rows);
    v->op = (struct op){ .app = v->c->app,
                         .tx = db_read(v->c->app->db, v->rows),
                         .mem = v->rows,
                         .actor = &actor_system,
                         .lang = LANG_EN,
                         .project = project };
}

static void look_end(struct verify *v)
{
    if (db_read_end(v->op.tx) != OK)
        report(v, &(struct finding){ .kind = "store",
                                     .project = v->project,
                                     .subject = "database",
                                     .name = "DIR/anju.db",
                                     .what = "read" });
}

/* ---- chains ---- */

/* The number by which people know a subject. */
static const char *name_of(struct verify *v, const struct event_fault *f)
{
    const char *no = NULL;

    if (strcmp(f->subject, "matter") == 0)
        no = db_str(v->op.tx, "select no from matter where project_id = $1 and id = $2",
                    I(f->project_id), I(f->subject_id));
    return no ? arena_dup(v->c->mem, no) : "";
}

static void check_chains(struct verify *v, int64_t project)
{
    struct event_fault *faults;
    struct op op;
    size_t n;

    look(v, project);
    v->chain_n +=
        db_int(v->op.tx, "select count(*) from event_head where project_id = $1", I(project));
    v->event_n += db_int(v->op.tx, "select count(*) from event where project_id = $1", I(project));
    op = v->op;
    op.mem = v->c->mem;
    n = event_verify(&op, project, NULL, 0, &faults);
    for (size_t i = 0; i < n; i++)
        report(v, &(struct finding){ .kind = "chain",
                                     .project = v->project,
                                     .subject = *faults[i].subject ? faults[i].subject : "log",
                                     .name = name_of(v, &faults[i]),
                                     .id = faults[i].subject_id,
                                     .event = faults[i].no,
                                     .what = faults[i].what });
    look_end(v);
}

/* ---- files ---- */

static void check_hash(struct verify *v, int64_t id, const char *name, const char *hex)
{
    unsigned char hash[FILE_HASH_BYTES];
    const char *what = "hash";

    if (hex_bytes(hex, hash, sizeof hash)) {
        enum err e = files_check(v->c->app->files, hash);
        what = e == OK ? NULL : e == E_NOT_FOUND ? "gone" : "altered";
    }
    if (what)
        report(v, &(struct finding){ .kind = "file",
                                     .project = v->project,
                                     .subject = "file",
                                     .name = arena_printf(v->rows, "%s (%s, %.16s…)",
                                                          id_text(v->rows, id), name, hex),
                                     .id = id,
                                     .what = what });
}

struct file_row {
    int64_t id;
    const char *name, *hash, *thumb;
};

static size_t files_read_batch(struct verify *v, int64_t project, int64_t after,
                               struct file_row rows[BATCH])
{
    size_t n = 0;
    struct query q;

    look(v, project);
    for (db_query(v->op.tx, &q,
                  "select id, name, hash, thumb_hash from file where project_id = $1 and id > $2"
                  " order by id limit $3",
                  I(project), I(after), I(BATCH));
         n < BATCH && db_next(&q); n++)
        rows[n] =
            (struct file_row){ db_i64(&q, 0), db_text(&q, 1), db_text(&q, 2), db_text(&q, 3) };
    db_done(&q);
    look_end(v);
    return n;
}

/* The disk is read between snapshots, so a long check holds nothing. */
static void check_files(struct verify *v, int64_t project)
{
    struct file_row rows[BATCH];
    int64_t after = INT64_MIN;
    size_t n = BATCH;

    while (n == BATCH) {
        n = files_read_batch(v, project, after, rows);
        for (size_t i = 0; i < n; i++) {
            check_hash(v, rows[i].id, rows[i].name, rows[i].hash);
            if (rows[i].thumb)
                check_hash(v, rows[i].id, rows[i].name, rows[i].thumb);
            after = rows[i].id;
        }
        v->file_n += (int64_t)n;
    }
}

/* ---- papers ---- */

static void check_papers(struct verify *v, int64_t project)
{
    int64_t after = INT64_MIN;
    struct paper p;

    for (;;) {
        enum paper_state s;
        const char *what;

        look(v, project);
        if (!paper_next(&v->op, project, &after, &p)) {
            look_end(v);
            return;
        }
        s = paper_check(&v->op, &p);
        what = paper_state_word(s);
        v->paper_n++;
        if (s == PAPER_UNSEALED) {
            v->unsealed_n++;
            what = strcmp(p.state, "failed") == 0 ? "failed" : NULL;
        }
        if (what && s != PAPER_GOOD)
            report(v, &(struct finding){ .kind = "paper",
                                         .project = v->project,
                                         .subject = p.kind,
                                         .name = p.no,
                                         .id = p.id,
                                         .what = what });
        look_end(v);
    }
}

/* ---- all of it ---- */

struct place {
    int64_t id;
    const char *name;
};

/* The projects, and before them what belongs to none. */
static size_t places(struct verify *v, struct place **ret)
{
    struct query q;
    size_t n = 1, room;

    look(v, 0);
    room = 1 + (size_t)db_int(v->op.tx, "select count(*) from project");
    *ret = arena_new_n(v->c->mem, struct place, room);
    (*ret)[0].name = "";
    for (db_query(v->op.tx, &q, "select id, name from project order by id");
         n < room && db_next(&q); n++)
        (*ret)[n] = (struct place){ db_i64(&q, 0), arena_dup(v->c->mem, db_text(&q, 1)) };
    db_done(&q);
    look_end(v);
    v->project_n = (int64_t)n - 1;
    return n;
}

static void say_json(struct verify *v)
{
    struct json j = json_new(v->c->mem, (size_t)64 << 20);

    json_close(&v->faults, ']');
    json_open(&j, NULL, '{');
    json_bool(&j, "good", v->fault_n == 0);
    json_int(&j, "projects", v->project_n);
    json_int(&j, "events", v->event_n);
    json_int(&j, "chains", v->chain_n);
    json_int(&j, "files", v->file_n);
    json_int(&j, "papers", v->paper_n);
    json_int(&j, "unsealed", v->unsealed_n);
    json_int(&j, "fault_count", v->fault_n);
    json_raw(&j, "faults", v->faults.out.p);
    json_close(&j, '}');
    fprintf(v->c->out, "%s\n", j.out.p);
}

static void say_words(const struct verify *v)
{
    fprintf(v->c->out,
            "%s: %" PRId64 " projects, %" PRId64 " events in %" PRId64 " chains, %" PRId64
            " files, %" PRId64 " papers",
            v->fault_n ? "Checked" : "All good", v->project_n, v->event_n, v->chain_n, v->file_n,
            v->paper_n);
    if (v->unsealed_n)
        fprintf(v->c->out, " (%" PRId64 " not sealed yet)", v->unsealed_n);
    if (v->fault_n)
        fprintf(v->c->out, "; %" PRId64 " faults", v->fault_n);
    fprintf(v->c->out, ".\n");
    if (v->fault_n)
        fprintf(v->c->err, "Keep this folder as it is, and compare it with a backup.\n");
}

static int run(struct command_call *c, const struct flag *flags, const struct command_words *words)
{
    (void)words;
    struct verify v = { .c = c,
                        .rows = arena_open(ROWS_LIMIT),
                        .project = "",
                        .faults = json_new(c->mem, (size_t)32 << 20),
                        .as_json = flag_on(flags, "json") };
    struct place *list;
    size_t n = places(&v, &list);

    json_open(&v.faults, NULL, '[');
    for (size_t i = 0; i < n; i++) {
        v.project = list[i].name;
        check_chains(&v, list[i].id);
        check_files(&v, list[i].id);
        check_papers(&v, list[i].id);
    }
    if (v.as_json)
        say_json(&v);
    else
        say_words(&v);
    arena_close(v.rows);
    return v.fault_n ? FAULTS : GOOD;
}

int verify_command(struct command_call *c, int argc, char **argv)
{
    struct flag flags[] = {
        { "data", "DIR", "folder of the installation", true, NULL },
        { "json", NULL, "one JSON object on standard output", false, NULL },
        { 0 },
    };
    enum flags_end end = flags_read(c, argc, argv, flags, usage);
    const char *dir = flag_text(flags, "data");

    if (end != FLAGS_GOOD)
        return end == FLAGS_HELP ? GOOD : WRONG_USE;
    if (!c->app && !datadir_has_database(c->mem, dir)) {
        fprintf(c->err, "There is no database in %s: is this the right folder?\n", dir);
        return FAULTS;
    }
    return command_with_data(c, &(struct command_words){ "verify", argc, argv }, flags, run);
}
