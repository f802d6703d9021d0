/*
 * http_multipart.h -- a multipart/form-data body, read as it arrives; files go to disk.
 */
#pragma once
#include "http/http.h"
#include "http/http_refuse.h"

#define MULTIPART_FIELDS_MAX ((size_t)256)
#define MULTIPART_FILES_MAX  ((size_t)64)

struct multipart_limits {
    int64_t memory;  /* bytes of all fields together */
    int64_t upload;  /* bytes of one file */
    const char *dir; /* where files are spooled */
};

struct multipart;

/* `boundary` as in Content-Type; NULL when it is not one (RFC 2046: 1 to 70 of its characters).
   Spooled files belong to the arena: when it closes, those still there are removed. */
struct multipart *multipart_new(struct arena *mem, const char *boundary,
                                const struct multipart_limits *limits);
/* The next bytes; after a refusal nothing more may be fed. */
const struct refusal *multipart_feed(struct multipart *m, struct span bytes);
/* The body is over: refused when the closing boundary did not come. Fills form and uploads. */
const struct refusal *multipart_finish(struct multipart *m, struct http_request *r);
/* Base name for display: behind the last slash or backslash, control bytes as '_', never empty,
   "." or "..", at most 120 characters.  `s` is valid UTF-8. */
const char *upload_name(struct arena *mem, const char *s);
