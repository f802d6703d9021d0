/*
 * json.h -- writing JSON, one call a value.
 *
 * Reading is jansson's work (strict, 64-bit integers).  Writing is a buffer
 * with commas.  Every call names its key, or NULL inside an array and at the top.
 * `<` and U+2028/9 are escaped, so the text may stand inside HTML.
 */
#pragma once
#include "base/buf.h"

struct json {
    struct buf out;
    bool comma;
};

struct json json_new(struct arena *mem, size_t ceiling);
/* kind: '{' or '['. */
void json_open(struct json *j, const char *key, char kind);
void json_close(struct json *j, char kind); /* '}' or ']' */
/* NULL writes null. */
void json_text(struct json *j, const char *key, const char *value);
void json_int(struct json *j, const char *key, int64_t value);
void json_bool(struct json *j, const char *key, bool value);
void json_nothing(struct json *j, const char *key);
/* An id as a string; 0 writes null. */
void json_id(struct json *j, const char *key, int64_t id);
/* JSON text made elsewhere, put in as it is. */
void json_raw(struct json *j, const char *key, const char *json);
