/*
 * control.c -- see control.h.
 *
 * One JSON object each way: {"name","dir","argv":[…],"env":{…},"input":"…"} and
 * {"status","out","err"}.  A connection is one command; they run one after the
 * other, because people type them.
 */
#include "cli/control.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/must.h"
#include "base/text.h"
#include "store/datadir.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define MESSAGE_LIMIT ((size_t)64 << 20)
#define ARGUMENTS     200

struct control {
    struct app *app;
    const char *path;
    struct arena *mem;
    int fd, stop[2];
    pthread_t thread;
};

/* ---- messages: text until the other side closes its half ---- */

static bool send_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t k = send(fd, p, n, MSG_NOSIGNAL);

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        p += k;
        n -= (size_t)k;
    }
    return shutdown(fd, SHUT_WR) == 0;
}

static json_t *receive(struct arena *mem, int fd)
{
    struct buf b = buf_new(mem, MESSAGE_LIMIT);
    char part[16384];
    ssize_t n;

    while ((n = read(fd, part, sizeof part)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            buf_put(&b, part, (size_t)n);
    return n < 0 || b.full ? NULL : json_loadb(b.p, b.n, 0, NULL);
}

static bool address(const char *path, struct sockaddr_un *a)
{
    *a = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof a->sun_path)
        return false;
    memcpy(a->sun_path, path, strlen(path) + 1);
    return true;
}

/* ---- the server's side ---- */

static const char *text_of(struct arena *mem, const json_t *j)
{
    return json_is_string(j) ? arena_dup(mem, json_string_value(j)) : "";
}

static int call_arguments(struct arena *mem, const json_t *list, char **argv)
{
    int n = 0;
    size_t i;
    const json_t *word;

    json_array_foreach(list, i, word) if (n < ARGUMENTS) argv[n++] =
        (char *)(uintptr_t)text_of(mem, word);
    return n;
}

static char *run(struct control *s, struct arena *mem, const json_t *call)
{
    char *out = NULL, *err = NULL, *argv[ARGUMENTS + 1] = { 0 }, *text;
    size_t out_n, err_n;
    int argc = call_arguments(mem, json_object_get(call, "argv"), argv), status;
    struct command_call c = { .mem = mem,
                              .app = s->app,
                              .out = open_memstream(&out, &out_n),
                              .err = open_memstream(&err, &err_n),
                              .dir = text_of(mem, json_object_get(call, "dir")),
                              .input = text_of(mem, json_object_get(call, "input")),
                              .env = json_object_get(call, "env") };
    json_t *answer;

    must(c.out && c.err);
    status = command_run(&c, text_of(mem, json_object_get(call, "name")), argc, argv);
    fclose(c.out);
    fclose(c.err);
    answer = json_pack("{s:i,s:s%,s:s%}", "status", status, "out", out, out_n, "err", err, err_n);
    text = answer ? json_dumps(answer, JSON_COMPACT) : NULL;
    json_decref(answer);
    free(out);
    free(err);
    return text;
}

/* Only the user who runs the server, and root. */
static bool is_ours(int fd)
{
    struct ucred who;
    socklen_t n = sizeof who;

    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) == 0 &&
           (who.uid == geteuid() || who.uid == 0);
}

static void serve_one(struct control *s, int fd)
{
    struct arena *mem = arena_open((size_t)1 << 30);
    json_t *call = is_ours(fd) ? receive(mem, fd) : NULL;
    char *text = call ? run(s, mem, call) : NULL;

    if (text && !send_all(fd, text, strlen(text)))
        log_line(LOG_WARN, "control", "a command's answer could not be sent");
    free(text);
    json_decref(call);
    arena_close(mem);
}

static void *control_main(void *arg)
{
    struct control *s = arg;
    struct pollfd wait[] = { { .fd = s->fd, .events = POLLIN },
                             { .fd = s->stop[0], .events = POLLIN } };

    for (;;) {
        int fd;

        if (poll(wait, 2, -1) < 0 && errno != EINTR)
            break;
        if (wait[1].revents)
            break;
        if (!(wait[0].revents & POLLIN) || (fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC)) < 0)
            continue;
        serve_one(s, fd);
        close(fd);
    }
    return NULL;
}

struct control *control_start(struct app *app, const char *dir)
{
    struct arena *mem = arena_open((size_t)1 << 20);
    struct control *s = arena_new(mem, struct control);
    struct sockaddr_un a;

    *s = (struct control){ .app = app, .mem = mem, .path = datadir_path(mem, dir, "control.sock") };
    s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(s->fd >= 0 && pipe(s->stop) == 0);
    (void)unlink(s->path);
    if (!address(s->path, &a) || bind(s->fd, (struct sockaddr *)&a, sizeof a) != 0 ||
        chmod(s->path, 0600) != 0 || listen(s->fd, 8) != 0) {
        log_line(LOG_WARN, "control", "no socket at %s: commands cannot run beside this server",
                 s->path);
        close(s->fd);
        close(s->stop[0]);
        close(s->stop[1]);
        arena_close(mem);
        return NULL;
    }
    must(pthread_create(&s->thread, NULL, control_main, s) == 0);
    return s;
}

void control_stop(struct control *s)
{
    if (!s)
        return;
    close(s->stop[1]);
    pthread_join(s->thread, NULL);
    close(s->fd);
    close(s->stop[0]);
    (void)unlink(s->path);
    arena_close(s->mem);
}

/* ---- the command's side ---- */

static json_t *own_environment(void)
{
    json_t *env = json_object();

    for (char **e = environ; *e; e++) {
        const char *equal = strchr(*e, '=');

        if (equal && strncmp(*e, "ANJU_", 5) == 0)
            json_object_setn_new(env, *e, (size_t)(equal - *e), json_string(equal + 1));
    }
    return env;
}

static char *call_text(struct command_call *c, const char *name, int argc, char **argv)
{
    json_t *list = json_array(), *call;
    char *here = getcwd(NULL, 0), *text;

    for (int i = 0; i < argc; i++)
        json_array_append_new(list, json_string(argv[i]));
    call = json_pack("{s:s,s:s,s:o,s:o,s:s}", "name", name, "dir", here ? here : "", "argv", list,
                     "env", own_environment(), "input", c->input ? c->input : "");
    text = call ? json_dumps(call, JSON_COMPACT) : NULL;
    json_decref(call);
    free(here);
    return text;
}

int control_send(struct command_call *c, const char *dir, const char *name, int argc, char **argv)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), status = -1;
    char *text = call_text(c, name, argc, argv);
    struct sockaddr_un a;
    json_t *answer = NULL;

    if (fd >= 0 && text && address(datadir_path(c->mem, dir, "control.sock"), &a) &&
        connect(fd, (struct sockaddr *)&a, sizeof a) == 0 && send_all(fd, text, strlen(text)))
        answer = receive(c->mem, fd);
    if (answer) {
        status = (int)json_integer_value(json_object_get(answer, "status"));
        fputs(text_of(c->mem, json_object_get(answer, "out")), c->out);
        fputs(text_of(c->mem, json_object_get(answer, "err")), c->err);
    }
    json_decref(answer);
    free(text);
    if (fd >= 0)
        close(fd);
    return status;
}
