/* shape.c -- one table, two readers: the JSON writer and the schema; see shape.h. */
#include "app/shape.h"
#include "base/must.h"
#include "base/when.h"

#include <string.h>

static void write_list(struct json *j, const struct shape *s, const char *at, size_t n)
{
    const char *items;

    memcpy(&items, at + s->at, sizeof items);
    json_open(j, s->name, '[');
    for (size_t i = 0; i < n; i++) {
        const char *text;
        if (s->type == S_LIST) {
            shape_write(j, NULL, s->of, items + i * s->size);
            continue;
        }
        memcpy(&text, items + i * s->size, sizeof text);
        json_text(j, NULL, text);
    }
    json_close(j, ']');
}

static void write_instant(struct json *j, const char *name, int64_t at)
{
    struct arena *mem = j->out.mem;

    json_text(j, name, at ? when_text(mem, at, ZONE_SHANGHAI) : NULL);
}

static void write_date(struct json *j, const char *name, int32_t on)
{
    json_text(j, name, on == NO_DATE ? NULL : date_text(j->out.mem, on));
}

/* One property.  Members are copied out, so that no alignment or aliasing is assumed. */
static void write_one(struct json *j, const struct shape *s, const char *at)
{
    union {
        const char *text;
        const void *ptr;
        int64_t i64;
        int32_t i32;
        size_t count;
        bool yes;
    } v = { 0 };
    size_t n = 0;

    if (s->type == S_LIST || s->type == S_TEXTS) {
        memcpy(&n, at + s->count_at, sizeof n);
        write_list(j, s, at, n);
        return;
    }
    switch (s->type) {
    case S_TEXT:
        memcpy(&v.text, at + s->at, sizeof v.text);
        json_text(j, s->name, v.text);
        return;
    case S_RAW:
        memcpy(&v.text, at + s->at, sizeof v.text);
        json_raw(j, s->name, v.text && *v.text ? v.text : "null");
        return;
    case S_INT:
        memcpy(&v.i64, at + s->at, sizeof v.i64);
        json_int(j, s->name, v.i64);
        return;
    case S_ID:
        memcpy(&v.i64, at + s->at, sizeof v.i64);
        json_id(j, s->name, v.i64);
        return;
    case S_INSTANT:
        memcpy(&v.i64, at + s->at, sizeof v.i64);
        write_instant(j, s->name, v.i64);
        return;
    case S_COUNT:
        memcpy(&v.count, at + s->at, sizeof v.count);
        json_int(j, s->name, (int64_t)v.count);
        return;
    case S_I32:
        memcpy(&v.i32, at + s->at, sizeof v.i32);
        json_int(j, s->name, v.i32);
        return;
    case S_DATE:
        memcpy(&v.i32, at + s->at, sizeof v.i32);
        write_date(j, s->name, v.i32);
        return;
    case S_BOOL:
        memcpy(&v.yes, at + s->at, sizeof v.yes);
        json_bool(j, s->name, v.yes);
        return;
    case S_OBJECT:
        memcpy(&v.ptr, at + s->at, sizeof v.ptr);
        if (v.ptr)
            shape_write(j, s->name, s->of, v.ptr);
        else
            json_nothing(j, s->name);
        return;
    case S_INLINE: shape_write(j, s->name, s->of, at + s->at); return;
    case S_END:
    case S_LIST:
    case S_TEXTS: break;
    }
    must_not("a shape row without a type");
}

void shape_write(struct json *j, const char *key, const struct shape *s, const void *view)
{
    json_open(j, key, '{');
    for (; s->type != S_END; s++)
        write_one(j, s, view);
    json_close(j, '}');
}

static const struct {
    const char *type, *format;
    bool nullable;
} schemas[] = {
    [S_TEXT] = { "string", NULL, true },           [S_INT] = { "integer", "int64", false },
    [S_COUNT] = { "integer", NULL, false },        [S_I32] = { "integer", "int32", false },
    [S_BOOL] = { "boolean", NULL, false },         [S_ID] = { "string", NULL, true },
    [S_INSTANT] = { "string", "date-time", true }, [S_DATE] = { "string", "date", true },
};

static void schema_value(struct json *j, const struct shape *s)
{
    if (s->type == S_RAW) {
        json_open(j, s->name, '{');
        json_close(j, '}');
        return;
    }
    json_open(j, s->name, '{');
    json_open(j, "type", '[');
    json_text(j, NULL, schemas[s->type].type);
    if (schemas[s->type].nullable)
        json_text(j, NULL, "null");
    json_close(j, ']');
    if (schemas[s->type].format)
        json_text(j, "format", schemas[s->type].format);
    json_close(j, '}');
}

static void schema_one(struct json *j, const struct shape *s)
{
    if (s->type == S_INLINE) {
        shape_schema(j, s->name, s->of);
    } else if (s->type == S_LIST || s->type == S_TEXTS) {
        json_open(j, s->name, '{');
        json_text(j, "type", "array");
        if (s->type == S_LIST)
            shape_schema(j, "items", s->of);
        else
            json_raw(j, "items", "{\"type\":[\"string\",\"null\"]}");
        json_close(j, '}');
    } else if (s->type == S_OBJECT) {
        json_open(j, s->name, '{');
        json_open(j, "oneOf", '[');
        shape_schema(j, NULL, s->of);
        json_raw(j, NULL, "{\"type\":\"null\"}");
        json_close(j, ']');
        json_close(j, '}');
    } else {
        schema_value(j, s);
    }
}

void shape_schema(struct json *j, const char *key, const struct shape *shape)
{
    json_open(j, key, '{');
    json_text(j, "type", "object");
    json_open(j, "properties", '{');
    for (const struct shape *s = shape; s->type != S_END; s++)
        schema_one(j, s);
    json_close(j, '}');
    json_open(j, "required", '[');
    for (const struct shape *s = shape; s->type != S_END; s++)
        json_text(j, NULL, s->name);
    json_close(j, ']');
    json_bool(j, "additionalProperties", false);
    json_close(j, '}');
}
