/*
 * openapi.c -- the route table as an OpenAPI 3.1 document, and as the list that tests of rights
 * walk through.
 *
 * Nothing in it is written by hand: what a route takes are its fields, what it
 * answers is its shape, who may call it is its action.  So the document can't say
 * anything that the dispatcher doesn't check.
 */
#include "app/dispatch.h"
#include "base/must.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DOCUMENT_LIMIT ((size_t)8 << 20)

static const char *const methods[] = { [HTTP_GET] = "get",
                                       [HTTP_POST] = "post",
                                       [HTTP_PUT] = "put",
                                       [HTTP_PATCH] = "patch",
                                       [HTTP_DELETE] = "delete" };

static const struct {
    const char *type, *format;
} kinds[] = {
    [F_TEXT] = { "string", NULL },         [F_LINES] = { "string", NULL },
    [F_SECRET] = { "string", "password" }, [F_INT] = { "integer", "int64" },
    [F_ID] = { "string", NULL },           [F_BOOL] = { "boolean", NULL },
    [F_DATE] = { "string", "date" },       [F_INSTANT] = { "string", "date-time" },
    [F_MONEY] = { "integer", "int64" },    [F_PERCENT] = { "number", NULL },
    [F_PHONE] = { "string", NULL },        [F_WORD] = { "string", NULL },
    [F_FILES] = { "string", "binary" },
};

static bool is_text(enum field_type t)
{
    return t == F_TEXT || t == F_LINES || t == F_SECRET;
}

static void words_put(struct json *j, const struct field *f)
{
    json_open(j, "enum", '[');
    for (size_t i = 0; f->words[i]; i++)
        json_text(j, NULL, f->words[i]);
    json_close(j, ']');
}

static void field_schema(struct json *j, const char *key, const struct field *f)
{
    json_open(j, key, '{');
    json_text(j, "type", kinds[f->type].type);
    if (kinds[f->type].format)
        json_text(j, "format", kinds[f->type].format);
    json_text(j, "description", f->label);
    if (is_text(f->type) && f->min)
        json_int(j, "minLength", f->min);
    if (is_text(f->type) && f->max)
        json_int(j, "maxLength", f->max);
    if (f->type == F_INT || f->type == F_MONEY) {
        json_int(j, "minimum", f->min);
        json_int(j, "maximum", f->max);
    }
    if (f->type == F_WORD && f->words)
        words_put(j, f);
    json_close(j, '}');
}

/* ---- request ---- */

static void path_parameters(struct json *j, const char *path)
{
    for (const char *p = path; (p = strchr(p, '{')); p++) {
        const char *end = strchr(p, '}');

        json_open(j, NULL, '{');
        json_text(j, "name", arena_dup_n(j->out.mem, p + 1, (size_t)(end - p - 1)));
        json_text(j, "in", "path");
        json_bool(j, "required", true);
        json_raw(j, "schema", "{\"type\":\"string\"}");
        json_close(j, '}');
    }
}

static void query_parameters(struct json *j, const struct field *fields)
{
    for (const struct field *f = fields; f && f->name; f++) {
        json_open(j, NULL, '{');
        json_text(j, "name", f->name);
        json_text(j, "in", "query");
        json_bool(j, "required", f->required);
        field_schema(j, "schema", f);
        json_close(j, '}');
    }
}

/* Members of "faults[]" stand together in an array of objects; "photos[]" is an array of values. */
static void group_schema(struct json *j, const struct field *fields, const char *group, size_t n)
{
    json_open(j, arena_dup_n(j->out.mem, group, n), '{');
    json_text(j, "type", "array");
    if (group[n + 2] == '\0') {
        for (const struct field *f = fields; f->name; f++)
            if (strcmp(f->name, group) == 0)
                field_schema(j, "items", f);
    } else {
        json_open(j, "items", '{');
        json_text(j, "type", "object");
        json_open(j, "properties", '{');
        for (const struct field *f = fields; f->name; f++)
            if (strncmp(f->name, group, n + 3) == 0)
                field_schema(j, f->name + n + 3, f);
        json_close(j, '}');
        json_close(j, '}');
    }
    json_close(j, '}');
}

static bool group_is_first(const struct field *fields, const struct field *f, size_t n)
{
    for (const struct field *g = fields; g != f; g++)
        if (strncmp(g->name, f->name, n + 2) == 0)
            return false;
    return true;
}

static void body_properties(struct json *j, const struct field *fields)
{
    json_open(j, "properties", '{');
    for (const struct field *f = fields; f && f->name; f++) {
        const char *bracket = strstr(f->name, "[]");
        size_t n = bracket ? (size_t)(bracket - f->name) : 0;

        if (!bracket)
            field_schema(j, f->name, f);
        else if (group_is_first(fields, f, n))
            group_schema(j, fields, f->name, n);
    }
    json_close(j, '}');
}

static void body(struct json *j, const struct route *r)
{
    bool has_file = false;

    for (const struct field *f = r->fields; f && f->name; f++)
        has_file |= f->type == F_FILES;
    json_open(j, "requestBody", '{');
    json_open(j, "content", '{');
    json_open(j, has_file ? "multipart/form-data" : "application/json", '{');
    json_open(j, "schema", '{');
    json_text(j, "type", "object");
    body_properties(j, r->fields);
    json_open(j, "required", '[');
    for (const struct field *f = r->fields; f && f->name; f++)
        if (f->required && !strstr(f->name, "[]"))
            json_text(j, NULL, f->name);
    json_close(j, ']');
    json_bool(j, "additionalProperties", false);
    json_close(j, '}');
    json_close(j, '}');
    json_close(j, '}');
    json_close(j, '}');
}

