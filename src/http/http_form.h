/*
 * http_form.h -- strict decoding of paths, queries, urlencoded forms and cookies.
 *
 * All on spans; what comes out is NUL-terminated valid UTF-8 in the arena.
 */
#pragma once
#include "http/http.h"
#include "http/http_refuse.h"

#define FORM_FIELDS_MAX ((size_t)1000)

struct form_pairs {
    struct http_pair *pairs;
    size_t n;
};

/* Decodes a raw path.  Refused: not starting with one slash, empty, "." or ".." parts, an encoded
   slash, backslash, control bytes, bad escapes, bad UTF-8. */
const struct refusal *path_decode(struct arena *mem, struct span raw, const char **ret);
/* a=1&b=%E4%BD%A0+x.  Refused: bad escapes (refuse_form), NUL or bad UTF-8 (refuse_text), more
   than FORM_FIELDS_MAX pairs. */
const struct refusal *form_decode(struct arena *mem, struct span raw, struct form_pairs *ret);
/* Value of a cookie in a Cookie header, or NULL; the first one of that name. */
const char *cookie_find(struct arena *mem, const char *header, const char *name);
/* True when a list header such as Accept-Encoding takes `token` (q=0 means no). */
bool header_accepts(const char *header, const char *token);
/* Media type in lower case without parameters; "" when malformed. */
const char *media_type_of(struct arena *mem, const char *header);
/* A parameter of a header such as Content-Type, unquoted; NULL when missing, given twice or
   malformed. */
const char *header_param(struct arena *mem, const char *header, const char *name);
