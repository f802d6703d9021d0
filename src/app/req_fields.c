/*
 * req_fields.c -- from what was sent to checked values, by the fields of the route.
 *
 * Forms, queries and JSON are first flattened to the same pairs
 * ("faults[0].place" = "bath"), then each pair meets its declared field.  All
 * problems are collected, so that a form can show every one beside its field.
 */
#include "app/req_inner.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "store/seal.h"

#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#define RAW_LIMIT   2000
#define INDEX_LIMIT 200

/* Names that belong to the dispatcher, not to the operation. */
static const char *const own_names[] = {
    "csrf", "write_key", "version", "project", "lang", "theme"
};

static bool is_own(const char *name)
{
    for (size_t i = 0; i < LEN(own_names); i++)
        if (strcmp(own_names[i], name) == 0)
            return true;
    return false;
}

void req_problem(struct req *r, const char *field, const char *words)
{
    struct req_inner *in = r->in;

    if (in->problem_n < LEN(in->problems))
        in->problems[in->problem_n++] = (struct field_problem){ field, words };
    if (in->problem_n == 1)
        r->op->problem = (struct problem){ .code = "field", .field = field, .words = words };
}

/* ---- JSON flattened ---- */

static void raw_add(struct req *r, const char *name, const char *value)
{
    if (r->in->raw_n < RAW_LIMIT)
        r->in->raw[r->in->raw_n] = (struct http_pair){ name, value };
    r->in->raw_n++;
}

static const char *json_leaf(struct arena *mem, const json_t *v)
{
    if (json_is_string(v))
        return arena_dup(mem, json_string_value(v));
    if (json_is_integer(v))
        return arena_printf(mem, "%" PRId64, (int64_t)json_integer_value(v));
    if (json_is_real(v))
        return arena_printf(mem, "%.10g", json_real_value(v));
    if (json_is_boolean(v))
        return json_is_true(v) ? "1" : "";
    return NULL;
}

static bool json_flatten(struct req *r, const char *prefix, json_t *v, int depth);

static bool json_items(struct req *r, const char *prefix, json_t *list, int depth)
{
    size_t i;
    json_t *item;

    if (json_array_size(list) > INDEX_LIMIT)
        return false;
    json_array_foreach(list, i,
                       item) if (!json_flatten(r, arena_printf(r->mem, "%s[%zu]", prefix, i), item,
                                               depth + 1)) return false;
    return true;
}

static bool json_flatten(struct req *r, const char *prefix, json_t *v, int depth)
{
    const char *key, *leaf;
    json_t *member;

    if (depth > 4 || r->in->raw_n > RAW_LIMIT)
        return false;
    if (json_is_array(v))
        return json_items(r, prefix, v, depth);
    if (!json_is_object(v)) {
        if ((leaf = json_leaf(r->mem, v)))
            raw_add(r, prefix, leaf);
        return true;
    }
    json_object_foreach(v, key, member)
    {
        const char *name =
            *prefix ? arena_printf(r->mem, "%s.%s", prefix, key) : arena_dup(r->mem, key);
        if (!json_flatten(r, name, member, depth + 1))
            return false;
    }
    return true;
}

static void json_free(void *root)
{
    json_decref(root);
}

static enum err read_json(struct req *r)
{
    json_error_t error;
    json_t *root = json_loadb(r->http->body.p, r->http->body.n, JSON_REJECT_DUPLICATES, &error);

    if (root)
        arena_defer(r->mem, json_free, root);
    if (!root || !json_is_object(root) || !json_flatten(r, "", root, 0))
        return fail(r->op, E_INPUT, "json", NULL, W("请求内容不是有效的 JSON 对象：%s"),
                    root ? "depth" : error.text);
    return OK;
}

/* ---- one value against one field ---- */

static const char *limit_words(const struct req *r, const struct field *f)
{
    return f->min == f->max ? say(r->op, W("请填 %" PRId64 " 个字"), f->min)
                            : say(r->op, W("请填 %" PRId64 " 到 %" PRId64 " 个字"), f->min, f->max);
}

static const char *check_text(const struct req *r, const struct field *f, struct value *v)
{
    int64_t n = (int64_t)utf8_count(v->text);

    for (const char *p = v->text; *p; p++) {
        bool is_line = f->type == F_LINES && (*p == '\n' || *p == '\r' || *p == '\t');
        if (((unsigned char)*p < 0x20 && !is_line) || *p == 0x7F)
            return say(r->op, W("这里有不能用的控制字符"));
    }
    if (n < f->min || (f->max && n > f->max))
        return f->min ? limit_words(r, f) : say(r->op, W("最多 %" PRId64 " 个字"), f->max);
    return NULL;
}

