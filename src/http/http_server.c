/*
 * http_server.c -- the life of the server, its connections and its workers.
 *
 * libmicrohttpd's few threads do all waiting for the network.  A complete
 * request is suspended there and stands in one bounded queue for the workers;
 * when the queue is full the answer is 503 at once, which is kinder than a page
 * that never comes.
 *
 * Two things libmicrohttpd does not do: its timeout counts silence, so one byte
 * a second lives for ever; the reaper cuts by deadline instead.  And it aborts
 * when stopped with a suspended connection; http_stop first closes the door,
 * then waits until nothing is suspended, and only then stops it.
 */
#include "base/must.h"
#include "base/random.h"
#include "base/when.h"
#include "http/http_inside.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS      500
#define DRAIN_MS     5000
#define SILENCE_S    45                  /* libmicrohttpd's own timeout, behind our deadlines */
#define CONN_MEMORY  ((size_t)32 * 1024) /* bounds the header too */
#define REFUSED_MORE ((int64_t)1 << 20)  /* of a refused body we read this much for good manners */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WORKER_STACK ((size_t)4 * 1024 * 1024)
#else
#define WORKER_STACK ((size_t)512 * 1024)
#endif

/* ---- connections ---- */

static unsigned short *address_count(struct http_server *s, const struct ip *ip)
{
    /* Of IPv6 a household has a /64.  The key keeps strangers from choosing whom they meet. */
    static const unsigned char v4[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
    size_t n = memcmp(ip->b, v4, sizeof v4) == 0 ? 16 : 8;
    uint64_t h;

    memcpy(&h, s->address_key, sizeof h);
    for (size_t i = 0; i < n; i++)
        h = (h ^ ip->b[i]) * UINT64_C(0x100000001b3) ^ (h >> 29);
    return &s->address_n[h % ADDRESS_BUCKETS];
}

static enum MHD_Result on_accept(void *arg, const struct sockaddr *addr, socklen_t len)
{
    struct http_server *s = arg;
    struct ip ip;
    bool fine;

    (void)len;
    if (!ip_of_sockaddr(addr, &ip) || cidrs_have(&s->trusted, &ip))
        return MHD_YES;
    pthread_mutex_lock(&s->conn_lock);
    fine = *address_count(s, &ip) < s->o.address_limit;
    pthread_mutex_unlock(&s->conn_lock);
    return fine ? MHD_YES : MHD_NO;
}

static void conn_open(struct http_server *s, struct MHD_Connection *c, void **context)
{
    const union MHD_ConnectionInfo *fd =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *addr =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct conn *k = calloc(1, sizeof *k);

    must(k && fd);
    k->s = s;
    k->fd = fd->connect_fd;
    k->reading = true;
    k->counted =
        addr && ip_of_sockaddr(addr->client_addr, &k->ip) && !cidrs_have(&s->trusted, &k->ip);
    k->deadline = when_ticks() + s->o.header_seconds * INT64_C(1000);
    pthread_mutex_lock(&s->conn_lock);
    if (k->counted)
        ++*address_count(s, &k->ip);
    k->next = s->conns;
    if (s->conns)
        s->conns->prev = k;
    s->conns = k;
    pthread_mutex_unlock(&s->conn_lock);
    *context = k;
}

static void conn_close(struct http_server *s, struct conn *k)
{
    pthread_mutex_lock(&s->conn_lock);
    if (k->counted)
        --*address_count(s, &k->ip);
    if (k->prev)
        k->prev->next = k->next;
    else
        s->conns = k->next;
    if (k->next)
        k->next->prev = k->prev;
    pthread_mutex_unlock(&s->conn_lock);
    free(k);
}

static void on_connection(void *arg, struct MHD_Connection *c, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        conn_open(arg, c, context);
    } else if (*context) {
        conn_close(arg, *context);
        *context = NULL;
    }
}

/* With the lock held: waits for the next look, or for the end. */
static void reaper_wait(struct http_server *s)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += TICK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&s->reaper_wake, &s->conn_lock, &until);
}

/* Data and end of stream that come together are one edge for epoll, and libmicrohttpd 0.9.75 stops
   reading at the data; a truncated upload would lie on disk until its deadline.  Asked twice, so
   that a request already read may begin in between. */
