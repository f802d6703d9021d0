/*
 * catalogue_book.c -- the books: where their rows stand, how they are read, judged and written.
 */
#include "rooms/estate/catalogue_book.h"

#include "app/parts.h"
#include "base/must.h"
#include "base/text.h"
#include "rooms/estate/catalogue.h"
#include "rooms/estate/catalogue_edit.h"
#include "rooms/estate/catalogue_rules.h"
#include "rules/warranty.h"

#include <inttypes.h>
#include <string.h>

#define POS_MAX 100000

/* clang-format off */
#define WORD_FIELDS                                                                                \
    { "zh", W("中文"), BOOK_TEXT, 40, true }, { "en", W("英文"), BOOK_TEXT, 80, true },            \
    { "pos", W("次序"), BOOK_NUMBER, POS_MAX, true }, { "retired", W("停用"), BOOK_YES, 0, false }
#define RULE_FIELDS(must_be)                                                                       \
    { "warranty_code", W("保修项目"), BOOK_PART, 40, must_be },                                    \
    { "trade", W("专业"), BOOK_TRADE, 40, must_be },                                               \
    { "urgency", W("紧急程度"), BOOK_URGENCY, 40, must_be },                                       \
    { "care_zh", W("上门前请业主注意（中文）"), BOOK_TEXT, 500, false },                           \
    { "care_en", W("上门前请业主注意（英文）"), BOOK_TEXT, 1000, false }

const struct book books[] = {
    { "place", W("部位"), { "place" }, 1, { WORD_FIELDS, { "common", W("公共部位"), BOOK_YES, 0, false } }, 5 },
    { "component", W("构件"), { "component" }, 1, { WORD_FIELDS }, 4 },
    { "symptom", W("现象"), { "symptom" }, 1, { WORD_FIELDS }, 4 },
    { "trade", W("专业"), { "trade" }, 1, { WORD_FIELDS }, 4 },
    { "cause", W("原因分类"), { "cause" }, 1, { WORD_FIELDS }, 4 },
    { "rule", W("常见判断"), { "component", "symptom" }, 2, { RULE_FIELDS(true) }, 5 },
    { "place_rule", W("部位的特别判断"), { "place", "component", "symptom" }, 3, { RULE_FIELDS(false) }, 5 },
    { 0 },
};
/* clang-format on */

enum { ZH, EN, POS, RETIRED, COMMON }; /* fields of words */

const struct book *book_of(const char *name)
{
    for (const struct book *b = books; b->name; b++)
        if (strcmp(b->name, name) == 0)
            return b;
    return NULL;
}

size_t book_field_at(const struct book *b, const char *name)
{
    size_t i = 0;

    while (i < b->field_n && strcmp(b->fields[i].name, name) != 0)
        i++;
    return i;
}

/* ---- keys ---- */

/* '' has no place in a key that people read. */
static const char *said(const char *code)
{
    return *code ? code : RULE_ANY;
}

void book_key_parts(const struct op *op, const struct book *b, const char *key, const char **ret)
{
    for (size_t i = 0; i < b->key_n; i++) {
        const char *end = i + 1 < b->key_n ? strchr(key, '/') : NULL;

        ret[i] = end ? arena_dup_n(op->mem, key, (size_t)(end - key)) : key;
        key = end ? end + 1 : "";
        if (b->key_n > 1 && strcmp(ret[i], RULE_ANY) == 0)
            ret[i] = "";
    }
}

/* ---- reading ---- */

static void read_words(const struct op *op, const struct book *b, struct entries *ret)
{
    struct query q;

    for (db_query(op->tx, &q,
                  "select code, zh, en, pos, retired_at, common from catalogue where kind = $1",
                  T(b->name));
         db_next(&q);)
        ret->e[ret->n++] =
            (struct entry){ db_text(&q, 0),
                            { db_text(&q, 1), db_text(&q, 2),
                              arena_printf(op->mem, "%" PRId64, db_i64(&q, 3)),
                              db_is_null(&q, 4) ? "" : "1", db_i64(&q, 5) ? "1" : "" } };
}

static void read_rules(const struct op *op, struct entries *ret)
{
    struct query q;

    for (db_query(op->tx, &q,
                  "select component, symptom, warranty_code, trade, urgency, care_zh, care_en"
                  " from catalogue_rule");
         db_next(&q);)
        ret->e[ret->n++] = (struct entry){
            arena_printf(op->mem, "%s/%s", said(db_text(&q, 0)), said(db_text(&q, 1))),
            { db_text(&q, 2), db_text(&q, 3), db_text(&q, 4), db_text(&q, 5), db_text(&q, 6) }
        };
}

