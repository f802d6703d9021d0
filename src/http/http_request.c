/*
 * http_request.c -- a request as it comes in: header checked, body received.
 *
 * Everything is checked here once, so that handlers get text they may trust to
 * be UTF-8 without NUL, and sizes they need not ask about.  Bodies of forms and
 * JSON stay in memory under a ceiling per request and one for all together;
 * files go to disk as they arrive.
 */
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "http/http_form.h"
#include "http/http_inside.h"

#include <string.h>
#include <strings.h>

const char *http_header(const struct http_request *r, const char *lower_name)
{
    for (size_t i = 0; i < r->header_n; i++)
        if (strcmp(r->headers[i].name, lower_name) == 0)
            return r->headers[i].value;
    return NULL;
}

static const char *pair_value(const struct http_pair *pairs, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(pairs[i].name, name) == 0)
            return pairs[i].value;
    return NULL;
}

const char *http_query(const struct http_request *r, const char *name)
{
    return pair_value(r->query, r->query_n, name);
}

const char *http_form(const struct http_request *r, const char *name)
{
    return pair_value(r->form, r->form_n, name);
}

const char *http_cookie(const struct http_request *r, const char *name)
{
    const char *header = http_header(r, "cookie");

    return header ? cookie_find(r->mem, header, name) : NULL;
}

struct collect {
    struct arena *mem;
    struct http_pair *pairs;
    size_t n;
};

static enum MHD_Result collect_header(void *arg, enum MHD_ValueKind kind, const char *name,
                                      const char *value)
{
    struct collect *c = arg;

    (void)kind;
    if (c->n > HEADERS_MAX)
        return MHD_NO;
    c->pairs[c->n++] =
        (struct http_pair){ arena_dup(c->mem, name), arena_dup(c->mem, value ? value : "") };
    return MHD_YES;
}

static const char *lower(struct arena *mem, const char *s)
{
    char *out = arena_alloc(mem, strlen(s) + 1);

    for (size_t i = 0; s[i]; i++)
        out[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 32) : s[i];
    return out;
}

static const struct refusal *read_headers(struct exchange *x)
{
    struct collect c = { .mem = x->mem };
    const struct refusal *no;

    c.pairs = arena_new_n(x->mem, struct http_pair, HEADERS_MAX + 1);
    MHD_get_connection_values(x->c, MHD_HEADER_KIND, collect_header, &c);
    if ((no = guard_headers(c.pairs, c.n, &x->framing)) != NULL)
        return no;
    for (size_t i = 0; i < c.n; i++)
        c.pairs[i].name = lower(x->mem, c.pairs[i].name);
    x->r.headers = c.pairs;
    x->r.header_n = c.n;
    x->r.host = http_header(&x->r, "host");
    return NULL;
}

static const struct {
    const char *word;
    enum http_method method;
} methods[] = {
    { "GET", HTTP_GET }, { "HEAD", HTTP_GET },    { "POST", HTTP_POST },
    { "PUT", HTTP_PUT }, { "PATCH", HTTP_PATCH }, { "DELETE", HTTP_DELETE },
};

static const struct refusal *read_method(struct exchange *x, const char *word)
{
    for (size_t i = 0; i < LEN(methods); i++)
        if (strcmp(methods[i].word, word) == 0)
            x->r.method = methods[i].method;
    x->head = strcmp(word, "HEAD") == 0;
    return x->r.method ? NULL : &refuse_method;
}

static const struct refusal *read_address(struct exchange *x)
{
    struct span raw = span_of(x->uri), path = raw, query = { "", 0 };
    const char *mark = memchr(raw.p, '?', raw.n);
    const struct refusal *no;
    struct form_pairs pairs;

    if (mark) {
        path.n = (size_t)(mark - raw.p);
        query = (struct span){ mark + 1, raw.n - path.n - 1 };
    }
    if ((no = path_decode(x->mem, path, &x->r.path)) != NULL)
        return no;
    if ((no = form_decode(x->mem, query, &pairs)) != NULL)
        return no == &refuse_form ? &refuse_path : no;
    x->r.query = pairs.pairs;
    x->r.query_n = pairs.n;
    return NULL;
}

/* All X-Forwarded-For headers in their order, as one list. */
static const char *forwarded_for(const struct exchange *x)
{
    const char *all = NULL;

    for (size_t i = 0; i < x->r.header_n; i++) {
        const struct http_pair *h = &x->r.headers[i];
        if (strcmp(h->name, "x-forwarded-for") == 0)
            all = all ? arena_printf(x->mem, "%s,%s", all, h->value) : h->value;
    }
    return all;
}

