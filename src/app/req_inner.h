/*
 * req_inner.h -- what the dispatcher keeps beside struct req; for src/app/ only.
 */
#pragma once
#include "app/route.h"

/* A checked value.  name is the declared one ("faults[].place"), i the typed value. */
struct value {
    const char *name;
    size_t index;
    const char *text;
    int64_t i;
};

struct field_problem {
    const char *field, *words; /* field as sent: "faults[0].place" */
};

enum answer_kind {
    ANSWER_NONE,
    ANSWER_PAGE,
    ANSWER_DONE,
    ANSWER_FILE,
    ANSWER_BYTES,
    ANSWER_EVENTS,
    ANSWER_STREAM
};

struct req_inner {
    struct dispatch *dispatch;
    /* path parts by name */
    size_t part_n;
    struct {
        const char *name, *text;
    } parts[8];
    /* values as sent (for forms that come again) and checked */
    size_t raw_n, value_n;
    struct http_pair *raw;
    struct value *values;
    size_t problem_n;
    struct field_problem problems[32];
    const char *write_key;
    const char *seen_version; /* If-Match or field "version", NULL when none */
    /* what the handler said */
    enum answer_kind kind;
    html_template *page;
    const struct shape *shape;
    const void *view;
    struct url where;
    bool created;
    bool is_elsewhere; /* the answer to a program is what a GET of `where` shows */
    int status;        /* of a shown page; 0: 200 */
    int fd;
    int64_t size;
    struct span bytes;
    const char *type, *attachment, *etag, *title, *menu;
    struct url next;
    void (*events_open)(void *arg, struct http_stream *s);
    void *events_arg;
    int64_t (*pull)(void *arg, char *out, size_t room);
    void (*pull_done)(void *arg);
    void *pull_arg;
    size_t cookie_n;
    const char *cookies[4];
    const char *json; /* JSON of a write, made inside the transaction */
};

/* req_fields.c: reads form, query or JSON into raw and values; problems are collected. */
enum err req_read(struct req *r) CHECKED;
/* Hash of what was sent, so that a key is not used for something else. */
const char *req_body_hash(const struct req *r);
void req_problem(struct req *r, const char *field, const char *words);

/* answer.c */
int err_status(enum err e);
void answer_render(struct req *r, struct http_answer *a);
void answer_problem(struct req *r, enum err e, struct http_answer *a);
const char *answer_json(struct req *r);
void answer_head(const struct req *r, struct http_answer *a);
void answer_redirect(const struct req *r, struct http_answer *a, int status, const char *where);

/* page.c */
const struct page *page_of(struct req *r);
