/*
 * register_file.c -- the register as CSV or XLSX, made while it is sent.
 *
 * Each pull reads the next rows in a snapshot of its own and forgets them, so a
 * slow reader holds no connection and a hundred thousand rows need the memory of
 * two hundred.  Rows are walked by their key and matters received after the
 * beginning are left out, so nothing is doubled or skipped on the way.
 *
 * A cell of a CSV that a spreadsheet would run as a formula gets an apostrophe;
 * cells of an XLSX are typed and can't be formulas.
 */
#include "app/op.h"
#include "app/parts.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/when.h"
#include "rooms/ledger/register.h"
#include "rooms/ledger/xlsx_stream.h"

#include <inttypes.h>
#include <string.h>

enum cell { C_SEQ, C_TEXT, C_WORDS, C_STATE, C_INSTANT, C_DAY, C_NUMBER, C_MONEY };

static const struct {
    const char *words;
    enum cell cell;
    size_t at;
} columns[] = {
#define COLUMN(words, cell, member)                                                                \
    {                                                                                              \
        words, cell, offsetof(struct register_row, member)                                         \
    }
    { W("序号"), C_SEQ, 0 },
    COLUMN(W("编号"), C_TEXT, no),
    COLUMN(W("项目"), C_TEXT, project),
    COLUMN(W("类别"), C_WORDS, kind),
    COLUMN(W("状态"), C_STATE, state),
    COLUMN(W("房号"), C_TEXT, home),
    COLUMN(W("业主"), C_TEXT, owner),
    COLUMN(W("受理时间"), C_INSTANT, received_at),
    COLUMN(W("渠道"), C_WORDS, channel),
    COLUMN(W("内容"), C_TEXT, title),
    COLUMN(W("部位"), C_TEXT, places),
    COLUMN(W("构件"), C_TEXT, components),
    COLUMN(W("现象"), C_TEXT, symptoms),
    COLUMN(W("紧急程度"), C_WORDS, urgency),
    COLUMN(W("保修"), C_WORDS, warranty),
    COLUMN(W("保修到期"), C_DAY, warranty_end_on),
    COLUMN(W("责任单位"), C_TEXT, responsible),
    COLUMN(W("受理人"), C_TEXT, handler),
    COLUMN(W("施工单位"), C_TEXT, contractors),
    COLUMN(W("派单时间"), C_INSTANT, sent_at),
    COLUMN(W("接单时间"), C_INSTANT, taken_at),
    COLUMN(W("联系业主"), C_INSTANT, contacted_at),
    COLUMN(W("到场时间"), C_INSTANT, arrived_at),
    COLUMN(W("方案确认"), C_INSTANT, agreed_at),
    COLUMN(W("开工时间"), C_INSTANT, started_at),
    COLUMN(W("完工时间"), C_INSTANT, finished_at),
    COLUMN(W("验收轮次"), C_NUMBER, rounds),
    COLUMN(W("验收通过"), C_INSTANT, accepted_at),
    COLUMN(W("关闭时间"), C_INSTANT, closed_at),
    COLUMN(W("历时天数"), C_NUMBER, days),
    COLUMN(W("超期天数"), C_NUMBER, overdue_days),
    COLUMN(W("费用（元）"), C_MONEY, cost_fen),
    COLUMN(W("业主已付（元）"), C_MONEY, paid_fen),
    COLUMN(W("关联编号"), C_TEXT, links),
#undef COLUMN
};

struct register_file {
    struct op op; /* without a transaction of its own */
    struct register_filter filter;
    struct arena *step; /* of the rows being sent */
    int64_t *projects;
    size_t project_n, project;
    struct register_cursor from;
    int64_t seq;
    bool is_xlsx, is_begun, is_ended;
    struct xlsx_stream *xlsx;
    const char *p; /* bytes made and not yet sent */
    size_t n;
};

struct register_file *register_file_open(const struct op *op, const struct register_filter *f,
                                         bool is_xlsx)
{
    struct register_file *file = arena_new(op->mem, struct register_file);

    file->op = *op;
    file->op.tx = NULL;
    file->filter = *f;
    file->is_xlsx = is_xlsx;
    file->from = (struct register_cursor){ op->now, INT64_MAX };
    file->project_n = register_projects(op, f, &file->projects);
    file->step = arena_open((size_t)64 << 20);
    if (is_xlsx)
        file->xlsx = xlsx_stream_open(op->mem);
    return file;
}

/* ---- cells ---- */

static void csv_text(struct buf *b, const char *text)
{
    buf_putc(b, '"');
    if (*text && strchr("=+-@\t\r", *text))
        buf_putc(b, '\'');
    for (; *text; text++) {
        if (*text == '"')
            buf_putc(b, '"');
        buf_putc(b, *text == '\n' || *text == '\r' ? ' ' : *text);
    }
    buf_putc(b, '"');
}

static void put_text(struct register_file *file, struct buf *b, const char *text)
{
    if (file->is_xlsx)
        xlsx_text(b, text);
    else
        csv_text(b, text);
}

static void put_number(struct register_file *file, struct buf *b, const char *digits)
{
    if (file->is_xlsx)
        xlsx_number(b, digits, XLSX_PLAIN);
    else
        buf_puts(b, digits);
}

