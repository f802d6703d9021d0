/*
 * echo_server.c -- a server that says what it was asked, for the tests of src/http.
 *
 * echo_server UPLOAD_DIR [name=number …]: listens on a free port of 127.0.0.1,
 * prints the port, and stops cleanly on SIGTERM.
 */
#include "base/json.h"
#include "base/must.h"
#include "base/text.h"
#include "http/http.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STREAMS_MAX 1024

/* A hub as app/live.c has one: senders and the close function share the lock. */
static pthread_mutex_t hub_lock = PTHREAD_MUTEX_INITIALIZER;
static struct http_stream *hub[STREAMS_MAX];
static size_t hub_n;
static atomic_int closed_n, pulls_done, handled_n;

static void hub_close(void *arg)
{
    pthread_mutex_lock(&hub_lock);
    for (size_t i = 0; i < hub_n; i++)
        if (hub[i] == arg)
            hub[i] = hub[--hub_n];
    pthread_mutex_unlock(&hub_lock);
    closed_n++;
}

static void hub_open(void *arg, struct http_stream *s)
{
    (void)arg;
    pthread_mutex_lock(&hub_lock);
    must(hub_n < STREAMS_MAX);
    hub[hub_n++] = s;
    http_stream_on_close(s, hub_close, s);
    http_stream_send(s, "hello", "1", "你好\n第二行");
    pthread_mutex_unlock(&hub_lock);
}

static void put_pairs(struct json *j, const char *key, const struct http_pair *p, size_t n)
{
    json_open(j, key, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(j, NULL, '[');
        json_text(j, NULL, p[i].name);
        json_text(j, NULL, p[i].value);
        json_close(j, ']');
    }
    json_close(j, ']');
}

