/*
 * demo.c -- `anju demo`: a project to try everything on, in a folder of its own.
 */
#include "cli/demo.h"
#include "app/job.h"
#include "base/log.h"
#include "base/must.h"
#include "base/when.h"
#include "cli/rooms.h"
#include "store/datadir.h"

#include <inttypes.h>
#include <string.h>

static const char usage[] =
    "anju demo --data DIR [--homes N] [--matters N] [--seed N]\n"
    "       anju demo --logins\n\n"
    "Makes a demo project in a folder that holds no database yet: Lanting in two phases, "
    "buildings\n"
    "of 112 homes, owners, companies, matters in every state. Names and phones are invented.\n"
    "--logins only prints who can log in to a demo.";

uint64_t dice_roll(struct dice *d)
{
    uint64_t z = d->state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

int dice_below(struct dice *d, int n)
{
    return (int)(dice_roll(d) % (uint64_t)n);
}

/* Old news is not sent when the server starts. */
static enum err messages_sent(struct op *op, void *arg)
{
    (void)arg;
    db_exec(op->tx, "update outbox set sent_at = created_at where sent_at is null");
    return OK;
}

static int demo_make(struct command_call *c, int64_t homes, int64_t matters, int64_t seed)
{
    struct demo d = { .app = c->app,
                      .mem = c->mem,
                      .c = c,
                      .dice = { (uint64_t)seed },
                      .now = when_now(),
                      .home_n = homes,
                      .matter_n = matters };
    int64_t began = when_ticks();
    enum err e = demo_estate(&d);

    if (e == OK)
        e = demo_catalogue(&d);
    if (e == OK)
        e = demo_pictures(&d);
    if (e == OK)
        e = demo_matters(&d);
    if (e != OK) {
        fprintf(c->err,
                "The demo could not be written (error %d): check free space, remove the "
                "folder, and try again.\n",
                (int)e);
        return 1;
    }
    job_run_due(c->app, job_kinds(c->mem));
    if (app_write(c->app, 0, c->mem, messages_sent, NULL) != OK)
        return 1;
    fprintf(c->out, "Demo: %" PRId64 " homes, %" PRId64 " matters, in %" PRId64 " s\n", d.home_n,
            d.matter_n, (when_ticks() - began) / 1000);
    demo_logins(c->out);
    return 0;
}

static bool numbers_read(struct command_call *c, const struct flag *flags, int64_t *homes,
                         int64_t *matters, int64_t *seed)
{
    return flag_int(c, flags, "homes", 1, 100000, homes) &&
           flag_int(c, flags, "matters", 0, 2000000, matters) &&
           flag_int(c, flags, "seed", 0, INT64_C(1000000000), seed);
}

int demo_command(struct command_call *c, int argc, char **argv)
{
    struct flag flags[] = {
        { "data", "DIR", "a folder without a database; made when missing", false, NULL },
        { "homes", "N", "homes; 560 when not given", false, NULL },
        { "matters", "N", "matters; 300 when not given", false, NULL },
        { "seed", "N", "another story", false, NULL },
        { "logins", NULL, "only print who can log in", false, NULL },
        { 0 },
    };
    enum flags_end end = flags_read(c, argc, argv, flags, usage);
    int64_t homes = 5 * HOMES_A_BUILDING, matters = 300, seed = 1;
    const char *dir = flag_text(flags, "data");
    bool is_held;
    int status;

    if (end != FLAGS_GOOD)
        return end == FLAGS_HELP ? 0 : WRONG_USE;
    if (flag_on(flags, "logins")) {
        demo_logins(c->out);
        return 0;
    }
    if (!*dir) {
        fprintf(c->err, "--data DIR is missing: a folder for the demo.\n");
        return WRONG_USE;
    }
    if (!numbers_read(c, flags, &homes, &matters, &seed))
        return WRONG_USE;
    if (datadir_has_database(c->mem, dir)) {
        fprintf(c->err, "%s already holds a database: a demo takes a folder of its own.\n", dir);
        return 1;
    }
    if (!command_open(c, dir, &is_held)) {
        if (is_held)
            fprintf(c->err, "%s is in use by another process.\n", dir);
        return 1;
    }
    log_level_set(LOG_ERROR); /* nobody waits for these turns */
    status = demo_make(c, homes, matters, seed);
    command_close(c);
    return status;
}