static const char *check_int(const struct req *r, const struct field *f, struct value *v)
{
    if (!text_int(v->text, &v->i))
        return say(r->op, W("请填一个整数"));
    if (f->type == F_ID)
        return v->i < 0 ? say(r->op, W("编号不对")) : NULL;
    if (v->i < f->min || v->i > f->max)
        return say(r->op, W("请填 %" PRId64 " 到 %" PRId64 " 之间的数"), f->min, f->max);
    return NULL;
}

/* Decimal text with at most two places to hundredths; no double on the way. */
static bool hundredths(const char *text, int64_t *ret)
{
    int64_t whole = 0, part = 0;
    int places = 0;
    bool minus = *text == '-';
    const char *p = text + minus;

    if (*p < '0' || *p > '9')
        return false;
    for (; (*p >= '0' && *p <= '9') || *p == ','; p++)
        if (*p != ',' && (whole = whole * 10 + (*p - '0')) > INT64_C(10000000000000))
            return false;
    if (*p == '.')
        for (p++; *p >= '0' && *p <= '9' && places < 2; p++, places++)
            part = part * 10 + (*p - '0');
    while (*p == '0' && places == 2)
        p++;
    if (*p)
        return false;
    *ret = (whole * 100 + (places == 1 ? part * 10 : part)) * (minus ? -1 : 1);
    return true;
}

static const char *check_money(const struct req *r, const struct field *f, struct value *v)
{
    bool is_json = r->http->body.n > 0;

    if (is_json ? !text_int(v->text, &v->i) : !hundredths(v->text, &v->i))
        return say(r->op, W("请填金额，例如 4800.00"));
    if (v->i < f->min || v->i > f->max)
        return say(r->op, W("金额超出范围"));
    return NULL;
}

static const char *check_percent(const struct req *r, const struct field *f, struct value *v)
{
    (void)f;
    if (!hundredths(v->text, &v->i) || v->i < 0 || v->i > 10000)
        return say(r->op, W("请填 0 到 100 之间的百分数，最多两位小数"));
    return NULL;
}

static const char *check_date(const struct req *r, const struct field *f, struct value *v)
{
    int32_t on;
    struct civil c;

    (void)f;
    if (!date_parse(v->text, &on) || (c = date_civil(on)).year < 1950 || c.year > 2100)
        return say(r->op, W("请填日期，例如 2026-11-23"));
    v->i = on;
    return NULL;
}

/* RFC 3339, or what <input type="datetime-local"> sends: local time of the project. */
static const char *check_instant(const struct req *r, const struct field *f, struct value *v)
{
    const char *text = v->text;

    (void)f;
    if (strlen(text) == 16 && (text[10] == 'T' || text[10] == ' '))
        text = arena_printf(r->mem, "%s:00+08:00", text);
    if (!when_parse(text, &v->i, NULL) || date_civil(when_date(v->i, 0)).year < 1950 ||
        date_civil(when_date(v->i, 0)).year > 2100)
        return say(r->op, W("请填日期和时间，例如 2026-11-23 18:00"));
    return NULL;
}

static const char *check_phone(const struct req *r, const struct field *f, struct value *v)
{
    (void)f;
    if (!phone_fold(r->mem, v->text, &v->text))
        return say(r->op, W("电话号码不对：请填 11 位手机号，或带区号的固定电话"));
    return NULL;
}

static const char *check_word(const struct req *r, const struct field *f, struct value *v)
{
    for (size_t i = 0; f->words && f->words[i]; i++)
        if (strcmp(f->words[i], v->text) == 0) {
            v->i = (int64_t)i;
            return NULL;
        }
    return say(r->op, W("请从列出的选项中选一个"));
}

static const char *check_bool(const struct req *r, const struct field *f, struct value *v)
{
    (void)f;
    if (strcmp(v->text, "1") != 0 && strcmp(v->text, "on") != 0 && strcmp(v->text, "true") != 0)
        return say(r->op, W("请填是或否"));
    v->i = 1;
    return NULL;
}

static const char *check_files(const struct req *r, const struct field *f, struct value *v)
{
    (void)f;
    (void)v;
    return say(r->op, W("这里要上传文件"));
}

typedef const char *checker(const struct req *r, const struct field *f, struct value *v);
static checker *const checkers[] = {
    [F_TEXT] = check_text,       [F_LINES] = check_text,      [F_SECRET] = check_text,
    [F_INT] = check_int,         [F_ID] = check_int,          [F_BOOL] = check_bool,
    [F_DATE] = check_date,       [F_INSTANT] = check_instant, [F_MONEY] = check_money,
    [F_PERCENT] = check_percent, [F_PHONE] = check_phone,     [F_WORD] = check_word,
    [F_FILES] = check_files,
};