static void put_instant(struct register_file *file, struct buf *b, int64_t at)
{
    int64_t minute = (at + ZONE_SHANGHAI * INT64_C(60000)) / 60000;

    if (!at) {
        put_text(file, b, "");
        return;
    }
    if (file->is_xlsx)
        xlsx_number(b, arena_printf(file->step, "%.6f", (double)minute / 1440.0 + XLSX_DAY_1970),
                    XLSX_INSTANT);
    else
        buf_printf(b, "%s %02d:%02d", date_text(file->step, when_date(at, ZONE_SHANGHAI)),
                   (int)(minute % 1440 / 60), (int)(minute % 60));
}

static void put_day(struct register_file *file, struct buf *b, int32_t on)
{
    if (on == NO_DATE)
        put_text(file, b, "");
    else if (file->is_xlsx)
        xlsx_number(b, arena_printf(file->step, "%d", on + XLSX_DAY_1970), XLSX_DAY);
    else
        buf_puts(b, date_text(file->step, on));
}

static void put_cell(struct register_file *file, struct buf *b, const struct register_row *r,
                     size_t k)
{
    const char *base = (const char *)r + columns[k].at, *text = "";
    int64_t n = 0;
    int32_t on = NO_DATE;

    if (columns[k].cell == C_TEXT || columns[k].cell == C_WORDS || columns[k].cell == C_STATE)
        /* NOLINTNEXTLINE(bugprone-sizeof-expression): a pointer is what is copied */
        memcpy(&text, base, sizeof text);
    else if (columns[k].cell == C_DAY)
        memcpy(&on, base, sizeof on);
    else
        memcpy(&n, base, sizeof n);
    switch (columns[k].cell) {
    case C_SEQ: put_number(file, b, arena_printf(file->step, "%" PRId64, ++file->seq)); break;
    case C_TEXT: put_text(file, b, text); break;
    case C_WORDS: put_text(file, b, say(&file->op, register_words(text))); break;
    case C_STATE: put_text(file, b, say(&file->op, state_words(text))); break;
    case C_INSTANT: put_instant(file, b, n); break;
    case C_DAY: put_day(file, b, on); break;
    case C_NUMBER: put_number(file, b, arena_printf(file->step, "%" PRId64, n)); break;
    case C_MONEY:
        put_number(file, b, arena_printf(file->step, "%" PRId64 ".%02" PRId64, n / 100, n % 100));
        break;
    }
}

static void put_row(struct register_file *file, struct buf *b, const struct register_row *r)
{
    buf_puts(b, file->is_xlsx ? "<row>" : "");
    for (size_t k = 0; k < LEN(columns); k++) {
        if (k && !file->is_xlsx)
            buf_putc(b, ',');
        if (r)
            put_cell(file, b, r, k);
        else
            put_text(file, b, say(&file->op, columns[k].words));
    }
    buf_puts(b, file->is_xlsx ? "</row>" : "\r\n");
}

/* ---- bytes ---- */

static enum err next_rows(struct register_file *file, struct buf *b)
{
    struct register_row *rows;
    enum err e;
    size_t n;

    file->op.mem = file->step;
    file->op.project = file->projects[file->project];
    file->op.tx = db_read(file->op.app->db, file->step);
    n = register_read(&file->op, &file->filter, &file->from, REGISTER_STEP, &rows);
    for (size_t i = 0; i < n; i++)
        put_row(file, b, &rows[i]);
    if (n == REGISTER_STEP) {
        file->from = (struct register_cursor){ rows[n - 1].received_at, rows[n - 1].id };
    } else {
        file->from = (struct register_cursor){ file->op.now, INT64_MAX };
        file->project++;
    }
    e = db_read_end(file->op.tx);
    file->op.tx = NULL;
    return e;
}

/* Makes the next bytes; E_STORE when the rows could not be read. */
static enum err make(struct register_file *file)
{
    struct buf b;
    enum err e = OK;

    arena_reset(file->step);
    b = buf_new(file->step, (size_t)16 << 20);
    if (!file->is_begun) {
        file->is_begun = true;
        if (!file->is_xlsx)
            buf_puts(&b, "\xEF\xBB\xBF");
        put_row(file, &b, NULL);
    } else if (file->project < file->project_n) {
        e = next_rows(file, &b);
    } else {
        file->is_ended = true;
    }
    must(!b.full);
    if (file->is_xlsx)
        b = xlsx_stream_more(file->xlsx, file->step, (struct span){ b.p, b.n }, file->is_ended);
    file->p = b.p;
    file->n = b.n;
    return e;
}

int64_t register_file_pull(void *arg, char *out, size_t room)
{
    struct register_file *file = arg;
    size_t n;

    while (file->n == 0 && !file->is_ended)
        if (make(file) != OK)
            return -1;
    n = file->n < room ? file->n : room;
    if (n)
        memcpy(out, file->p, n);
    file->p += n;
    file->n -= n;
    return (int64_t)n;
}

void register_file_close(void *arg)
{
    struct register_file *file = arg;

    if (file->xlsx)
        xlsx_stream_close(file->xlsx);
    arena_close(file->step);
}