static void put_uploads(struct json *j, const struct http_request *r)
{
    json_open(j, "uploads", '[');
    for (size_t i = 0; i < r->upload_n; i++) {
        const struct http_upload *u = &r->uploads[i];
        json_open(j, NULL, '{');
        json_text(j, "field", u->field);
        json_text(j, "file_name", u->file_name);
        json_text(j, "type", u->type);
        json_text(j, "path", u->path);
        json_int(j, "size", u->size);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void echo(const struct http_request *r, struct http_answer *a)
{
    struct json j = json_new(r->mem, (size_t)8 << 20);

    json_open(&j, NULL, '{');
    json_int(&j, "method", r->method);
    json_text(&j, "path", r->path);
    json_text(&j, "peer", r->peer);
    json_bool(&j, "secure", r->secure);
    json_text(&j, "host", r->host);
    json_text(&j, "media_type", r->media_type);
    json_text(&j, "sid", http_cookie(r, "sid"));
    put_pairs(&j, "query", r->query, r->query_n);
    put_pairs(&j, "headers", r->headers, r->header_n);
    put_pairs(&j, "form", r->form, r->form_n);
    put_uploads(&j, r);
    json_text(&j, "body", arena_text(r->mem, r->body));
    json_close(&j, '}');
    a->type = "application/json";
    buf_put(&a->body, j.out.p, j.out.n);
}

static int64_t number(const struct http_request *r, const char *name, int64_t otherwise)
{
    const char *s = http_query(r, name);
    int64_t n;

    return s && text_int(s, &n) ? n : otherwise;
}

static void slow(const struct http_request *r, struct http_answer *a)
{
    usleep((useconds_t)number(r, "ms", 0) * 1000);
    buf_puts(&a->body, "slow");
}

static void events(const struct http_request *r, struct http_answer *a)
{
    (void)r;
    a->type = "text/event-stream";
    a->events = true;
    a->events_open = hub_open;
}

static void publish(const struct http_request *r, struct http_answer *a)
{
    size_t n = (size_t)number(r, "bytes", 1);
    char *data = arena_alloc(r->mem, n + 1);

    memset(data, 'x', n);
    pthread_mutex_lock(&hub_lock);
    for (size_t i = 0; i < hub_n; i++)
        http_stream_send(hub[i], "note", NULL, data);
    buf_printf(&a->body, "%zu", hub_n);
    pthread_mutex_unlock(&hub_lock);
}

static void big(const struct http_request *r, struct http_answer *a)
{
    a->type = "text/plain; charset=utf-8";
    for (int64_t i = number(r, "n", 1000); i > 0; i--)
        buf_puts(&a->body, "安居乐业 ");
}

struct pulling {
    int64_t left;
};

static int64_t pull(void *arg, char *out, size_t room)
{
    struct pulling *p = arg;
    int64_t n = p->left < (int64_t)room ? p->left : (int64_t)room;

    memset(out, 'p', (size_t)n);
    p->left -= n;
    return n;
}

static void pull_done(void *arg)
{
    (void)arg;
    pulls_done++;
}

static void rows(const struct http_request *r, struct http_answer *a)
{
    struct pulling *p = arena_new(r->mem, struct pulling);

    p->left = number(r, "n", 100000);
    a->type = "text/csv";
    a->pull = pull;
    a->pull_done = pull_done;
    a->pull_arg = p;
}

static void part_of_file(const struct http_request *r, struct http_answer *a)
{
    a->type = "application/octet-stream";
    a->file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    a->offset = number(r, "from", 0);
    a->length = number(r, "n", 4);
}

static void fixed(const struct http_request *r, struct http_answer *a)
{
    (void)r;
    a->type = "text/css";
    a->fixed = (const unsigned char *)"b{}";
    a->fixed_n = 3;
    http_answer_header(a, "Cache-Control", "max-age=31536000, immutable");
}

static void status(const struct http_request *r, struct http_answer *a)
{
    a->status = (int)number(r, "is", 200);
}

static void stat_page(const struct http_request *r, struct http_answer *a)
{
    struct json j = json_new(r->mem, 1000);

    json_open(&j, NULL, '{');
    pthread_mutex_lock(&hub_lock);
    json_int(&j, "streams", (int64_t)hub_n);
    pthread_mutex_unlock(&hub_lock);
    json_int(&j, "closed", closed_n);
    json_int(&j, "pulls_done", pulls_done);
    json_int(&j, "handled", handled_n);
    json_close(&j, '}');
    buf_puts(&a->body, j.out.p);
    a->type = "application/json";
}

static const struct {
    const char *path;
    void (*page)(const struct http_request *r, struct http_answer *a);
} pages[] = {
    { "/slow", slow },   { "/events", events }, { "/publish", publish },
    { "/big", big },     { "/rows", rows },     { "/file", part_of_file },
    { "/fixed", fixed }, { "/status", status }, { "/stat", stat_page },
};

static void handle(void *arg, const struct http_request *r, struct http_answer *a)
{
    (void)arg;
    handled_n++;
    for (size_t i = 0; i < LEN(pages); i++)
        if (strcmp(pages[i].path, r->path) == 0) {
            pages[i].page(r, a);
            return;
        }
    echo(r, a);
}

static void set_option(struct http_options *o, const char *arg)
{
    const char *value = strchr(arg, '=');
    int64_t n = 0;

    must(value);
    text_int(value + 1, &n);
    if (text_starts(arg, "workers="))
        o->workers = (int)n;
    else if (text_starts(arg, "queue_limit="))
        o->queue_limit = (int)n;
    else if (text_starts(arg, "header_seconds="))
        o->header_seconds = (int)n;
    else if (text_starts(arg, "body_seconds="))
        o->body_seconds = (int)n;
    else if (text_starts(arg, "body_limit="))
        o->body_limit = n;
    else if (text_starts(arg, "address_limit="))
        o->address_limit = (int)n;
    else if (text_starts(arg, "trusted_proxy="))
        o->trusted_proxy = value + 1;
    else if (text_starts(arg, "listen="))
        o->listen = value + 1;
    else
        must_failed("a known option", __FILE__, __LINE__);
}

int main(int argc, char **argv)
{
    struct arena *mem = arena_open(1 << 20);
    struct http_options o = { .listen = "127.0.0.1:0", .handler = handle };
    struct http_server *s;
    const char *why = "";
    sigset_t term;
    int sig;

    must(argc >= 2);
    o.upload_dir = argv[1];
    for (int i = 2; i < argc; i++)
        set_option(&o, argv[i]);
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, NULL);
    if (!(s = http_start(mem, &o, &why))) {
        fprintf(stderr, "%s\n", why);
        arena_close(mem);
        return 1;
    }
    printf("%d\n", http_port(s));
    fflush(stdout);
    sigwait(&term, &sig);
    http_stop(s);
    printf("stopped streams=%zu closed=%d\n", hub_n, closed_n);
    arena_close(mem);
    return 0;
}
