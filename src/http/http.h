/*
 * http.h -- the seam between HTTP and the rest: complete requests in, finished answers out.
 *
 * libmicrohttpd's threads accept, parse, spool bodies (to the arena, or to disk
 * for uploads) and write answers; slow phones wait there and hold nobody.  A
 * complete request is suspended and queued; worker threads run the handler,
 * which is plain blocking code; the finished answer resumes the connection.
 * Only http.c and its neighbours know libmicrohttpd.
 */
#pragma once
#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>

enum http_method { HTTP_GET = 1, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE };

/* An uploaded file, spooled to disk; removed with the request unless taken over. */
struct http_upload {
    const char *field;     /* form field it came in */
    const char *file_name; /* as sent, base name only, valid UTF-8, for display */
    const char *type;      /* as claimed; never believed */
    const char *path;      /* temporary file */
    int64_t size;
};

struct http_pair {
    const char *name, *value;
};

struct http_request {
    struct arena *mem;       /* lives until the answer is sent */
    enum http_method method; /* HEAD arrives as GET */
    const char *path;        /* decoded, valid UTF-8, no NUL, no "." or ".." parts */
    const char *peer;        /* address of the client, forwarded only from a trusted proxy */
    bool secure;             /* came by TLS, here or at the trusted proxy */
    const char *host;        /* the Host header */
    size_t query_n, header_n, form_n, upload_n;
    const struct http_pair *query;   /* decoded */
    const struct http_pair *headers; /* names in lower case */
    const struct http_pair *form;    /* urlencoded or multipart fields, in order, decoded */
    const struct http_upload *uploads;
    struct span body;       /* a JSON body (application/json), else empty */
    const char *media_type; /* of the body, lower case without parameters, or "" */
    int64_t received_at;    /* instant at which the first byte was seen */
};

const char *http_header(const struct http_request *r, const char *lower_name); /* NULL if missing */
const char *http_query(const struct http_request *r, const char *name);
const char *http_form(const struct http_request *r, const char *name); /* first one, or NULL */
const char *http_cookie(const struct http_request *r, const char *name);

struct http_stream; /* an open stream of server-sent events */

struct http_answer {
    int status;
    struct buf body;  /* lives in the request's arena */
    const char *type; /* media type with charset */
    size_t header_n;
    struct http_pair headers[16];
    /* Instead of body, a file: fd is closed after sending; `offset`,`length` for ranges. */
    int file; /* -1: none */
    int64_t offset, length;
    /* Instead of body, rows streamed by pull: returns bytes put, 0 at the end (runs on http's
       threads; must not block long). */
    int64_t (*pull)(void *arg, char *out, size_t room);
    void (*pull_done)(void *arg);
    void *pull_arg;
    /* Instead of body, server-sent events: see http_stream_* below. */
    bool events;
    void (*events_open)(void *arg, struct http_stream *s);
    void *events_arg;
    const unsigned char *fixed; /* instead of body: process-lifetime bytes (an asset) */
    size_t fixed_n;
};

/* Adds a header; CR and LF in the value abort (they are our bug).  Both texts stay the caller's
   and must live as long as the request. */
void http_answer_header(struct http_answer *a, const char *name, const char *value);

/* Server-sent events.  send is thread-safe and never blocks; a slow reader is cut.  event and id
   may be NULL; data may have several lines, up to 64 kB. */
void http_stream_send(struct http_stream *s, const char *event, const char *id, const char *data);
/* fn(arg) runs once, on a thread of http, when the client has gone or the server stops; the stream
   is dead after it.  Call this inside events_open, and let fn and senders share a lock. */
void http_stream_on_close(struct http_stream *s, void (*fn)(void *arg), void *arg);

/* The handler runs on a worker; it fills the answer.  May block. */
typedef void http_handler(void *arg, const struct http_request *r, struct http_answer *a);

struct http_options {
    const char *listen;        /* "127.0.0.1:8080", "[::1]:0" */
    const char *trusted_proxy; /* CIDRs, comma between, whose X-Forwarded-For/-Proto count; NULL */
    const char *upload_dir;    /* where uploads are spooled */
    int workers;               /* 0 means 64 */
    int header_seconds;        /* whole header within; 0 means 15 */
    int body_seconds;          /* small bodies within; 0 means 20 */
    int64_t body_limit;        /* forms and JSON; 0 means 1 MiB */
    int64_t upload_limit;      /* one upload; 0 means 50 MiB; the whole request 4 times it */
    int connection_limit;      /* 0 means 4096 */
    int address_limit;         /* connections of one address; 0 means 1024; proxies are exempt */
    int queue_limit;           /* complete requests waiting for a worker; 0 means 16 a worker */
    http_handler *handler;
    void *handler_arg;
};

struct http_server;
/* Starts listening; NULL and a sentence in *why otherwise.  Removes spooled uploads that a crash
   left in upload_dir.  `mem` must outlive the server. */
struct http_server *http_start(struct arena *mem, const struct http_options *o, const char **why);
int http_port(const struct http_server *s);
/* Lets running requests finish, ends event streams, frees all.  Waits as long as a handler runs. */
void http_stop(struct http_server *s);
