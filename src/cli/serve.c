/*
 * serve.c -- `anju serve`: opens one folder, answers until it is told to stop.
 *
 * Opened in this order and closed in the reverse: folder and lock, keys,
 * database (schema brought up to date), files, jobs, live updates, control
 * socket, and last the door to the world, so that the first request finds
 * everything there.
 */
#include "app/assets.h"
#include "app/dispatch.h"
#include "app/job.h"
#include "app/live.h"
#include "base/log.h"
#include "base/random.h"
#include "cli/control.h"
#include "cli/rooms.h"
#include "http/http.h"
#include "store/datadir.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#define SETUP_DIGITS 8

static const char usage[] =
    "anju serve --data DIR [--listen HOST:PORT] [--public-url URL] [--trusted-proxy CIDR]\n\n"
    "Starts the server on the folder DIR, which is created when it is missing. The first start\n"
    "prints a one-time code; /setup asks for it and makes the first administrator.";

struct server {
    struct command_call *c;
    const struct flag *flags;
    struct job_runner *jobs;
    struct control *control;
    struct dispatch *dispatch;
    struct http_server *http;
};

static void poke(void *arg)
{
    struct server *s = arg;

    job_poke(s->jobs);
}

static int64_t ask(struct app *app, struct arena *mem, const char *sql)
{
    struct tx *tx = db_read(app->db, mem);
    int64_t n = db_int_(tx, sql, NULL, 0);

    return db_read_end(tx) == OK ? n : -1;
}

/* Is it a demo, and does anybody administrate it yet? */
static bool look_inside(struct server *s)
{
    struct app *app = s->c->app;
    int64_t demos = ask(app, s->c->mem, "select count(*) from project where is_demo = 1");
    int64_t admins = ask(app, s->c->mem,
                         "select count(*) from membership m join account a on a.id = m.account_id"
                         " where m.role = 'admin' and m.ended_at is null"
                         " and a.disabled_at is null");

    app->is_demo = demos > 0;
    if (admins == 0)
        app->setup_code = random_digits(s->c->mem, SETUP_DIGITS);
    return demos >= 0 && admins >= 0;
}

static bool door_open(struct server *s)
{
    struct app *app = s->c->app;
    const char *proxy = flag_text(s->flags, "trusted-proxy"), *why = "";
    struct http_options o = { .listen = flag_text(s->flags, "listen"),
                              .trusted_proxy = *proxy ? proxy : NULL,
                              .upload_dir = datadir_path(s->c->mem, app->data_dir, "files/tmp"),
                              .handler = dispatch_handle };

    if (!*o.listen)
        o.listen = "127.0.0.1:8080";
    s->dispatch = dispatch_open(app, route_sets, poke, s);
    o.handler_arg = s->dispatch;
    s->http = http_start(s->c->mem, &o, &why);
    if (!s->http)
        fprintf(s->c->err, "%s\n", why);
    return s->http != NULL;
}

static void greet(const struct server *s)
{
    const char *listen = flag_text(s->flags, "listen"), *url = flag_text(s->flags, "public-url");
    const char *colon = strrchr(*listen ? listen : "127.0.0.1:8080", ':');
    int host_n = (int)(colon - (*listen ? listen : "127.0.0.1:8080"));
    const char *at = arena_printf(s->c->mem, "http://%.*s:%d", host_n,
                                  *listen ? listen : "127.0.0.1:8080", http_port(s->http));

    fprintf(s->c->out, "Anju is ready at %s\n", *url ? url : at);
    if (s->c->app->setup_code)
        fprintf(s->c->out, "First start: open %s/setup and enter the one-time code %s\n",
                *url ? url : at, s->c->app->setup_code);
    fflush(s->c->out);
}

static void wait_for_the_end(void)
{
    sigset_t set;
    int got;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    while (sigwait(&set, &got) != 0) {
    }
    log_line(LOG_INFO, "stop", "finishing what is under way");
}

static void close_all(struct server *s)
{
    struct app *app = s->c->app;

    control_stop(s->control);
    if (app->live)
        live_stop(app->live);
    if (s->http)
        http_stop(s->http);
    if (s->dispatch)
        dispatch_close(s->dispatch);
    if (s->jobs)
        job_stop(s->jobs);
    db_on_commit(app->db, NULL, NULL);
    if (app->live)
        live_close(app->live);
}

static int serve(struct command_call *c, const struct flag *flags)
{
    struct server s = { .c = c, .flags = flags };
    const char *url = flag_text(flags, "public-url"), *assets = flag_text(flags, "assets");
    int status = 1;

    c->app->public_url = url;
    asset_set_dir(*assets ? assets : NULL);
    if (look_inside(&s)) {
        s.jobs = job_start(c->app, job_kinds(c->mem));
        c->app->live = live_open(c->app);
        db_on_commit(c->app->db, live_committed, c->app->live);
        s.control = control_start(c->app, c->app->data_dir);
        if (door_open(&s)) {
            greet(&s);
            wait_for_the_end();
            status = 0;
        }
    }
    close_all(&s);
    return status;
}

/* Before any thread: they inherit it, so that only sigwait sees them. */
static void signals_block(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int serve_command(struct command_call *c, int argc, char **argv)
{
    struct flag flags[] = {
        { "data", "DIR", "folder of the installation, created when missing", true, NULL },
        { "listen", "HOST:PORT", "where to listen; 127.0.0.1:8080 when not given", false, NULL },
        { "public-url", "URL", "address people type, for links and QR codes", false, NULL },
        { "trusted-proxy", "CIDR", "proxies whose X-Forwarded-For counts", false, NULL },
        { "assets", "DIR", "for developing: styles and scripts from this folder", false, NULL },
        { 0 },
    };
    enum flags_end end = flags_read(c, argc, argv, flags, usage);
    bool is_held;
    int status;

    if (end != FLAGS_GOOD)
        return end == FLAGS_HELP ? 0 : WRONG_USE;
    signals_block();
    if (!command_open(c, flag_text(flags, "data"), &is_held)) {
        if (is_held)
            fprintf(c->err, "%s is already being served: stop that process first.\n",
                    flag_text(flags, "data"));
        return 1;
    }
    status = serve(c, flags);
    command_close(c);
    return status;
}