static void read_place_rules(const struct op *op, struct entries *ret)
{
    struct query q;

    for (db_query(op->tx, &q,
                  "select place, component, symptom, warranty_code, trade, urgency, care_zh,"
                  " care_en from catalogue_place_rule");
         db_next(&q);)
        ret->e[ret->n++] = (struct entry){ arena_printf(op->mem, "%s/%s/%s", db_text(&q, 0),
                                                        said(db_text(&q, 1)), said(db_text(&q, 2))),
                                           { db_text(&q, 3), db_text(&q, 4), db_text(&q, 5),
                                             db_text(&q, 6), db_text(&q, 7) } };
}

static int64_t count(const struct op *op, const struct book *b)
{
    if (b->key_n == 1)
        return db_int(op->tx, "select count(*) from catalogue where kind = $1", T(b->name));
    return b->key_n == 2 ? db_int(op->tx, "select count(*) from catalogue_rule")
                         : db_int(op->tx, "select count(*) from catalogue_place_rule");
}

struct entries book_now(const struct op *op, const struct book *b)
{
    struct entries now = { .e = arena_new_n(op->mem, struct entry, count(op, b) + 1) };

    if (b->key_n == 1)
        read_words(op, b, &now);
    else if (b->key_n == 2)
        read_rules(op, &now);
    else
        read_place_rules(op, &now);
    entries_sort(now);
    return now;
}

/* ---- writing ---- */

struct entries book_goal(const struct op *op, const struct book *b, struct entries now,
                         struct entries old)
{
    struct entries goal = { .e = arena_new_n(op->mem, struct entry, now.n + old.n + 1) };

    for (size_t i = 0; i < old.n; i++)
        goal.e[goal.n++] = old.e[i];
    for (size_t i = 0; b->key_n == 1 && i < now.n; i++)
        if (!entries_find(old, now.e[i].key)) {
            goal.e[goal.n] = now.e[i];
            goal.e[goal.n++].values[RETIRED] = "1";
        }
    entries_sort(goal);
    return goal;
}

static int64_t number(const char *text)
{
    int64_t n = 0;

    return text_int(text, &n) ? n : 0;
}

static void write_word(struct op *op, const struct book *b, const struct entry *e)
{
    bool is_common = b->field_n > COMMON && *e->values[COMMON];

    /* a word that was retired before keeps its day */
    db_exec(op->tx,
            "insert into catalogue (kind, code, zh, en, pos, common, retired_at) values ($1, $2,"
            " $3, $4, $5, $6, $7) on conflict (kind, code) do update set zh = excluded.zh,"
            " en = excluded.en, pos = excluded.pos, common = excluded.common, retired_at ="
            " case when excluded.retired_at is null then null"
            " else coalesce(catalogue.retired_at, excluded.retired_at) end,"
            " version = catalogue.version + 1",
            T(b->name), T(e->key), T(e->values[ZH]), T(e->values[EN]), I(number(e->values[POS])),
            I(is_common), *e->values[RETIRED] ? I(op->now) : NUL);
}

static void write_rule(struct op *op, const char *const *key, const struct entry *e)
{
    db_exec(op->tx,
            "insert into catalogue_rule (component, symptom, warranty_code, trade, urgency,"
            " care_zh, care_en, version) values ($1, $2, $3, $4, $5, $6, $7, 1)"
            " on conflict (component, symptom) do update set warranty_code ="
            " excluded.warranty_code, trade = excluded.trade, urgency = excluded.urgency,"
            " care_zh = excluded.care_zh, care_en = excluded.care_en,"
            " version = catalogue_rule.version + 1",
            T(key[0]), T(key[1]), T(e->values[0]), T(e->values[1]), T(e->values[2]),
            T(e->values[3]), T(e->values[4]));
}

static void write_place_rule(struct op *op, const char *const *key, const struct entry *e)
{
    db_exec(op->tx,
            "insert into catalogue_place_rule (place, component, symptom, warranty_code, trade,"
            " urgency, care_zh, care_en) values ($1, $2, $3, $4, $5, $6, $7, $8)"
            " on conflict (place, component, symptom) do update set warranty_code ="
            " excluded.warranty_code, trade = excluded.trade, urgency = excluded.urgency,"
            " care_zh = excluded.care_zh, care_en = excluded.care_en",
            T(key[0]), T(key[1]), T(key[2]), T(e->values[0]), T(e->values[1]), T(e->values[2]),
            T(e->values[3]), T(e->values[4]));
}

/* A rule of its own is taken away, so that the general one answers again; matters keep what they
   were given. */
static void remove_rule(struct op *op, const struct book *b, const char *const *key)
{
    if (b->key_n == 2)
        db_exec(op->tx, "delete from catalogue_rule where component = $1 and symptom = $2",
                T(key[0]), T(key[1]));
    else
        db_exec(op->tx,
                "delete from catalogue_place_rule where place = $1 and component = $2"
                " and symptom = $3",
                T(key[0]), T(key[1]), T(key[2]));
}