static bool peer_gone(struct conn *k)
{
    char byte;
    bool closed = k->reading && recv(k->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;

    k->gone = closed ? k->gone + 1 : 0;
    return k->gone >= 2;
}

/* Shuts sockets that are past their deadline; libmicrohttpd notices and cleans up. */
static void *reaper_run(void *arg)
{
    struct http_server *s = arg;

    pthread_mutex_lock(&s->conn_lock);
    while (!s->reaper_end) {
        int64_t now = when_ticks();
        for (struct conn *k = s->conns; k; k = k->next)
            if (now > k->deadline || peer_gone(k))
                shutdown(k->fd, SHUT_RDWR);
        pthread_mutex_unlock(&s->conn_lock);
        streams_tick(s, false);
        pthread_mutex_lock(&s->conn_lock);
        if (!s->reaper_end)
            reaper_wait(s);
    }
    pthread_mutex_unlock(&s->conn_lock);
    return NULL;
}

/* ---- workers ---- */

static void handle(struct exchange *x)
{
    x->a = (struct http_answer){ .status = 200, .file = -1 };
    x->a.body = buf_new(x->mem, (size_t)32 << 20);
    x->s->o.handler(x->s->o.handler_arg, &x->r, &x->a);
    x->response = answer_response(x);
    x->stage = STAGE_ANSWERED;
}

static struct exchange *queue_take(struct http_server *s)
{
    struct exchange *x;

    pthread_mutex_lock(&s->queue_lock);
    while (!s->first && !s->workers_end)
        pthread_cond_wait(&s->queue_more, &s->queue_lock);
    x = s->first;
    if (x) {
        s->first = x->next;
        s->queue_n--;
    }
    pthread_mutex_unlock(&s->queue_lock);
    return x;
}

static void *worker_run(void *arg)
{
    struct http_server *s = arg;
    struct exchange *x;

    while ((x = queue_take(s)) != NULL) {
        handle(x);
        MHD_resume_connection(x->c);
        /* From here on x is not ours: its thread may have freed it already. */
        s->working--;
    }
    return NULL;
}

/* Counts from here until the answer is sent, so that stopping can wait for it. */
static void count_answer(struct exchange *x)
{
    if (!x->answering)
        x->s->answering++;
    x->answering = true;
}

/* Suspends and queues; false when the queue is full or the server is stopping. */
static bool queue_put(struct exchange *x)
{
    struct http_server *s = x->s;
    bool fine;

    pthread_mutex_lock(&s->queue_lock);
    fine = s->queue_n < s->queue_max && !s->stopping;
    if (fine) {
        s->working++;
        count_answer(x);
        s->queue_n++;
        x->stage = STAGE_QUEUED;
        x->conn->deadline = NEVER;
        x->conn->reading = false;
        x->next = NULL;
        MHD_suspend_connection(x->c);
        if (s->first)
            s->last->next = x;
        else
            s->first = x;
        s->last = x;
        pthread_cond_signal(&s->queue_more);
    }
    pthread_mutex_unlock(&s->queue_lock);
    return fine;
}

/* ---- one request ---- */

static void *on_uri(void *arg, const char *uri, struct MHD_Connection *c)
{
    struct http_server *s = arg;
    struct arena *mem = arena_open(((size_t)96 << 20) + 6 * (size_t)s->o.body_limit);
    struct exchange *x = arena_new(mem, struct exchange);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    x->s = s;
    x->c = c;
    x->conn = info->socket_context;
    x->mem = mem;
    x->uri = arena_dup(mem, uri);
    x->a.file = -1;
    x->r.received_at = when_now();
    return x;
}

static enum MHD_Result send_response(struct exchange *x, int status, struct MHD_Response *r)
{
    enum MHD_Result done;

    x->stage = STAGE_ANSWERED;
    x->conn->reading = false;
    x->conn->deadline = answer_patience(x);
    if (x->conn->deadline != NEVER)
        x->conn->deadline += when_ticks();
    count_answer(x);
    done = MHD_queue_response(x->c, (unsigned)status, r);
    MHD_destroy_response(r);
    return done;
}

static enum MHD_Result refuse(struct exchange *x, const struct refusal *no)
{
    return send_response(x, no->status, refusal_response(no));
}

/* The answer to a bad body waits for its end, because libmicrohttpd takes none before; somebody
   who goes on and on is cut. */
static enum MHD_Result receive(struct exchange *x, struct span bytes)
{
    if (!x->refused) {
        x->refused = request_feed(x, bytes);
        return MHD_YES;
    }
    x->refused_n += (int64_t)bytes.n;
    return x->refused_n > REFUSED_MORE ? MHD_NO : MHD_YES;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *n, void **context)
{
    struct exchange *x = *context;

    (void)arg;
    (void)c;
    (void)url;
    if (x->stage == STAGE_NEW) {
        const struct refusal *no = request_begin(x, method, version);
        x->stage = STAGE_BODY;
        return no ? refuse(x, no) : MHD_YES;
    }
    if (*n > 0) {
        struct span bytes = { data, *n };
        *n = 0;
        return x->stage == STAGE_BODY ? receive(x, bytes) : MHD_YES;
    }
    if (x->stage == STAGE_BODY) {
        const struct refusal *no = x->refused ? x->refused : request_finish(x);
        if (!no && !queue_put(x))
            no = &refuse_busy;
        return no ? refuse(x, no) : MHD_YES;
    }
    if (x->stage == STAGE_ANSWERED && x->response) {
        struct MHD_Response *r = x->response;
        x->response = NULL;
        return send_response(x, x->a.status, r);
    }
    return MHD_YES;
}

static void on_completed(void *arg, struct MHD_Connection *c, void **context,
                         enum MHD_RequestTerminationCode why)
{
    struct http_server *s = arg;
    struct exchange *x = *context;

    (void)c;
    (void)why;
    if (!x)
        return;
    *context = NULL;
    if (x->stream)
        stream_close(x->stream);
    if (x->a.pull_done)
        x->a.pull_done(x->a.pull_arg);
    if (x->response)
        MHD_destroy_response(x->response);
    if (x->answering)
        s->answering--;
    s->body_memory -= x->reserved;
    x->conn->deadline = when_ticks() + s->o.header_seconds * INT64_C(1000);
    x->conn->reading = true;
    arena_close(x->mem);
}

/* The path is decoded by http_form.c, not by libmicrohttpd. */
static size_t leave_escapes(void *arg, struct MHD_Connection *c, char *s)
{
    (void)arg;
    (void)c;
    return strlen(s);
}

/* ---- start and stop ---- */

static void defaults(struct http_options *o)
{
    if (o->workers <= 0)
        o->workers = 64;
    if (o->header_seconds <= 0)
        o->header_seconds = 15;
    if (o->body_seconds <= 0)
        o->body_seconds = 20;
    if (o->body_limit <= 0)
        o->body_limit = (int64_t)1 << 20;
    if (o->upload_limit <= 0)
        o->upload_limit = (int64_t)50 << 20;
    if (o->connection_limit <= 0)
        o->connection_limit = 4096;
    if (o->address_limit <= 0 || o->address_limit > 60000)
        o->address_limit = 1024;
    if (o->queue_limit <= 0)
        o->queue_limit = 16 * o->workers;
}

/* What a crash left behind; nobody else writes there under this name. */
static void spool_clean(const char *dir)
{
    DIR *d = dir ? opendir(dir) : NULL;
    const struct dirent *e;

    if (!d)
        return;
    while ((e = readdir(d)) != NULL)
        if (strncmp(e->d_name, "spool-", 6) == 0)
            unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
}

/* Every connection is a file; the soft limit of 1024 is a relic of select(). */
static void raise_file_limit(int connections)
{
    struct rlimit r;
    rlim_t want = (rlim_t)connections * 2 + 512;

    if (getrlimit(RLIMIT_NOFILE, &r) != 0 || r.rlim_cur >= want)
        return;
    r.rlim_cur = r.rlim_max < want ? r.rlim_max : want;
    setrlimit(RLIMIT_NOFILE, &r);
}

static int port_of(int fd)
{
    struct sockaddr_storage ss;
    socklen_t len = sizeof ss;
    unsigned char port[2];

    must(getsockname(fd, (struct sockaddr *)&ss, &len) == 0);
    /* The port stands at the same place in both kinds of address, in network order. */
    memcpy(port, (const char *)&ss + 2, 2);
    return port[0] << 8 | port[1];
}

static bool open_door(struct arena *mem, struct http_server *s, const char **why)
{
    struct sockaddr_storage ss;
    socklen_t len;
    int on = 1;

    if (!s->o.listen || !listen_parse(s->o.listen, &ss, &len)) {
        *why = arena_printf(mem, "%s: not an address like 127.0.0.1:8080 or [::1]:8080",
                            s->o.listen ? s->o.listen : "");
        return false;
    }
    s->listen_fd = socket(ss.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->listen_fd >= 0 &&
        setsockopt(s->listen_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(s->listen_fd, (struct sockaddr *)&ss, len) == 0 && listen(s->listen_fd, 1024) == 0) {
        s->port = port_of(s->listen_fd);
        return true;
    }
    *why = arena_printf(mem, "%s: %m", s->o.listen);
    if (s->listen_fd >= 0)
        close(s->listen_fd);
    return false;
}

static unsigned pool_size(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 2 ? 2 : n > 4 ? 4 : (unsigned)n;
}

static struct MHD_Daemon *daemon_start(struct http_server *s)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;

    return MHD_start_daemon(
        flags, 0, on_accept, s, on_request, s, MHD_OPTION_LISTEN_SOCKET, s->listen_fd,
        MHD_OPTION_THREAD_POOL_SIZE, pool_size(), MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)s->o.connection_limit, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENCE_S,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONN_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
        s, MHD_OPTION_URI_LOG_CALLBACK, on_uri, s, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, s,
        MHD_OPTION_END);
}

