/*
 * http_stream.c -- server-sent events to readers who come and go.
 *
 * A sender never waits: bytes go to the stream's own queue and the connection,
 * suspended while there is nothing to say, is resumed.  Who falls STREAM_ROOM
 * bytes behind is cut, and comes back with Last-Event-ID.  When the server
 * stops, every stream ends with its final chunk: libmicrohttpd aborts when
 * stopped with a suspended connection (dependencies 1.3 rule 3).
 *
 * Locks are taken in this order: list of streams, stream, libmicrohttpd's own.
 * The close function is called without any.
 */
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "http/http_inside.h"

#include <stdlib.h>
#include <string.h>

#define HEARTBEAT_MS 20000
#define ROOM_KEPT    ((size_t)4096)

/* With the lock held: whoever waits for bytes looks again. */
static void wake(struct http_stream *st)
{
    if (!st->waiting)
        return;
    st->waiting = false;
    MHD_resume_connection(st->c);
}

static void cut(struct http_stream *st)
{
    st->cut = true;
    /* It may hang in a full socket, where nobody asks for bytes; the reaper shuts that. */
    st->conn->deadline = 0;
    wake(st);
}

static bool make_room(struct http_stream *st, size_t n)
{
    size_t room = st->room ? st->room : 1024;
    char *p;

    if (st->at > 0) {
        memmove(st->p, st->p + st->at, st->n - st->at);
        st->n -= st->at;
        st->at = 0;
    }
    if (st->n + n > STREAM_ROOM)
        return false;
    while (room < st->n + n)
        room *= 2;
    if (room == st->room)
        return true;
    p = realloc(st->p, room);
    must(p);
    st->p = p;
    st->room = room;
    return true;
}

static void append(struct http_stream *st, const char *p, size_t n)
{
    pthread_mutex_lock(&st->lock);
    if (!st->ended && !st->cut) {
        if (make_room(st, n)) {
            memcpy(st->p + st->n, p, n);
            st->n += n;
            st->sent_at = when_ticks();
            wake(st);
        } else {
            cut(st);
        }
    }
    pthread_mutex_unlock(&st->lock);
}

void http_stream_send(struct http_stream *s, const char *event, const char *id, const char *data)
{
    struct arena *mem = arena_open(4 * STREAM_ROOM);
    struct buf b = buf_new(mem, STREAM_ROOM + 1);

    must(!(event && strpbrk(event, "\r\n")) && !(id && strpbrk(id, "\r\n")));
    if (event)
        buf_printf(&b, "event: %s\n", event);
    if (id)
        buf_printf(&b, "id: %s\n", id);
    for (const char *line = data ? data : "";;) {
        size_t n = strcspn(line, "\r\n");
        buf_puts(&b, "data: ");
        buf_put(&b, line, n);
        buf_putc(&b, '\n');
        if (!line[n])
            break;
        line += n + (line[n] == '\r' && line[n + 1] == '\n' ? 2 : 1);
    }
    buf_putc(&b, '\n');
    must(!b.full);
    append(s, b.p, b.n);
    arena_close(mem);
}

void http_stream_on_close(struct http_stream *s, void (*fn)(void *arg), void *arg)
{
    s->on_close = fn;
    s->on_close_arg = arg;
}

void stream_open(struct exchange *x)
{
    struct http_stream *st = arena_new(x->mem, struct http_stream);
    struct http_server *s = x->s;

    st->s = s;
    st->c = x->c;
    st->conn = x->conn;
    st->sent_at = when_ticks();
    must(pthread_mutex_init(&st->lock, NULL) == 0);
    pthread_mutex_lock(&s->stream_lock);
    st->ended = s->stopping;
    st->next = s->streams;
    if (s->streams)
        s->streams->prev = st;
    s->streams = st;
    s->stream_n++;
    pthread_mutex_unlock(&s->stream_lock);
    x->stream = st;
    if (x->a.events_open)
        x->a.events_open(x->a.events_arg, st);
}

void stream_close(struct http_stream *st)
{
    struct http_server *s = st->s;

    pthread_mutex_lock(&s->stream_lock);
    if (st->prev)
        st->prev->next = st->next;
    else
        s->streams = st->next;
    if (st->next)
        st->next->prev = st->prev;
    pthread_mutex_unlock(&s->stream_lock);
    pthread_mutex_lock(&st->lock);
    st->ended = true;
    pthread_mutex_unlock(&st->lock);
    if (st->on_close)
        st->on_close(st->on_close_arg);
    pthread_mutex_destroy(&st->lock);
    free(st->p);
    s->stream_n--;
}

static ssize_t take(struct http_stream *st, char *out, size_t room)
{
    size_t n = st->n - st->at < room ? st->n - st->at : room;

    memcpy(out, st->p + st->at, n);
    st->at += n;
    if (st->at < st->n)
        return (ssize_t)n;
    st->at = st->n = 0;
    /* Ten thousand silent readers should cost little. */
    if (st->room > ROOM_KEPT) {
        free(st->p);
        st->p = NULL;
        st->room = 0;
    }
    return (ssize_t)n;
}

static ssize_t read_more(void *arg, uint64_t pos, char *out, size_t room)
{
    struct http_stream *st = arg;
    ssize_t n = 0;

    (void)pos;
    pthread_mutex_lock(&st->lock);
    if (st->cut) {
        n = MHD_CONTENT_READER_END_WITH_ERROR;
    } else if (st->at < st->n) {
        n = take(st, out, room);
    } else if (st->ended) {
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        st->waiting = true;
        MHD_suspend_connection(st->c);
    }
    pthread_mutex_unlock(&st->lock);
    return n;
}

struct MHD_Response *stream_response(struct http_stream *st)
{
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_more, st, NULL);
}

void streams_tick(struct http_server *s, bool end)
{
    int64_t now = when_ticks();

    pthread_mutex_lock(&s->stream_lock);
    for (struct http_stream *st = s->streams; st; st = st->next) {
        bool silent;
        pthread_mutex_lock(&st->lock);
        silent = now - st->sent_at >= HEARTBEAT_MS;
        if (end) {
            st->ended = true;
            wake(st);
        }
        pthread_mutex_unlock(&st->lock);
        if (silent && !end)
            append(st, ":\n\n", 3);
    }
    pthread_mutex_unlock(&s->stream_lock);
}
