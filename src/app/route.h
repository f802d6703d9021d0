/*
 * route.h -- the route table and what a handler sees.
 *
 * Five steps that the dispatcher owns: look (session, rights, scope), prepare
 * (slow work without a transaction), act (the handler, inside the transaction),
 * commit, render (outside it).  A handler fills a view struct and says which
 * template and which shape show it; it never writes bytes.
 *
 * Every route exists twice: PATH answers HTML, /api/PATH answers JSON; Accept may choose otherwise.
 */
#pragma once
#include "app/field.h"
#include "app/op.h"
#include "app/shape.h"
#include "http/html.h"
#include "http/http.h"

struct req;
typedef enum err route_handler(struct req *r);
/* Slow work before the transaction (hash a password, make a photo); keeps its result by req_keep.
 */
typedef enum err route_prepare(struct req *r);

/* How the project is found before the turn is taken. */
enum scope {
    SCOPE_GLOBAL = 1, /* global rows; turn 0 */
    SCOPE_PROJECT,    /* {project} in the path, or the field/query "project" when there is none */
};

struct route {
    enum http_method method;
    const char *path;   /* "/p/{project}/matters/{no}" */
    enum action access; /* coarse: some role of hers must have the action in the scope */
    enum scope scope;
    const struct field *fields; /* of the body (or of the query for GET), ended by a zero row */
    const struct shape *answer; /* of the JSON answer; NULL: none */
    route_prepare *prepare;
    route_handler *handler;
    route_handler *again; /* GET handler that shows the form again when a POST from a page
                             failed; NULL: an error page with the way back */
    const char *name;     /* "repair_acknowledge": operation id */
};
#define ROUTE(method, path, access, scope, fields, answer, prepare, handler, again)                \
    {                                                                                              \
        HTTP_##method, path, access, scope, fields, answer, prepare, handler, again, #handler      \
    }

struct route_set {
    const struct route *routes;
    const size_t *n;
};
/* All rooms' routes, ended by a zero row (src/app/routes.c is too low to know rooms: cli/serve
   gives them to dispatch_open). */

struct req {
    struct op *op;
    const struct route *route;
    const struct http_request *http;
    struct arena *mem; /* = op->mem */
    bool wants_json;
    bool is_again;        /* this GET handler shows a form that was refused */
    void *kept;           /* what prepare left */
    struct req_inner *in; /* the dispatcher's */
};

/* ---- what came in (checked by the fields of the route) ---- */
const char *path_text(const struct req *r, const char *name); /* {no} → "R261123-0042" */
int64_t path_id(const struct req *r, const char *name);       /* 0 when it is no id */
bool form_has(const struct req *r, const char *name);         /* sent and not empty */
const char *form_text(const struct req *r, const char *name); /* "" when missing; trimmed */
int64_t form_int(const struct req *r, const char *name);  /* 0 when missing; ids, money, bp too */
int32_t form_date(const struct req *r, const char *name); /* NO_DATE when missing */
bool form_bool(const struct req *r, const char *name);
/* Groups: name "faults[].place"; count is the number of groups "faults[]". */
size_t form_count(const struct req *r, const char *group);
const char *form_text_at(const struct req *r, const char *name, size_t i);
int64_t form_int_at(const struct req *r, const char *name, size_t i);
/* Uploads of a F_FILES field. */
size_t form_files(const struct req *r, const char *name, const struct http_upload **ret);
/* A query parameter of a GET (declared in fields, typed by the same getters). */
#define query_text form_text

/* ---- what goes out; each returns OK so that a handler ends with `return show(…)` ---- */
enum err show_(struct req *r, html_template *page, const struct shape *shape, const void *view);
/* Page template (typed check), shape and view of a GET. */
#define show(r, page, shape, view)                                                                 \
    ((void)(0 ? (page)(NULL, (view)) : (void)0), show_((r), page##__any, (shape), (view)))
/* After a write: a page goes on to `where`; JSON gets shape and view (NULL: {"ok":true}), with
   201 and Location when `created`. */
enum err done(struct req *r, struct url where, const struct shape *shape, const void *view,
              bool created);
/* The same, when the answer is what a GET of `where` shows (its route has the write's shape): JSON
   is read after the commit, outside the turn, so that others can write meanwhile. */
enum err done_at(struct req *r, struct url where, bool created);
/* Only a file (a photo, a PDF): fd is taken over; type is trusted; attachment_name NULL: inline. */
enum err show_file(struct req *r, int fd, int64_t size, const char *type,
                   const char *attachment_name, const char *etag);
/* Bytes made while they are sent (a register of 100 000 rows): pull and done as in http_answer; arg
   lives as long as the request.  Each pull opens a read of its own, if any. */
enum err show_stream(struct req *r, int64_t (*pull)(void *arg, char *out, size_t room),
                     void (*pull_done)(void *arg), void *arg, const char *type,
                     const char *attachment_name);
/* Text of another type (CSV template, .ics). */
enum err show_bytes(struct req *r, struct span bytes, const char *type,
                    const char *attachment_name);
/* A page elsewhere, from a GET (login → home). */
enum err go(struct req *r, struct url where);
/* Server-sent events: fn gets the stream once the headers are out. */
enum err show_events(struct req *r, void (*open)(void *arg, struct http_stream *s), void *arg);
/* Sets a cookie (HttpOnly, SameSite=Lax, Secure when the request was). max_age 0 removes it. */
void req_cookie(struct req *r, const char *name, const char *value, int64_t max_age_s);
/* The row version for ETag / If-Match: a GET announces it; a write asks whether the sender saw this
   one (If-Match header or field "version"): E_STALE otherwise; missing means not asked for. */
void req_etag(struct req *r, int64_t version);
enum err req_fresh(struct req *r, int64_t version) CHECKED;
/* Title of the page and the active menu row ("matters"). */
void req_title(struct req *r, const char *title, const char *menu);
/* Link to the next page of a list: Link header and the page's 再看. */
void req_next(struct req *r, struct url next);