/* "faults[12].place" → "faults[].place" and 12; names without an index are index 0. */
static bool name_split(struct arena *mem, const char *sent, const char **name, size_t *index)
{
    const char *open = strchr(sent, '['), *close = open ? strchr(open, ']') : NULL;
    size_t i = 0;

    *name = sent;
    *index = 0;
    if (!open || !close)
        return !open && !close;
    for (const char *p = open + 1; p < close; p++) {
        if (*p < '0' || *p > '9' || (i = i * 10 + (size_t)(*p - '0')) > INDEX_LIMIT)
            return false;
    }
    *name = arena_printf(mem, "%.*s[]%s", (int)(open - sent), sent, close + 1);
    *index = i;
    return true;
}

static const struct field *field_find(const struct field *fields, const char *name)
{
    for (const struct field *f = fields; f && f->name; f++)
        if (strcmp(f->name, name) == 0)
            return f;
    return NULL;
}

static const struct value *value_find(const struct req *r, const char *name, size_t index)
{
    for (size_t i = 0; i < r->in->value_n; i++)
        if (r->in->values[i].index == index && strcmp(r->in->values[i].name, name) == 0)
            return &r->in->values[i];
    return NULL;
}

static void value_take(struct req *r, const struct field *f, const struct http_pair *raw,
                       size_t index)
{
    struct value v = { .name = f->name, .index = index, .text = raw->value };
    const char *wrong;

    if (f->type != F_SECRET)
        v.text = text_trim(r->mem, raw->value);
    if (!*v.text)
        return;
    if (value_find(r, f->name, index)) {
        req_problem(r, raw->name, say(r->op, W("这一项填了两次")));
        return;
    }
    wrong = checkers[f->type](r, f, &v);
    if (wrong)
        req_problem(r, raw->name, wrong);
    else
        r->in->values[r->in->value_n++] = v;
}

static void pair_take(struct req *r, const struct http_pair *raw)
{
    const char *name;
    size_t index;
    bool split = name_split(r->mem, raw->name, &name, &index);
    const struct field *f = split ? field_find(r->route->fields, name) : NULL;

    if (f) {
        value_take(r, f, raw, index);
        return;
    }
    if (is_own(raw->name) || (r->route->method == HTTP_GET && !r->wants_json))
        return;
    req_problem(r, raw->name, say(r->op, W("不认识的字段“%s”"), utf8_cut(r->mem, raw->name, 40)));
}

static size_t upload_n(const struct req *r, const char *name)
{
    size_t n = 0;

    for (size_t i = 0; i < r->http->upload_n; i++)
        n += strcmp(r->http->uploads[i].field, name) == 0 && r->http->uploads[i].size > 0;
    return n;
}

/* A group's required member is asked of each group that is there. */
static void required_check(struct req *r, const struct field *f)
{
    const char *bracket = strstr(f->name, "[]");
    size_t n = 1;

    if (f->type == F_FILES) {
        int64_t sent = (int64_t)upload_n(r, f->name);
        if (sent < f->min || (f->required && sent == 0))
            req_problem(r, f->name, say(r->op, W("请上传文件")));
        else if (f->max && sent > f->max)
            req_problem(r, f->name, say(r->op, W("最多 %" PRId64 " 个文件"), f->max));
        return;
    }
    if (!f->required)
        return;
    if (bracket)
        n = form_count(r, arena_printf(r->mem, "%.*s", (int)(bracket + 2 - f->name), f->name));
    for (size_t i = 0; i < n; i++) {
        const char *sent = f->name;
        bool told = false;
        if (bracket)
            sent = arena_printf(r->mem, "%.*s[%zu]%s", (int)(bracket - f->name), f->name, i,
                                bracket + 2);
        for (size_t k = 0; k < r->in->problem_n; k++)
            told |= strcmp(r->in->problems[k].field, sent) == 0;
        if (!told && !value_find(r, f->name, i))
            req_problem(r, sent, say(r->op, W("请填写“%s”"), word(r->op->lang, f->label)));
    }
}

static void uploads_check(struct req *r)
{
    for (size_t i = 0; i < r->http->upload_n; i++) {
        const struct field *f = field_find(r->route->fields, r->http->uploads[i].field);
        if (!f || f->type != F_FILES)
            req_problem(r, r->http->uploads[i].field, say(r->op, W("这里不收文件")));
    }
}

/* A form sends "photos[]" once for each value; from here on they are photos[0], photos[1] … */
static void number_repeated(struct req *r)
{
    for (size_t i = 0; i < r->in->raw_n && i < RAW_LIMIT; i++) {
        const char *name = r->in->raw[i].name;
        size_t n = 0;

        if (!text_ends(name, "[]"))
            continue;
        for (size_t k = i; k < r->in->raw_n && k < RAW_LIMIT; k++)
            if (strcmp(r->in->raw[k].name, name) == 0)
                r->in->raw[k].name =
                    arena_printf(r->mem, "%.*s[%zu]", (int)(strlen(name) - 2), name, n++);
    }
}

