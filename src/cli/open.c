/*
 * open.c -- a command's own opening of the data folder.
 *
 * One process at a time has the database open: it holds DIR/lock.  A command
 * that finds it held goes through the control socket instead (control.h).
 */
#include "base/when.h"
#include "cli/control.h"
#include "cli/rooms.h"
#include "store/datadir.h"
#include "store/files.h"
#include "store/node.h"
#include "store/seal.h"

#include <string.h>

struct opened {
    struct app app;
    struct seal *seal;
    struct node node;
    int lock;
};

static void complain(const struct command_call *c, const char *why)
{
    fprintf(c->err, "%s\n", why);
}

static bool open_parts(struct command_call *c, struct opened *o, const char *dir)
{
    struct db_options options = { .url = datadir_url(c->mem, dir), .durable = true };
    const char *why = "";

    o->app.data_dir = dir;
    o->app.followers = followers_of_rooms;
    if (!(o->seal = seal_open(c->mem, dir, &why))) {
        complain(c, why);
        return false;
    }
    o->app.seal = o->seal;
    if (!(o->app.db = db_open(c->mem, &options, &why))) {
        complain(c, why);
        return false;
    }
    if (!seal_fits(o->seal, o->app.db, c->mem, &why)) {
        complain(c, why);
        return false;
    }
    if (!(o->app.files = files_open(dir))) {
        complain(c, arena_printf(c->mem, "Cannot open %s/files: check permissions and free space.",
                                 dir));
        return false;
    }
    if (node_take(o->app.db, c->mem, &o->node) != OK) {
        complain(
            c, arena_printf(c->mem, "Cannot write to %s: check permissions and free space.", dir));
        return false;
    }
    return true;
}

bool command_open(struct command_call *c, const char *dir, bool *is_held)
{
    struct opened *o = arena_new(c->mem, struct opened);
    const char *why = "";
    long holder = 0;

    *is_held = false;
    if (!datadir_open(c->mem, dir, true, &why)) {
        complain(c, why);
        return false;
    }
    if ((o->lock = datadir_lock(c->mem, dir, &holder)) < 0) {
        *is_held = holder >= 0;
        if (!*is_held)
            complain(c, arena_printf(c->mem, "Cannot lock %s: check its permissions.", dir));
        return false;
    }
    c->app = &o->app;
    if (open_parts(c, o, dir))
        return true;
    command_close(c);
    return false;
}

void command_close(struct command_call *c)
{
    struct opened *o = (struct opened *)(void *)c->app; /* app is its first member */

    if (!o)
        return;
    if (o->app.files)
        files_close(o->app.files);
    if (o->node.holder)
        node_drop(o->app.db, c->mem, &o->node);
    if (o->app.db)
        db_close(o->app.db);
    if (o->seal)
        seal_close(o->seal);
    datadir_unlock(o->lock);
    c->app = NULL;
}

static int run_elsewhere(struct command_call *c, const struct command_words *w, const char *dir)
{
    int status = control_send(c, dir, w->name, w->argc, w->argv);

    if (status >= 0)
        return status;
    fprintf(c->err,
            "%s is in use by another process that takes no commands: stop it, or try again when "
            "its work is done.\n",
            dir);
    return 1;
}

int command_with_data(struct command_call *c, const struct command_words *words,
                      const struct flag *flags, command_work *work)
{
    const char *dir = flag_text(flags, "data");
    bool is_held;
    int status;

    if (c->app)
        return work(c, flags, words);
    if (!command_open(c, dir, &is_held))
        return is_held ? run_elsewhere(c, words, dir) : 1;
    status = work(c, flags, words);
    command_close(c);
    return status;
}
