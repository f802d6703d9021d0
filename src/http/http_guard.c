/*
 * http_guard.c -- what libmicrohttpd 0.9.75 lets through and must not (dependencies 1.3).
 *
 * A proxy and we must agree where a request ends, or a stranger's bytes become
 * the start of somebody else's request.  So: one length, written in digits;
 * "chunked" and nothing else; no blank in a name; exactly one Host.  Headers
 * that decide who somebody is may not come twice either.
 */
#include "http/http_guard.h"
#include "base/must.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

/* The headers that we, or app/, act on. */
static const struct {
    const char *name;
    bool framing; /* breaks the message itself */
    bool many;    /* may come more than once */
} acted[] = {
    /* clang-format off */
    { "content-length",    true,  false },
    { "transfer-encoding", true,  false },
    { "host",              true,  false },
    { "content-type",      false, false },
    { "content-encoding",  false, false },
    { "authorization",     false, false },
    { "cookie",            false, false },
    { "origin",            false, false },
    { "referer",           false, false },
    { "idempotency-key",   false, false },
    { "if-match",          false, false },
    { "x-forwarded-for",   false, true  },
    { "x-forwarded-proto", false, false },
    /* clang-format on */
};

bool guard_version(const char *version)
{
    return strcmp(version, "HTTP/1.1") == 0 || strcmp(version, "HTTP/1.0") == 0;
}

static bool name_fine(const char *s)
{
    if (!*s)
        return false;
    for (; *s; s++)
        if (*s <= ' ' || *s >= 127 || strchr("\"(),/:;<=>?@[\\]{}", *s))
            return false;
    return true;
}

static bool value_fine(const char *s)
{
    for (const char *p = s; *p; p++)
        if ((*p >= 0 && *p < ' ' && *p != '\t') || *p == 127)
            return false;
    return utf8_valid(span_of(s));
}

static bool host_fine(const char *s)
{
    if (!*s)
        return false;
    for (; *s; s++)
        if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') ||
              strchr(".-_:[]", *s)))
            return false;
    return true;
}

static bool length_parse(const char *s, int64_t *ret)
{
    for (const char *p = s; *p; p++)
        if (*p < '0' || *p > '9')
            return false;
    return *s && strlen(s) <= 18 && text_int(s, ret);
}

static const struct refusal *guard_one(const struct http_pair *h, struct framing *ret)
{
    if (strcasecmp(h->name, "content-length") == 0)
        return length_parse(h->value, &ret->length) ? NULL : &refuse_framing;
    if (strcasecmp(h->name, "transfer-encoding") == 0) {
        ret->chunked = true;
        return strcasecmp(h->value, "chunked") == 0 ? NULL : &refuse_framing;
    }
    if (strcasecmp(h->name, "host") == 0)
        return host_fine(h->value) ? NULL : &refuse_header;
    return NULL;
}

/* libmicrohttpd glues a folded line to the *name* before it: "Content-Length: 5", CRLF, " 0" comes
   as "Content-Length0: 5", and the length would be lost without anybody noticing. */
static bool glued(const char *name, const char *to)
{
    size_t n = strlen(to);

    return strncasecmp(name, to, n) == 0 && name[n];
}

static const struct refusal *guard_acted(const struct http_pair *headers, size_t n, size_t k)
{
    size_t seen = 0;

    for (size_t i = 0; i < n; i++) {
        if (glued(headers[i].name, acted[k].name))
            return &refuse_framing;
        seen += strcasecmp(headers[i].name, acted[k].name) == 0;
    }
    if (seen > 1 && !acted[k].many)
        return acted[k].framing ? &refuse_framing : &refuse_header;
    if (seen == 0 && strcmp(acted[k].name, "host") == 0)
        return &refuse_header;
    return NULL;
}

const struct refusal *guard_headers(const struct http_pair *headers, size_t n, struct framing *ret)
{
    *ret = (struct framing){ .length = -1 };
    if (n > HEADERS_MAX)
        return &refuse_header;
    for (size_t i = 0; i < n; i++) {
        const struct refusal *no = guard_one(&headers[i], ret);
        if (no)
            return no;
        if (!name_fine(headers[i].name))
            return &refuse_framing;
        if (!value_fine(headers[i].value))
            return &refuse_header;
    }
    if (ret->chunked && ret->length >= 0)
        return &refuse_framing;
    for (size_t k = 0; k < LEN(acted); k++) {
        const struct refusal *no = guard_acted(headers, n, k);
        if (no)
            return no;
    }
    return NULL;
}
