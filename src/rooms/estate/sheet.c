/*
 * sheet.c -- tells which kind of table a file is, and hands out its rows.
 *
 * The kind is told by the first bytes and never by the name: "业主.xls" sent by
 * mail is an XLSX, a CSV or a web page as often as it is what it says.
 */
#include "rooms/estate/sheet_inside.h"

#include "base/text.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define SHEET_MEM ((size_t)192 << 20)
#define ROW_BYTES ((size_t)4 << 20) /* text of one row */
#define ROW_MEM   (4 * ROW_BYTES)

enum err sheet_fail(struct sheet *s, enum err kind, const char *code, const char *zh)
{
    if (!s->fault.code)
        s->fault = (struct sheet_fault){ .code = code, .zh = zh, .row = s->no };
    return kind;
}

void sheet_add(struct sheet *s, const char *p, size_t n)
{
    if (s->acc_n + n <= SHEET_CELL_MAX)
        memcpy(s->acc + s->acc_n, p, n);
    s->acc_n += n;
}

const char *sheet_taken(struct sheet *s)
{
    s->row_bytes += s->acc_n + 64;
    if (s->acc_n > SHEET_CELL_MAX || s->row_bytes > ROW_BYTES) {
        (void)sheet_fail(s, E_TOO_BIG, "cell_too_big", W("有一格的内容太长，请检查这一行"));
        return "";
    }
    return s->acc_n ? arena_dup_n(s->row_mem, s->acc, s->acc_n) : "";
}

void sheet_put(struct sheet *s, size_t column, struct sheet_cell cell)
{
    if (column >= SHEET_COLUMNS || !*cell.text)
        return;
    s->cells[column] = cell;
    if (column >= s->n)
        s->n = column + 1;
}

static void close_arena(void *arena)
{
    arena_close(arena);
}

static bool begins(struct span bytes, const char *magic, size_t n)
{
    return bytes.n >= n && memcmp(bytes.p, magic, n) == 0;
}

/* Kinds that are no table we read, each with the way out. */
static enum err refuse_others(struct sheet *s, struct span bytes)
{
    static const struct {
        const char *magic;
        size_t n;
        const char *code, *zh;
    } others[] = {
        { "\xD0\xCF\x11\xE0", 4, "old_xls",
          W("这是旧版 .xls 或加了密码的文件，请在表格软件中去掉密码并另存为 .xlsx 后再上传") },
        { "%PDF", 4, "not_a_table", W("这是 PDF 文件，请上传 .xlsx 或 .csv 表格") },
        { "\x89PNG", 4, "not_a_table", W("这是图片，请上传 .xlsx 或 .csv 表格") },
        { "\xFF\xD8\xFF", 3, "not_a_table", W("这是图片，请上传 .xlsx 或 .csv 表格") },
        { "<html", 5, "not_a_table", W("这是网页，请在表格软件中打开并另存为 .xlsx 后再上传") },
        { "<?xml", 5, "not_a_table", W("这是网页，请在表格软件中打开并另存为 .xlsx 后再上传") },
    };

    if (bytes.n > SHEET_FILE_MAX)
        return sheet_fail(s, E_TOO_BIG, "too_big", W("文件超过 32 MB，请分成几个文件导入"));
    if (bytes.n == 0)
        return sheet_fail(s, E_INPUT, "empty", W("文件是空的"));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (begins(bytes, others[i].magic, others[i].n))
            return sheet_fail(s, E_MEDIA, others[i].code, others[i].zh);
    return OK;
}

enum err sheet_open(struct arena *mem, struct span bytes, size_t which, struct sheet **ret,
                    struct sheet_fault *why)
{
    struct sheet *s = arena_new(mem, struct sheet);
    enum err e;

    s->mem = arena_open(SHEET_MEM);
    arena_defer(mem, close_arena, s->mem);
    s->row_mem = arena_open(ROW_MEM);
    arena_defer(mem, close_arena, s->row_mem);
    s->cells = arena_new_n(mem, struct sheet_cell, SHEET_COLUMNS);
    s->acc = arena_alloc(mem, SHEET_CELL_MAX + 1);
    e = refuse_others(s, bytes);
    if (e == OK)
        e = begins(bytes, "PK\3\4", 4) ? xlsx_open(s, bytes, which)
            : which > 0                ? E_NOT_FOUND
                                       : csv_open(s, bytes);
    s->no = 0;
    *why = s->fault;
    *ret = e == OK ? s : NULL;
    return e;
}

/* Reads up to `room` bytes; more than that is somebody else's refusal. */
static bool read_all(int fd, char *to, size_t room, size_t *ret)
{
    size_t n = 0;

    while (n < room) {
        ssize_t k = read(fd, to + n, room - n);

        if (k < 0)
            return false;
        if (k == 0)
            break;
        n += (size_t)k;
    }
    *ret = n;
    return true;
}

enum err sheet_load(struct arena *mem, const char *path, struct span *ret, struct sheet_fault *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
    bool good;
    char *p;

    *why =
        (struct sheet_fault){ .code = "unreadable", .zh = W("打不开这个文件，请检查路径和权限") };
    if (size >= 0 && size <= SHEET_FILE_MAX && lseek(fd, 0, SEEK_SET) == 0) {
        p = arena_alloc(mem, (size_t)size + 1);
        good = read_all(fd, p, (size_t)size, &ret->n);
        ret->p = p;
    } else {
        good = false;
        if (size > SHEET_FILE_MAX)
            *why = (struct sheet_fault){ .code = "too_big",
                                         .zh = W("文件超过 32 MB，请分成几个文件导入") };
    }
    if (fd >= 0)
        close(fd);
    if (good)
        *why = (struct sheet_fault){ 0 };
    return good ? OK : size > SHEET_FILE_MAX ? E_TOO_BIG : E_NOT_FOUND;
}

static void clear_row(struct sheet *s)
{
    arena_reset(s->row_mem);
    for (size_t i = 0; i < SHEET_COLUMNS; i++)
        s->cells[i] = (struct sheet_cell){ .text = "" };
    s->n = 0;
    s->row_bytes = 0;
}

bool sheet_next(struct sheet *s, struct sheet_row *ret)
{
    if (s->fault.code)
        return false;
    do {
        clear_row(s);
        if (!s->reader->next(s) || s->fault.code)
            return false;
    } while (s->n == 0);
    if (++s->given > SHEET_ROWS_MAX) {
        (void)sheet_fail(s, E_TOO_BIG, "too_many_rows", W("超过 20 万行，请分成几个文件导入"));
        return false;
    }
    *ret = (struct sheet_row){ .no = s->no, .n = s->n, .cells = s->cells };
    return true;
}

struct sheet_fault sheet_why(const struct sheet *s)
{
    return s->fault;
}

const char *sheet_name(const struct sheet *s)
{
    return s->name ? s->name : "";
}

bool sheet_counts_from_heading(const struct sheet *s)
{
    return s->reader->from_heading;
}
