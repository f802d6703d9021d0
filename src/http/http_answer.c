/*
 * http_answer.c -- a finished answer becomes libmicrohttpd's response.
 *
 * Runs on the worker, so compressing costs the MHD threads nothing.  Date,
 * Content-Length and Connection are libmicrohttpd's; security headers come from
 * app/.
 */
#include "base/json.h"
#include "base/must.h"
#include "base/text.h"
#include "http/http_form.h"
#include "http/http_inside.h"

#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define GZIP_LEAST ((size_t)1024)
#define GZIP_LEVEL 4
#define PULL_BLOCK ((size_t)16 * 1024)

void http_answer_header(struct http_answer *a, const char *name, const char *value)
{
    must(a->header_n < LEN(a->headers));
    must(!strpbrk(name, "\r\n: ") && !strpbrk(value, "\r\n"));
    a->headers[a->header_n++] = (struct http_pair){ name, value };
}

static struct MHD_Response *response_copy(const char *p, size_t n)
{
    /* libmicrohttpd only reads persistent memory; its parameter is not const for older callers. */
    union {
        const void *from;
        void *to;
    } bytes = { p };

    return MHD_create_response_from_buffer(n, bytes.to, MHD_RESPMEM_MUST_COPY);
}

static struct MHD_Response *response_keep(const void *p, size_t n)
{
    union {
        const void *from;
        void *to;
    } bytes = { p };

    return MHD_create_response_from_buffer(n, bytes.to, MHD_RESPMEM_PERSISTENT);
}

struct MHD_Response *refusal_response(const struct refusal *no)
{
    struct arena *mem = arena_open(64 * 1024);
    struct json j = json_new(mem, 8 * 1024);
    struct MHD_Response *r;

    json_open(&j, NULL, '{');
    json_text(&j, "type", "about:blank");
    json_text(&j, "title", no->title);
    json_int(&j, "status", no->status);
    json_text(&j, "code", no->code);
    json_text(&j, "detail", no->detail);
    json_close(&j, '}');
    r = response_copy(j.out.p, j.out.n);
    arena_close(mem);
    must(r);
    MHD_add_response_header(r, "Content-Type", "application/problem+json");
    MHD_add_response_header(r, "Cache-Control", "no-store");
    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
    /* Whatever else is on this connection cannot be trusted to start where we think. */
    MHD_add_response_header(r, "Connection", "close");
    if (no->status == 503)
        MHD_add_response_header(r, "Retry-After", "2");
    return r;
}

static bool is_text(const char *type)
{
    static const char *const kinds[] = { "text/",
                                         "application/json",
                                         "application/problem+json",
                                         "application/javascript",
                                         "application/manifest+json",
                                         "image/svg+xml" };

    for (size_t i = 0; i < LEN(kinds); i++)
        if (text_starts(type, kinds[i]))
            return true;
    return false;
}

static const char *answer_header(const struct http_answer *a, const char *name)
{
    for (size_t i = 0; i < a->header_n; i++)
        if (strcasecmp(a->headers[i].name, name) == 0)
            return a->headers[i].value;
    return NULL;
}

/* The body as gzip in the arena; false when it did not get smaller. */
static bool gzip(struct arena *mem, const struct buf *body, struct span *ret)
{
    z_stream z = { 0 };
    bool done;

    if (deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    unsigned char *out = arena_alloc(mem, body->n);
    z.next_in = (unsigned char *)body->p;
    z.avail_in = (unsigned)body->n;
    z.next_out = out;
    z.avail_out = (unsigned)body->n;
    done = deflate(&z, Z_FINISH) == Z_STREAM_END;
    *ret = (struct span){ (const char *)out, body->n - z.avail_out };
    deflateEnd(&z);
    return done;
}

static struct MHD_Response *body_response(struct exchange *x)
{
    const struct http_answer *a = &x->a;
    const char *accept = http_header(&x->r, "accept-encoding");
    struct MHD_Response *r;
    struct span packed;
    bool able = a->body.n > GZIP_LEAST && a->body.n < INT32_MAX && a->type && is_text(a->type) &&
                !answer_header(a, "content-encoding");

    if (!able || !accept || !header_accepts(accept, "gzip") || !gzip(x->mem, &a->body, &packed)) {
        r = response_keep(a->body.p, a->body.n);
    } else {
        r = response_keep(packed.p, packed.n);
        MHD_add_response_header(r, "Content-Encoding", "gzip");
    }
    if (able)
        MHD_add_response_header(r, "Vary", "Accept-Encoding");
    return r;
}

static ssize_t pull_more(void *arg, uint64_t pos, char *out, size_t room)
{
    const struct exchange *x = arg;
    int64_t n = x->a.pull(x->a.pull_arg, out, room);

    (void)pos;
    if (n < 0)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    return n == 0 ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)n;
}

static void close_file(struct http_answer *a)
{
    if (a->file >= 0)
        close(a->file);
    a->file = -1;
}

static struct MHD_Response *file_response(struct http_answer *a)
{
    struct MHD_Response *r =
        MHD_create_response_from_fd_at_offset64((uint64_t)a->length, a->file, (uint64_t)a->offset);

    if (r)
        a->file = -1; /* the response closes it now */
    return r;
}

static struct MHD_Response *content_response(struct exchange *x)
{
    struct http_answer *a = &x->a;

    if (a->status == 204 || a->status == 304)
        return response_keep("", 0);
    if (a->events)
        return x->stream ? stream_response(x->stream) : response_keep("", 0);
    if (a->file >= 0)
        return file_response(a);
    if (a->pull)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PULL_BLOCK, pull_more, x, NULL);
    if (a->fixed)
        return response_keep(a->fixed, a->fixed_n);
    return body_response(x);
}

/* A status that no answer of ours may have is our mistake, as is a body that hit its ceiling. */
static bool answer_broken(const struct http_answer *a)
{
    return a->status < 200 || a->status > 599 || a->body.full;
}

struct MHD_Response *answer_response(struct exchange *x)
{
    struct http_answer *a = &x->a;
    struct MHD_Response *r;

    if (answer_broken(a)) {
        close_file(a);
        a->status = refuse_internal.status;
        return refusal_response(&refuse_internal);
    }
    if (a->events && !x->head)
        stream_open(x);
    r = content_response(x);
    close_file(a);
    must(r);
    if (a->type && *a->type)
        MHD_add_response_header(r, "Content-Type", a->type);
    for (size_t i = 0; i < a->header_n; i++)
        MHD_add_response_header(r, a->headers[i].name, a->headers[i].value);
    if (a->events) {
        MHD_add_response_header(r, "Cache-Control", "no-store");
        MHD_add_response_header(r, "X-Accel-Buffering", "no");
    }
    if (x->s->stopping)
        MHD_add_response_header(r, "Connection", "close");
    return r;
}

int64_t answer_patience(const struct exchange *x)
{
    const struct http_answer *a = &x->a;
    int64_t n = (int64_t)a->body.n;

    if (x->stream)
        return NEVER;
    if (a->pull)
        return PULL_MS;
    if (a->length > n)
        n = a->length;
    if (a->fixed && (int64_t)a->fixed_n > n)
        n = (int64_t)a->fixed_n;
    return ANSWER_MS + n / ANSWER_RATE;
}
