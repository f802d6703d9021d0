/*
 * op.h -- what an operation gets: a transaction, an arena, who acts, and when.
 *
 * Operations (repair_acknowledge(op, …)) know no request.  They run inside the
 * dispatcher's transaction, a job, or a command, and can't tell the difference.
 * They have no effect but rows, so they may be run again.
 */
#pragma once
#include "app/rights.h"
#include "base/err.h"
#include "base/words.h"
#include "store/db.h"

#include <stdbool.h>

struct files;
struct follower;
struct live;
struct seal;

/* Process-wide things, set once by serve or a command. */
struct app {
    struct db *db;
    struct files *files;
    struct seal *seal; /* only the command of keys changes it */
    const char *data_dir;
    const char *public_url;           /* "https://anju.example" without a slash at the end */
    bool is_demo;                     /* the demo says so on every page */
    const char *setup_code;           /* one-time code of a first start, or NULL */
    const struct follower *followers; /* what follows from events; NULL: nothing */
    struct live *live;                /* hub of live updates; NULL in commands */
};

struct op {
    struct app *app;
    struct tx *tx;
    struct arena *mem;
    const struct actor *actor; /* never NULL; account_id 0 is nobody */
    int64_t now;               /* the instant of the request */
    enum lang lang;
    int64_t project;        /* the project in scope; 0: none */
    struct problem problem; /* what fail() said */
    bool keep_on_fail;      /* commit although the answer is a refusal (counters of tries) */
};

/*
 * Says why an operation refuses and returns `kind`, so that a caller writes
 *     return fail(op, E_RULE, "photo_needed", "photos", W("请至少上传一张完工后的照片"));
 * code: stable word for programs; field: form field concerned or NULL; zh: text with printf
 * arguments behind it, translated by wordf().
 */
enum err fail(struct op *op, enum err kind, const char *code, const char *field, const char *zh,
              ...) CHECKED;
/* Words in the op's language. */
const char *say(const struct op *op, const char *zh, ...);
