/*
 * link.c -- `anju link`: one-time links for handover papers, from the console.
 */
#include "rooms/people/link.h"
#include "app/job.h"
#include "base/must.h"
#include "cli/command.h"
#include "rooms/estate/estate.h"

#include <string.h>

static const char usage[] =
    "anju link --data DIR --project P --home CODE [--person NAME] [--days N]\n\n"
    "Makes a one-time link with which one person of a home logs in, and prints it once.";

struct task {
    struct command_call *c;
    const struct flag *flags;
    int64_t project, days;
    const char *token;
    int status;
};

static enum err refuse(struct task *t, const char *sentence)
{
    fprintf(t->c->err, "%s\n", sentence);
    t->status = 1;
    return E_INPUT;
}

/* The one of this name, or the owner. */
static int64_t person_of(struct op *op, int64_t home, const char *name)
{
    return db_int(op->tx,
                  "select hp.person_id from home_person hp join person p"
                  " on p.project_id = hp.project_id and p.id = hp.person_id"
                  " where hp.project_id = $1 and hp.home_id = $2 and hp.to_on is null"
                  " and (p.name = $3 or ($3 = '' and hp.relation = 'owner'))"
                  " order by hp.id limit 1",
                  I(op->project), I(home), T(name));
}

static enum err work(struct op *op, void *arg)
{
    struct task *t = arg;
    int64_t home = home_find(op, flag_text(t->flags, "home")), person;
    enum err e;

    if (!home)
        return refuse(t, "There is no such home: --home takes a room code such as 5-2-1802.");
    if (!(person = person_of(op, home, flag_text(t->flags, "person"))))
        return refuse(t, "Nobody of this name belongs to the home now.");
    e = link_make(op, home, person, t->days, &t->token);
    return e == OK ? OK : refuse(t, "Refused: --days is 1 to 90.");
}

static int run(struct command_call *c, const struct flag *flags, const struct command_words *words)
{
    const char *name = flag_text(flags, "project"), *url = c->app->public_url;
    struct task t = { .c = c, .flags = flags, .days = LINK_DAYS_DEFAULT };
    struct tx *tx;

    (void)words;
    if (!flag_int(c, flags, "days", 1, LINK_DAYS_MOST, &t.days))
        return WRONG_USE;
    tx = db_read(c->app->db, c->mem);
    t.project = db_int(tx, "select id from project where name = $1 or slug = $1", T(name));
    if (db_read_end(tx) != OK || !t.project) {
        fprintf(c->err, "There is no project %s: check the name.\n", name);
        return 1;
    }
    if (app_write(c->app, t.project, c->mem, work, &t) == E_STORE && t.status == 0) {
        fprintf(c->err, "Nothing was written: check the disk and try again.\n");
        return 1;
    }
    if (t.status == 0)
        fprintf(c->out, "%s/k/%s\n", url ? url : "", t.token);
    return t.status;
}

int link_command(struct command_call *c, int argc, char **argv)
{
    struct flag flags[] = {
        { "data", "DIR", "folder of the installation", true, NULL },
        { "project", "P", "name of the project", true, NULL },
        { "home", "CODE", "room code, such as 5-2-1802", true, NULL },
        { "person", "NAME", "one of the home's people; its owner when not given", false, NULL },
        { "days", "N", "days it is good for; 30 when not given, 90 at most", false, NULL },
        { 0 },
    };
    enum flags_end end = flags_read(c, argc, argv, flags, usage);
    struct command_words words = { "link", argc, argv };

    if (end != FLAGS_GOOD)
        return end == FLAGS_HELP ? 0 : WRONG_USE;
    return command_with_data(c, &words, flags, run);
}