void book_write(struct op *op, const struct book *b, struct entries now, struct entries goal)
{
    struct diff_line *lines;
    size_t n = entries_diff(op->mem, now, goal, b->field_n, &lines);
    const char *key[3];

    for (size_t i = 0; i < n; i++) {
        const struct entry *is = lines[i].is;

        must(is || b->key_n > 1); /* words are retired */
        book_key_parts(op, b, is ? is->key : lines[i].was->key, key);
        if (!is)
            remove_rule(op, b, key);
        else if (b->key_n == 1)
            write_word(op, b, is);
        else if (b->key_n == 2)
            write_rule(op, key, is);
        else
            write_place_rule(op, key, is);
    }
}

/* ---- judging ---- */

static bool known(const struct op *op, const char *kind, const char *code)
{
    return db_int(op->tx, "select count(*) from catalogue where kind = $1 and code = $2", T(kind),
                  T(code)) > 0;
}

static const char *key_fault(const struct op *op, const struct book *b, const char *key)
{
    const char *parts[3];

    if (b->key_n == 1)
        return catalogue_is_code(key) && utf8_count(key) <= 40
                   ? NULL
                   : say(op, W("代码请用小写英文字母、数字和下划线，例如 master_bath"));
    book_key_parts(op, b, key, parts);
    for (size_t i = 0; i < b->key_n; i++)
        if ((*parts[i] || strcmp(b->keys[i], "place") == 0) && !known(op, b->keys[i], parts[i]))
            return say(op, W("“%s”目录里没有代码“%s”"), say(op, catalogue_kind_words(b->keys[i])),
                       parts[i]);
    return NULL;
}

static bool is_urgency(const char *word)
{
    static const char *const urgencies[] = { "emergency", "general_a", "general_b", "complex" };

    for (size_t i = 0; i < LEN(urgencies); i++)
        if (strcmp(urgencies[i], word) == 0)
            return true;
    return false;
}

/* Line breaks only where a form has several lines. */
static bool is_clean(const char *text, bool may_break)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' && !(may_break && *text == '\n'))
            return false;
    return true;
}

static bool value_is_good(const struct op *op, const struct book_field *f, const char *value)
{
    int64_t n = 0;

    if (!*value)
        return !f->is_required;
    switch (f->kind) {
    case BOOK_TEXT: return utf8_count(value) <= (size_t)f->max && is_clean(value, !f->is_required);
    case BOOK_NUMBER: return text_int(value, &n) && n >= 1 && n <= f->max;
    case BOOK_YES: return strcmp(value, "1") == 0;
    case BOOK_URGENCY: return is_urgency(value);
    case BOOK_PART: return warranty_code(value);
    case BOOK_TRADE: return known(op, "trade", value);
    }
    return false;
}

static const char *value_fault(const struct op *op, const struct book_field *f, const char *value)
{
    const char *name = say(op, f->words);

    if (!*value)
        return say(op, W("请填写%s"), name);
    if (f->kind == BOOK_TEXT)
        return say(op, W("%s最多 %d 个字，不能有换行或控制字符"), name, (int)f->max);
    if (f->kind == BOOK_NUMBER)
        return say(op, W("%s请写成 1 到 %d 的整数"), name, (int)f->max);
    return say(op, W("%s里没有“%s”"), name, utf8_cut(op->mem, value, 30));
}

const char *book_fault(const struct op *op, const struct book *b, const struct entry *e)
{
    const char *fault = key_fault(op, b, e->key);

    for (size_t i = 0; !fault && i < b->field_n; i++)
        if (!value_is_good(op, &b->fields[i], e->values[i]))
            fault = value_fault(op, &b->fields[i], e->values[i]);
    return fault;
}

/* ---- words ---- */

const char *book_entry_words(const struct op *op, const struct book *b, const struct entry *e)
{
    const char *parts[3], *words = "";

    if (b->key_n == 1)
        return e->values[op->lang == LANG_EN ? EN : ZH];
    book_key_parts(op, b, e->key, parts);
    for (size_t i = 0; i < b->key_n; i++) {
        const char *part =
            *parts[i] ? catalogue_words(op, b->keys[i], parts[i]) : say(op, W("任何"));

        words = i ? arena_printf(op->mem, "%s · %s", words, part) : part;
    }
    return words;
}

const char *book_value_words(const struct op *op, const struct book *b, size_t field,
                             const char *value)
{
    enum book_kind kind = b->fields[field].kind;

    if (kind == BOOK_YES)
        return *value ? say(op, W("是")) : say(op, W("否"));
    if (!*value || kind == BOOK_TEXT || kind == BOOK_NUMBER)
        return value;
    if (kind == BOOK_URGENCY)
        return say(op, state_words(value));
    return kind == BOOK_TRADE ? catalogue_words(op, "trade", value) : rule_part_words(value);
}
