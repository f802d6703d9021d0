/*
 * shape.h -- JSON answers as tables over view structs.
 *
 * One row a property: name, type, where it stands in the struct.  The writer
 * and the schema in the OpenAPI document both read the table, so a program can
 * trust the document.  (house.md plans JSON templates; a table replaced them
 * because a template could not also describe itself.)
 *
 *     static const struct shape order_shape[] = {
 *         SHAPE(struct order_view, id, S_ID, "id"),
 *         SHAPE(struct order_view, state, S_TEXT, "state"),
 *         SHAPE_LIST(struct order_view, photos, photo_n, struct photo_view, photo_shape, "photos"),
 *         SHAPE_END,
 *     };
 */
#pragma once
#include "base/json.h"

#include <stdint.h>

enum shape_type {
    S_END = 0,
    S_TEXT,    /* const char *, may be NULL */
    S_INT,     /* int64_t */
    S_COUNT,   /* size_t */
    S_I32,     /* int or int32_t */
    S_BOOL,    /* bool */
    S_ID,      /* int64_t as string, 0 is null */
    S_INSTANT, /* int64_t, 0 is null */
    S_DATE,    /* int32_t, NO_DATE is null */
    S_LIST,    /* pointer to an array of structs + size_t count */
    S_TEXTS,   /* const char ** + size_t count */
    S_OBJECT,  /* pointer to a struct, NULL is null */
    S_INLINE,  /* a struct inside the struct */
    S_RAW,     /* const char * with JSON in it; schema: object */
};

struct shape {
    const char *name;
    enum shape_type type;
    size_t at, count_at, size;
    const struct shape *of;
};
/* clang-format off */
#define SHAPE(type_, member, kind, name_) { name_, kind, offsetof(type_, member), 0, 0, NULL }
#define SHAPE_LIST(type_, member, count, item, of_, name_) \
    { name_, S_LIST, offsetof(type_, member), offsetof(type_, count), sizeof(item), of_ }
#define SHAPE_TEXTS(type_, member, count, name_) \
    { name_, S_TEXTS, offsetof(type_, member), offsetof(type_, count), sizeof(const char *), NULL }
#define SHAPE_OBJECT(type_, member, of_, name_) { name_, S_OBJECT, offsetof(type_, member), 0, 0, of_ }
#define SHAPE_INLINE(type_, member, of_, name_) { name_, S_INLINE, offsetof(type_, member), 0, 0, of_ }
#define SHAPE_END { NULL, S_END, 0, 0, 0, NULL }
/* clang-format on */

/* Writes `view` as an object under `key` (NULL at the top). */
void shape_write(struct json *j, const char *key, const struct shape *s, const void *view);
/* Writes the JSON schema of a shape. */
void shape_schema(struct json *j, const char *key, const struct shape *s);
