/* audit.c -- see audit.h. */
#include "rooms/audit/audit.h"
#include "app/event.h"
#include "app/number.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"

#include "rooms/repair/repair.h"
#include "rooms/suggestion/suggestion.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#define LINE_CHARS   120
#define EXPORT_LIMIT ((size_t)16 << 20)

/* People type numbers into texts: a run of seven digits and more keeps its ends only. */
static const char *without_numbers(struct arena *mem, const char *text)
{
    size_t length = strlen(text);
    char *out = arena_new_n(mem, char, length + 1);

    memcpy(out, text, length);
    for (char *p = out; *p;) {
        size_t n = strspn(p, "0123456789");

        if (n >= 7)
            memset(p + 3, '*', n - 5);
        p += n ? n : 1;
    }
    return out;
}

static const char *line_of(struct arena *mem, const char *payload)
{
    json_t *j = payload ? json_loads(payload, 0, NULL) : NULL;
    const char *text = json_string_value(json_object_get(j, "text"));
    const char *line;

    if (!text)
        text = json_string_value(json_object_get(j, "reason"));
    line = without_numbers(mem, utf8_cut(mem, text ? text : "", LINE_CHARS));
    json_decref(j);
    return line;
}

/* The first prefix above all that begin with `what`: 'repair.' → 'repair/'. */
static const char *after_prefix(struct arena *mem, const char *what)
{
    size_t n = strlen(what);
    char *end = arena_new_n(mem, char, n + 1);

    memcpy(end, what, n);
    if (n)
        end[n - 1]++;
    return end;
}

static int64_t matter_of(const struct op *op, const char *no)
{
    const char *folded = *no ? number_fold(op->mem, no) : NULL;

    return folded ? db_int(op->tx, "select id from matter where project_id = $1 and no = $2",
                           I(op->project), T(folded))
                  : 0;
}

/* In the reader's language where a room has words for it; the word itself otherwise. */
static const char *words_of_event(const struct op *op, const char *what)
{
    const char *words = suggestion_event_words(what);

    if (!words)
        words = repair_event_words(what);
    return words == what ? what : word(op->lang, words);
}

size_t audit_list(const struct op *op, const struct audit_filter *f, size_t most,
                  struct audit_row **ret)
{
    struct audit_row *list = arena_new_n(op->mem, struct audit_row, most + 1);
    int64_t from_at = f->from_on == NO_DATE ? 0 : when_of_date(f->from_on, ZONE_SHANGHAI);
    int64_t to_at = f->to_on == NO_DATE ? INT64_MAX : when_of_date(f->to_on + 1, ZONE_SHANGHAI);
    size_t n = 0;
    struct query q;

    for (db_query(op->tx, &q,
                  "select e.no, e.at, e.what, e.subject, coalesce(m.no, h.code, p.name, ''),"
                  " e.actor_name, e.actor_role, x.payload from event e"
                  " left join event_payload x on x.project_id = e.project_id and x.no = e.no"
                  " left join matter m on e.subject = 'matter' and m.project_id = e.project_id"
                  " and m.id = e.subject_id"
                  " left join home h on e.subject = 'home' and h.project_id = e.project_id"
                  " and h.id = e.subject_id"
                  " left join project p on e.subject = 'project' and p.id = e.subject_id"
                  " where e.project_id = $1 and e.at >= $2 and e.at < $3"
                  " and ($4 = 0 or e.no < $4) and ($5 = '' or (e.what >= $5 and e.what < $6))"
                  " and ($7 = '' or e.actor_name like '%' || $7 || '%')"
                  " and ($8 = '' or (e.subject = 'matter' and e.subject_id = $9))"
                  " order by e.no desc limit $10",
                  I(op->project), I(from_at), I(to_at), I(f->before), T(f->what),
                  T(after_prefix(op->mem, f->what)), T(f->who), T(f->no), I(matter_of(op, f->no)),
                  I((int64_t)most));
         n < most && db_next(&q); n++)
        list[n] = (struct audit_row){ .no = db_i64(&q, 0),
                                      .at = db_i64(&q, 1),
                                      .what = db_text(&q, 2),
                                      .subject = db_text(&q, 3),
                                      .subject_said = db_text(&q, 4),
                                      .actor = db_text(&q, 5),
                                      .role = db_text(&q, 6),
                                      .text = line_of(op->mem, db_text(&q, 7)) };
    db_done(&q);
    for (size_t i = 0; i < n; i++)
        list[i].words = words_of_event(op, list[i].what);
    *ret = list;
    return n;
}

/* ---- taking it out ---- */

/* Quoted; a cell that a spreadsheet would take for a formula gets an apostrophe (quality 15). */
static void cell(struct buf *b, const char *text)
{
    buf_putc(b, '"');
    if (*text && strchr("=+-@\t\r", *text))
        buf_putc(b, '\'');
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            buf_putc(b, '"');
        buf_putc(b, *c);
    }
    buf_putc(b, '"');
}

static void row_put(struct arena *mem, struct buf *b, const struct audit_row *r)
{
    const char *cells[] = { arena_printf(mem, "%" PRId64, r->no),
                            when_text(mem, r->at, ZONE_SHANGHAI),
                            r->actor,
                            r->role,
                            r->what,
                            r->subject,
                            r->subject_said,
                            r->text };

    for (size_t i = 0; i < LEN(cells); i++) {
        if (i)
            buf_putc(b, ',');
        cell(b, cells[i]);
    }
    buf_puts(b, "\r\n");
}

struct span audit_export(struct op *op, const struct audit_filter *f, size_t *rows)
{
    struct buf b = buf_new(op->mem, EXPORT_LIMIT);
    struct json j = json_new(op->mem, 4 << 10);
    struct audit_row *list;

    *rows = audit_list(op, f, AUDIT_EXPORT_MAX, &list);
    buf_puts(&b, "\xef\xbb\xbf");
    buf_puts(&b, say(op, W("序号,时间,人,身份,做了什么,对象类别,对象,内容")));
    buf_puts(&b, "\r\n");
    for (size_t i = 0; i < *rows; i++)
        row_put(op->mem, &b, &list[i]);
    must(!b.full);
    json_open(&j, NULL, '{');
    json_int(&j, "rows", (int64_t)*rows);
    json_text(&j, "text", arena_printf(op->mem, "who=%s what=%s no=%s", f->who, f->what, f->no));
    json_close(&j, '}');
    event_add(op, "project", op->project, "audit.export", j.out.p);
    return (struct span){ b.p, b.n };
}