/* Forwarded headers count only from a configured proxy (quality 20). */
static void read_peer(struct exchange *x)
{
    struct ip ip = x->conn->ip;

    if (cidrs_have(&x->s->trusted, &ip)) {
        const char *proto = http_header(&x->r, "x-forwarded-proto");
        const char *last = proto ? strrchr(proto, ',') : NULL;
        struct span word = span_of(last ? last + 1 : proto ? proto : "");
        x->r.secure = span_is(span_trim(word), "https");
        ip = forwarded_client(&x->s->trusted, ip, forwarded_for(x));
    }
    x->r.peer = ip_text(x->mem, &ip);
}

static const struct refusal *begin_multipart(struct exchange *x, const char *type)
{
    struct multipart_limits limits = { .memory = x->s->o.body_limit,
                                       .upload = x->s->o.upload_limit,
                                       .dir = x->s->o.upload_dir };

    if (!limits.dir)
        return &refuse_media;
    x->kind = BODY_MULTIPART;
    x->parts = multipart_new(x->mem, header_param(x->mem, type, "boundary"), &limits);
    return x->parts ? NULL : &refuse_form;
}

static const struct refusal *body_kind(struct exchange *x)
{
    const char *type = http_header(&x->r, "content-type");
    const char *charset = type ? header_param(x->mem, type, "charset") : NULL;
    const char *encoding = http_header(&x->r, "content-encoding");

    x->r.media_type = type ? media_type_of(x->mem, type) : "";
    if (x->framing.length <= 0 && !x->framing.chunked)
        return NULL;
    if (x->r.method == HTTP_GET)
        return &refuse_framing;
    if ((charset && strcasecmp(charset, "utf-8") != 0) ||
        (encoding && strcasecmp(encoding, "identity") != 0))
        return &refuse_media;
    if (strcmp(x->r.media_type, "application/x-www-form-urlencoded") == 0)
        x->kind = BODY_FORM;
    else if (strcmp(x->r.media_type, "application/json") == 0)
        x->kind = BODY_JSON;
    else if (strcmp(x->r.media_type, "multipart/form-data") == 0)
        return begin_multipart(x, type);
    else
        return &refuse_media;
    x->body = buf_new(x->mem, (size_t)x->s->o.body_limit);
    return NULL;
}

static int64_t body_ceiling(const struct exchange *x)
{
    if (x->kind == BODY_MULTIPART)
        return 4 * x->s->o.upload_limit;
    return x->kind == BODY_NONE ? 0 : x->s->o.body_limit;
}

const struct refusal *request_begin(struct exchange *x, const char *method, const char *version)
{
    const struct refusal *no;

    x->r.mem = x->mem;
    x->r.media_type = x->r.host = x->r.path = "";
    x->r.body = (struct span){ "", 0 };
    if (!guard_version(version))
        return &refuse_framing;
    if ((no = read_headers(x)) != NULL || (no = read_method(x, method)) != NULL ||
        (no = read_address(x)) != NULL || (no = body_kind(x)) != NULL)
        return no;
    read_peer(x);
    x->body_since = when_ticks();
    x->conn->deadline = x->body_since + x->s->o.body_seconds * INT64_C(1000);
    return x->framing.length > body_ceiling(x) ? &refuse_too_big : NULL;
}

/* Counts n bytes against the memory of all bodies together. */
static bool reserve(struct exchange *x, int64_t n)
{
    x->reserved += n;
    return atomic_fetch_add(&x->s->body_memory, n) + n <= BODY_MEMORY;
}

const struct refusal *request_feed(struct exchange *x, struct span bytes)
{
    int64_t most = body_ceiling(x);

    x->body_n += (int64_t)bytes.n;
    if (x->body_n > most)
        return &refuse_too_big;
    if (x->kind == BODY_MULTIPART) {
        x->conn->deadline =
            x->body_since + x->s->o.body_seconds * INT64_C(1000) + x->body_n / BODY_RATE;
        return multipart_feed(x->parts, bytes);
    }
    if (!reserve(x, (int64_t)bytes.n))
        return &refuse_busy;
    buf_put(&x->body, bytes.p, bytes.n);
    return x->body.full ? &refuse_too_big : NULL;
}

const struct refusal *request_finish(struct exchange *x)
{
    struct span body = { x->body.p, x->body.n };
    const struct refusal *no = NULL;
    struct form_pairs pairs;

    switch (x->kind) {
    case BODY_NONE: break;
    case BODY_MULTIPART: return multipart_finish(x->parts, &x->r);
    case BODY_JSON:
        if (!utf8_valid(body))
            return &refuse_text;
        x->r.body = body;
        break;
    case BODY_FORM:
        no = form_decode(x->mem, body, &pairs);
        x->r.form = pairs.pairs;
        x->r.form_n = pairs.n;
        break;
    }
    return no;
}
