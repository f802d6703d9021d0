/*
 * http_inside.h -- what the files of this floor share and nobody else sees.
 *
 * A connection has one deadline at a time: for the header, for the body, for
 * the answer.  The reaper shuts down what is past its own.  A request goes
 * through four stages on that connection; between QUEUED and ANSWERED it belongs
 * to a worker and the connection is suspended.
 */
#pragma once
#include "http/http.h"
#include "http/http_address.h"
#include "http/http_guard.h"
#include "http/http_multipart.h"
#include "http/http_refuse.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define NEVER           INT64_MAX
#define STREAM_ROOM     ((size_t)64 * 1024)  /* a reader further behind is cut */
#define BODY_RATE       8                    /* bytes per ms an upload has to keep (8 kB/s) */
#define ANSWER_RATE     2                    /* bytes per ms a reader has to keep */
#define ANSWER_MS       INT64_C(60000)       /* on top of that */
#define PULL_MS         INT64_C(1800000)     /* for answers of unknown length */
#define BODY_MEMORY     (INT64_C(256) << 20) /* forms and JSON of all requests together */
#define ADDRESS_BUCKETS 4096

struct conn {
    struct http_server *s;
    struct conn *next, *prev;
    int fd;
    struct ip ip;
    bool counted;             /* in the count of its address */
    _Atomic int64_t deadline; /* ticks */
    _Atomic bool reading;     /* more bytes of a request are needed or welcome */
    int gone;                 /* looks in a row at which the peer had closed its end */
};

enum stage { STAGE_NEW, STAGE_BODY, STAGE_QUEUED, STAGE_ANSWERED };
enum body_kind { BODY_NONE, BODY_FORM, BODY_JSON, BODY_MULTIPART };

struct http_stream {
    struct http_server *s;
    struct MHD_Connection *c;
    struct conn *conn;
    struct http_stream *next, *prev;
    pthread_mutex_t lock;
    char *p; /* bytes [at, n) wait to be sent */
    size_t at, n, room;
    bool waiting; /* suspended for lack of bytes */
    bool ended, cut;
    int64_t sent_at; /* ticks */
    void (*on_close)(void *arg);
    void *on_close_arg;
};

struct exchange {
    struct http_server *s;
    struct MHD_Connection *c;
    struct conn *conn;
    struct arena *mem;
    struct exchange *next; /* in the queue */
    enum stage stage;
    const char *uri;
    bool head; /* HEAD, which arrives as GET */
    struct http_request r;
    enum body_kind kind;
    struct framing framing;
    int64_t body_since, body_n; /* ticks, bytes */
    int64_t reserved;           /* of the server's BODY_MEMORY */
    struct buf body;
    struct multipart *parts;
    const struct refusal *refused; /* while the rest of a bad body is read and dropped */
    int64_t refused_n;
    bool answering; /* counted as such */
    struct http_answer a;
    struct MHD_Response *response;
    struct http_stream *stream;
};

struct http_server {
    struct http_options o;
    struct cidrs trusted;
    struct MHD_Daemon *daemon;
    int listen_fd, port;

    pthread_mutex_t queue_lock;
    pthread_cond_t queue_more;
    struct exchange *first, *last;
    size_t queue_n, queue_max;
    bool workers_end;
    pthread_t *workers;
    int worker_n;

    pthread_mutex_t conn_lock;
    pthread_cond_t reaper_wake;
    struct conn *conns;
    unsigned short address_n[ADDRESS_BUCKETS];
    unsigned char address_key[8];

    pthread_mutex_t stream_lock;
    struct http_stream *streams;

    pthread_t reaper;
    bool reaper_end;
    _Atomic bool stopping;
    _Atomic int working;   /* requests queued or with a worker */
    _Atomic int answering; /* answers being sent */
    _Atomic int stream_n;
    _Atomic int64_t body_memory;
};

/* http_request.c: from libmicrohttpd's pieces to a request. */
const struct refusal *request_begin(struct exchange *x, const char *method, const char *version);
const struct refusal *request_feed(struct exchange *x, struct span bytes);
const struct refusal *request_finish(struct exchange *x);

/* http_answer.c: from an answer to libmicrohttpd's response. */
struct MHD_Response *answer_response(struct exchange *x);
struct MHD_Response *refusal_response(const struct refusal *no);
/* Milliseconds within which the answer has to be read; NEVER for event streams. */
int64_t answer_patience(const struct exchange *x);

/* http_stream.c: server-sent events. */
void stream_open(struct exchange *x);
struct MHD_Response *stream_response(struct http_stream *st);
void stream_close(struct http_stream *st);
/* Comments to silent streams; `end` ends them all. */
void streams_tick(struct http_server *s, bool end);
