/* ask.c -- see ask.h. */
#include "cli/ask.h"
#include "base/text.h"
#include "base/when.h"

#include <math.h>
#include <string.h>

void ask_fail(struct ask *a, const char *code, const char *message, const char *field)
{
    if (a->code)
        return;
    a->code = code;
    a->message = message;
    a->field = field;
}

static void top_free(void *top)
{
    json_decref(top);
}

void ask_open(struct ask *a, const char *line, size_t n)
{
    json_error_t e;

    if (!utf8_valid((struct span){ line, n })) {
        ask_fail(a, "bad_utf8", "这一行不是有效的 UTF-8 文本", NULL);
        return;
    }
    a->top = json_loadb(line, n, JSON_REJECT_DUPLICATES, &e);
    if (!a->top && json_error_code(&e) == json_error_numeric_overflow) {
        /* Once more with doubles, so that the answer can name the field. */
        a->widened = true;
        a->top = json_loadb(line, n, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &e);
    }
    if (!a->top) {
        bool twice = json_error_code(&e) == json_error_duplicate_key;
        ask_fail(a, twice ? "duplicate_key" : "bad_json",
                 twice ? "同一个字段出现了两次" : "这一行不是有效的 JSON", NULL);
        return;
    }
    arena_defer(a->mem, top_free, a->top);
    if (!json_is_object(a->top))
        ask_fail(a, "not_an_object", "每一行应是一个 JSON 对象", NULL);
}

struct at ask_top(struct ask *a)
{
    return (struct at){ .object = a->top, .path = "" };
}

const char *ask_path(struct ask *a, struct at at, const char *key)
{
    return arena_printf(a->mem, "%s%s", at.path, key);
}

static void wrong_type(struct ask *a, struct at at, const char *key, const char *wanted)
{
    ask_fail(a, "wrong_type", arena_printf(a->mem, "这个字段应是%s", wanted), ask_path(a, at, key));
}

static void out_of_range(struct ask *a, struct at at, const char *key)
{
    ask_fail(a, "out_of_range", "这个数超出了允许的范围", ask_path(a, at, key));
}

struct at ask_item(struct ask *a, json_t *list, size_t i, const char *key)
{
    struct at at = { .object = json_array_get(list, i) };
    const char *path = arena_printf(a->mem, "%s[%zu]", key, i);

    at.path = arena_printf(a->mem, "%s.", path);
    if (!json_is_object(at.object))
        ask_fail(a, "wrong_type", "这个字段应是对象", path);
    return at;
}

void ask_only(struct ask *a, struct at at, const char *const *keys)
{
    const char *key;
    json_t *value;

    json_object_foreach(at.object, key, value)
    {
        size_t i = 0;
        while (keys[i] && strcmp(keys[i], key) != 0)
            i++;
        if (!keys[i])
            ask_fail(a, "unknown_field", "没有这个字段", ask_path(a, at, key));
    }
}

json_t *ask_value(struct ask *a, struct at at, const char *key, bool required)
{
    json_t *value = json_object_get(at.object, key);

    if (value && !(json_is_null(value)))
        return value;
    if (required && value)
        wrong_type(a, at, key, "一个值，不能是 null");
    else if (required)
        ask_fail(a, "missing_field", "缺少这个字段", ask_path(a, at, key));
    return NULL;
}

const char *ask_text(struct ask *a, struct at at, const char *key, bool required)
{
    json_t *value = ask_value(a, at, key, required);

    if (value && !json_is_string(value))
        wrong_type(a, at, key, "文本");
    return json_string_value(value);
}

int64_t ask_int(struct ask *a, struct at at, const char *key)
{
    json_t *value = ask_value(a, at, key, true);
    double d = json_real_value(value);

    if (json_is_integer(value))
        return json_integer_value(value);
    if (!value)
        return 0;
    if (!json_is_real(value) || d < floor(d) || d > floor(d))
        wrong_type(a, at, key, "整数");
    else if (fabs(d) >= 9007199254740992.0)
        out_of_range(a, at, key);
    else if (!a->widened)
        wrong_type(a, at, key, "整数");
    return a->code ? 0 : (int64_t)d;
}

bool ask_bool(struct ask *a, struct at at, const char *key, bool otherwise)
{
    json_t *value = ask_value(a, at, key, false);

    if (value && !json_is_boolean(value))
        wrong_type(a, at, key, " true 或 false");
    return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

int32_t ask_date(struct ask *a, struct at at, const char *key, bool required)
{
    const char *text = ask_text(a, at, key, required);
    int32_t on = NO_DATE;

    if (text && !date_parse(text, &on))
        ask_fail(a, "bad_date", "日期应写作 YYYY-MM-DD，且真实存在", ask_path(a, at, key));
    return on;
}

int64_t ask_instant(struct ask *a, struct at at, const char *key)
{
    const char *text = ask_text(a, at, key, true);
    int64_t ms = 0;

    if (text && !when_parse(text, &ms, NULL))
        ask_fail(a, "bad_instant", "时刻应按 RFC 3339 书写并带时区，如 2026-09-30T23:40:00+08:00",
                 ask_path(a, at, key));
    return ms;
}

struct period ask_period(struct ask *a, struct at at, const char *key)
{
    const char *text = ask_text(a, at, key, false);
    struct period p = { 0 };

    if (text && !period_parse(text, &p))
        ask_fail(a, "bad_period", "期限应写作 5y、18m、30d、2heating 或 1cooling",
                 ask_path(a, at, key));
    return p;
}

json_t *ask_list(struct ask *a, struct at at, const char *key, bool required)
{
    json_t *value = ask_value(a, at, key, required);

    if (!value || json_is_array(value))
        return value;
    wrong_type(a, at, key, "列表");
    return NULL;
}

void ask_defaults(struct ask *a, struct at at)
{
    const char *zone = ask_text(a, at, "zone", false);
    const char *calendar = ask_text(a, at, "calendar", false);

    if (zone && strcmp(zone, "Asia/Shanghai") != 0)
        ask_fail(a, "unknown_zone", "只有 Asia/Shanghai 时区", ask_path(a, at, "zone"));
    if (calendar && strcmp(calendar, "cn") != 0)
        ask_fail(a, "unknown_calendar", "只有 cn 日历", ask_path(a, at, "calendar"));
}
