/*
 * http_guard.h -- headers that two servers could read in two ways are refused.
 */
#pragma once
#include "http/http.h"
#include "http/http_refuse.h"

#define HEADERS_MAX ((size_t)100)

struct framing {
    bool chunked;
    int64_t length; /* of Content-Length; -1 when there is none */
};

/* headers: as they came, names in their own case.  Fills *ret when fine. */
const struct refusal *guard_headers(const struct http_pair *headers, size_t n, struct framing *ret);
/* "HTTP/1.0" and "HTTP/1.1" pass. */
bool guard_version(const char *version);