/* ---- answers ---- */

static void ok_answer(struct json *j, const char *status, const struct route *r)
{
    json_open(j, status, '{');
    json_text(j, "description", r->method == HTTP_GET ? "What was asked for" : "Done");
    if (r->answer || r->method != HTTP_GET) {
        json_open(j, "content", '{');
        json_open(j, "application/json", '{');
        if (r->answer)
            shape_schema(j, "schema", r->answer);
        else
            json_raw(j, "schema",
                     "{\"type\":\"object\",\"properties\":{\"ok\":{\"type\":"
                     "\"boolean\"}},\"required\":[\"ok\"]}");
        json_close(j, '}');
        json_close(j, '}');
    }
    json_close(j, '}');
}

static void answers(struct json *j, const struct route *r)
{
    json_open(j, "responses", '{');
    ok_answer(j, "200", r);
    if (r->method != HTTP_GET)
        ok_answer(j, "201", r);
    json_raw(j, "default", "{\"$ref\":\"#/components/responses/problem\"}");
    json_close(j, '}');
}

static void operation(struct json *j, const struct route *r)
{
    json_open(j, methods[r->method], '{');
    json_text(j, "operationId", r->name);
    json_text(j, "x-access", action_name(r->access));
    if (r->access == ANYONE)
        json_raw(j, "security", "[]");
    json_open(j, "parameters", '[');
    path_parameters(j, r->path);
    if (r->method == HTTP_GET)
        query_parameters(j, r->fields);
    json_close(j, ']');
    if (r->method != HTTP_GET)
        body(j, r);
    answers(j, r);
    json_close(j, '}');
}

/* All methods of a path stand under one key, where its first row is met. */
static bool path_is_first(const struct route_set *sets, const struct route *r)
{
    for (const struct route_set *s = sets; s->routes; s++)
        for (size_t i = 0; i < *s->n; i++) {
            if (&s->routes[i] == r)
                return true;
            if (strcmp(s->routes[i].path, r->path) == 0)
                return false;
        }
    return true;
}

static void path_item(struct json *j, const struct route_set *sets, const char *path)
{
    json_open(j, path, '{');
    for (const struct route_set *s = sets; s->routes; s++)
        for (size_t i = 0; i < *s->n; i++)
            if (strcmp(s->routes[i].path, path) == 0)
                operation(j, &s->routes[i]);
    json_close(j, '}');
}

static const char components[] =
    "{\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
    "\"schemas\":{\"problem\":{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"string\"},"
    "\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"code\":{\"type\":"
    "\"string\"},\"detail\":{\"type\":\"string\"},\"field\":{\"type\":\"string\"},\"errors\":{"
    "\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"field\":{\"type\":"
    "\"string\"},\"message\":{\"type\":\"string\"}},\"required\":[\"field\",\"message\"]}}},"
    "\"required\":[\"type\",\"title\",\"status\",\"code\",\"detail\"]}},"
    "\"responses\":{\"problem\":{\"description\":\"What was wrong\",\"content\":{"
    "\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/problem\"}}}}}}";

const char *openapi_document(struct arena *mem, const struct route_set *sets)
{
    struct json j = json_new(mem, DOCUMENT_LIMIT);

    json_open(&j, NULL, '{');
    json_text(&j, "openapi", "3.1.0");
    json_raw(&j, "info",
             "{\"title\":\"Anju\",\"version\":\"1\",\"description\":\"After-sales service for the "
             "homes a developer has built\",\"license\":{\"name\":\"Apache-2.0\"}}");
    json_raw(&j, "servers", "[{\"url\":\"/api\"}]");
    json_raw(&j, "security", "[{\"token\":[]}]");
    json_open(&j, "paths", '{');
    for (const struct route_set *s = sets; s->routes; s++)
        for (size_t i = 0; i < *s->n; i++)
            if (path_is_first(sets, &s->routes[i]))
                path_item(&j, sets, s->routes[i].path);
    json_close(&j, '}');
    json_raw(&j, "components", components);
    json_close(&j, '}');
    must(!j.out.full);
    return j.out.p;
}

static void roles_put(struct json *j, enum action a)
{
    json_open(j, "roles", '[');
    for (unsigned b = 1; b <= ROLE_OWNER; b <<= 1)
        if (action_roles(a) & b)
            json_text(j, NULL, role_word((enum role)b));
    json_close(j, ']');
}

const char *route_table_json(struct arena *mem, const struct route_set *sets)
{
    struct json j = json_new(mem, DOCUMENT_LIMIT);

    json_open(&j, NULL, '[');
    for (const struct route_set *s = sets; s->routes; s++)
        for (size_t i = 0; i < *s->n; i++) {
            const struct route *r = &s->routes[i];

            json_open(&j, NULL, '{');
            json_text(&j, "method", methods[r->method]);
            json_text(&j, "path", r->path);
            json_text(&j, "name", r->name);
            json_text(&j, "access", action_name(r->access));
            json_text(&j, "scope", r->scope == SCOPE_PROJECT ? "project" : "global");
            roles_put(&j, r->access);
            json_open(&j, "fields", '[');
            for (const struct field *f = r->fields; f && f->name; f++) {
                json_open(&j, NULL, '{');
                json_text(&j, "name", f->name);
                json_int(&j, "type", (int64_t)f->type);
                json_bool(&j, "required", f->required);
                json_close(&j, '}');
            }
            json_close(&j, ']');
            json_close(&j, '}');
        }
    json_close(&j, ']');
    must(!j.out.full);
    return j.out.p;
}