/* Threads of this floor take no signals: SIGTERM is for the main thread, SIGPIPE for nobody. */
static void signals_off(sigset_t *before)
{
    sigset_t all;

    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGABRT);
    pthread_sigmask(SIG_SETMASK, &all, before);
}

static void threads_start(struct http_server *s)
{
    pthread_attr_t small;

    must(pthread_attr_init(&small) == 0);
    must(pthread_attr_setstacksize(&small, WORKER_STACK) == 0);
    s->workers = calloc((size_t)s->o.workers, sizeof *s->workers);
    must(s->workers);
    for (; s->worker_n < s->o.workers; s->worker_n++)
        must(pthread_create(&s->workers[s->worker_n], &small, worker_run, s) == 0);
    must(pthread_create(&s->reaper, &small, reaper_run, s) == 0);
    pthread_attr_destroy(&small);
}

static void threads_stop(struct http_server *s)
{
    pthread_mutex_lock(&s->queue_lock);
    s->workers_end = true;
    pthread_cond_broadcast(&s->queue_more);
    pthread_mutex_unlock(&s->queue_lock);
    for (int i = 0; i < s->worker_n; i++)
        pthread_join(s->workers[i], NULL);
    pthread_mutex_lock(&s->conn_lock);
    s->reaper_end = true;
    pthread_cond_signal(&s->reaper_wake);
    pthread_mutex_unlock(&s->conn_lock);
    pthread_join(s->reaper, NULL);
}