static enum err gather(struct req *r)
{
    const struct http_request *h = r->http;
    bool is_get = r->route->method == HTTP_GET;
    size_t n = is_get ? h->query_n : h->form_n;
    const struct http_pair *pairs = is_get ? h->query : h->form;

    r->in->raw = arena_new_n(r->mem, struct http_pair, RAW_LIMIT);
    for (size_t i = 0; i < n; i++)
        raw_add(r, pairs[i].name, pairs[i].value);
    if (!is_get && h->body.n)
        return read_json(r);
    number_repeated(r);
    return OK;
}

enum err req_read(struct req *r)
{
    enum err e = gather(r);

    if (e != OK)
        return e;
    if (r->in->raw_n > RAW_LIMIT)
        return fail(r->op, E_TOO_BIG, "too_many_fields", NULL, W("一次提交的字段太多"));
    r->in->values = arena_new_n(r->mem, struct value, r->in->raw_n + 1);
    for (size_t i = 0; i < r->in->raw_n; i++)
        pair_take(r, &r->in->raw[i]);
    uploads_check(r);
    for (const struct field *f = r->route->fields; f && f->name; f++)
        required_check(r, f);
    return r->in->problem_n ? E_INPUT : OK;
}

const char *req_body_hash(const struct req *r)
{
    crypto_generichash_state s;
    unsigned char h[16];

    crypto_generichash_init(&s, NULL, 0, sizeof h);
    for (size_t i = 0; i < r->in->value_n; i++) {
        const struct value *v = &r->in->values[i];
        const char *line = arena_printf(r->mem, "%s[%zu]=%s\n", v->name, v->index, v->text);
        crypto_generichash_update(&s, (const unsigned char *)line, strlen(line));
    }
    for (size_t i = 0; i < r->http->upload_n; i++) {
        const struct http_upload *u = &r->http->uploads[i];
        const char *line = arena_printf(r->mem, "%s:%" PRId64 "\n", u->field, u->size);
        crypto_generichash_update(&s, (const unsigned char *)line, strlen(line));
    }
    crypto_generichash_final(&s, h, sizeof h);
    return text_hex(r->mem, h, sizeof h);
}

/* ---- the getters of route.h ---- */

const char *path_text(const struct req *r, const char *name)
{
    for (size_t i = 0; i < r->in->part_n; i++)
        if (strcmp(r->in->parts[i].name, name) == 0)
            return r->in->parts[i].text;
    must_not("a path part that the route does not have");
    return "";
}

int64_t path_id(const struct req *r, const char *name)
{
    int64_t id;

    return text_int(path_text(r, name), &id) && id > 0 ? id : 0;
}

const char *form_text_at(const struct req *r, const char *name, size_t i)
{
    const struct value *v = value_find(r, name, i);

    return v ? v->text : "";
}

int64_t form_int_at(const struct req *r, const char *name, size_t i)
{
    const struct value *v = value_find(r, name, i);

    return v ? v->i : 0;
}

bool form_has(const struct req *r, const char *name)
{
    return value_find(r, name, 0) != NULL;
}

const char *form_text(const struct req *r, const char *name)
{
    return form_text_at(r, name, 0);
}

int64_t form_int(const struct req *r, const char *name)
{
    return form_int_at(r, name, 0);
}

int32_t form_date(const struct req *r, const char *name)
{
    const struct value *v = value_find(r, name, 0);

    return v ? (int32_t)v->i : NO_DATE;
}

bool form_bool(const struct req *r, const char *name)
{
    return form_int_at(r, name, 0) != 0;
}

size_t form_count(const struct req *r, const char *group)
{
    size_t n = 0, length = strlen(group);

    for (size_t i = 0; i < r->in->raw_n; i++) {
        const char *name;
        size_t index;
        if (name_split(r->mem, r->in->raw[i].name, &name, &index) &&
            strncmp(name, group, length) == 0 && *text_trim(r->mem, r->in->raw[i].value) &&
            index + 1 > n)
            n = index + 1;
    }
    return n;
}

size_t form_files(const struct req *r, const char *name, const struct http_upload **ret)
{
    struct http_upload *list = arena_new_n(r->mem, struct http_upload, r->http->upload_n + 1);
    size_t n = 0;

    for (size_t i = 0; i < r->http->upload_n; i++)
        if (strcmp(r->http->uploads[i].field, name) == 0 && r->http->uploads[i].size > 0)
            list[n++] = r->http->uploads[i];
    *ret = list;
    return n;
}