static void server_free(struct http_server *s)
{
    pthread_mutex_destroy(&s->queue_lock);
    pthread_cond_destroy(&s->queue_more);
    pthread_mutex_destroy(&s->conn_lock);
    pthread_cond_destroy(&s->reaper_wake);
    pthread_mutex_destroy(&s->stream_lock);
    free(s->workers);
    free(s);
}

static struct http_server *server_new(const struct http_options *o)
{
    struct http_server *s = calloc(1, sizeof *s);
    pthread_condattr_t steady;

    must(s && o->handler);
    s->o = *o;
    defaults(&s->o);
    s->queue_max = (size_t)s->o.queue_limit;
    random_bytes(s->address_key, sizeof s->address_key);
    must(pthread_mutex_init(&s->queue_lock, NULL) == 0);
    must(pthread_cond_init(&s->queue_more, NULL) == 0);
    must(pthread_mutex_init(&s->conn_lock, NULL) == 0);
    must(pthread_condattr_init(&steady) == 0);
    must(pthread_condattr_setclock(&steady, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(&s->reaper_wake, &steady) == 0);
    pthread_condattr_destroy(&steady);
    must(pthread_mutex_init(&s->stream_lock, NULL) == 0);
    return s;
}

struct http_server *http_start(struct arena *mem, const struct http_options *o, const char **why)
{
    struct http_server *s = server_new(o);
    sigset_t before;

    if (!cidrs_parse(mem, s->o.trusted_proxy, &s->trusted)) {
        *why = arena_printf(mem, "%s: not a list of networks like 127.0.0.1/32,10.0.0.0/8",
                            s->o.trusted_proxy);
        server_free(s);
        return NULL;
    }
    if (!open_door(mem, s, why)) {
        server_free(s);
        return NULL;
    }
    spool_clean(s->o.upload_dir);
    raise_file_limit(s->o.connection_limit);
    signals_off(&before);
    threads_start(s);
    s->daemon = daemon_start(s);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (s->daemon)
        return s;
    threads_stop(s);
    close(s->listen_fd);
    server_free(s);
    *why = "libmicrohttpd does not start (threads or epoll missing)";
    return NULL;
}

int http_port(const struct http_server *s)
{
    return s->port;
}

/* Waits until *n is 0 or `ms` have passed (NEVER: as long as it takes). */
static void wait_zero(_Atomic int *n, int64_t ms)
{
    int64_t until = ms == NEVER ? NEVER : when_ticks() + ms;

    while (*n > 0 && when_ticks() < until)
        usleep(2000);
}

void http_stop(struct http_server *s)
{
    MHD_socket door = MHD_quiesce_daemon(s->daemon);

    pthread_mutex_lock(&s->queue_lock);
    s->stopping = true;
    pthread_mutex_unlock(&s->queue_lock);
    wait_zero(&s->working, NEVER);
    /* No request is suspended now, and none will be; streams opened from here on end themselves. */
    streams_tick(s, true);
    wait_zero(&s->stream_n, DRAIN_MS);
    wait_zero(&s->answering, DRAIN_MS);
    threads_stop(s);
    MHD_stop_daemon(s->daemon);
    if (door != MHD_INVALID_SOCKET)
        close(door);
    server_free(s);
}
