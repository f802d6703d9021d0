/*
 * sheet_xlsx.c -- XLSX as Excel, WPS and export programs write it, read as a stream.
 *
 * Reading is a chain of small parts: the package's relations name the workbook,
 * the workbook its sheets, shared strings and styles; then the sheet itself.
 * Only the sheet is large.  It is read twice: once for its merged ranges, which
 * the format puts behind the rows they rule, and once for the rows.
 *
 * A cell is given as text.  A number keeps its digits (a phone is 19000059294,
 * not 1.9E+10); whether it is a date only the number format of its style says,
 * so styles are read for that and nothing else.  Cells may be missing, and say
 * where they stand (r="C7"), or not.  A merged range shows its first cell; in
 * the first column of a range that goes down the same text is filled into the
 * cells below, for that is what the person who merged them meant.  A row counts
 * only when a cell of its own holds something: sheets carry thousands of rows
 * that have nothing but a border.
 */
#include "base/text.h"
#include "base/when.h"
#include "rooms/estate/sheet_zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STRINGS_MAX 1000000
#define STRINGS_MEM ((size_t)64 << 20)
#define STYLES_MAX  65536
#define MERGES_MAX  100000
#define SHEETS_MAX  256
#define KEPT_MAX    ((size_t)8 << 20) /* texts of merged cells */

struct merge {
    int64_t from, to;
    size_t column;
};

struct relation {
    const char *id, *type, *target;
};

enum cell_type { CELL_NUMBER = 0, CELL_SHARED, CELL_INLINE, CELL_WORDS, CELL_BOOL };

struct xlsx {
    struct package *package;
    struct part *part; /* the sheet while its rows are read */
    struct relation *relations;
    size_t relation_n;
    const char *sheets[SHEETS_MAX]; /* relation ids of the visible ones */
    const char *names[SHEETS_MAX];
    size_t sheet_n;
    bool is_1904;

    const char **strings;
    size_t string_n, string_room, string_bytes;
    bool *is_date; /* of each cell format */
    size_t format_n;
    uint8_t *own_format; /* by number of an own format - 164: 1 date */
    bool in_formats;

    struct merge *merges;
    size_t merge_n, merge_room, merge_at;
    struct {
        int64_t to;
        const char *text;
    } down[SHEET_COLUMNS]; /* the range that a column is in */
    size_t kept;

    int64_t row;   /* of the sheet, as read */
    size_t column; /* of the cell being read */
    enum cell_type type;
    size_t format;
    bool in_text, in_phonetic, has_row;
};

#define OWN_FORMATS 4096 /* 164 and up */

static struct xlsx *of(struct sheet *s)
{
    return s->in;
}

/* An array of n items with room for one more, copied into more room when it is full. */
static void *grown(struct arena *mem, void *items, size_t n, size_t *room, size_t size)
{
    void *p;

    if (n < *room)
        return items;
    *room = *room ? *room * 2 : 256;
    p = arena_array(mem, *room, size);
    if (n)
        memcpy(p, items, n * size);
    return p;
}

static size_t number_of(const char *text, size_t most)
{
    int64_t n;

    return text && text_int(text, &n) && n >= 0 && (uint64_t)n < most ? (size_t)n : most;
}

/* ---- relations and workbook ---- */

static void relation_begin(struct sheet *s, const char *element, const char **a)
{
    struct xlsx *x = of(s);
    const char *id = attribute(a, "Id"), *type = attribute(a, "Type");
    const char *target = attribute(a, "Target");

    if (strcmp(element, "Relationship") != 0 || !id || !type || !target ||
        x->relation_n == SHEETS_MAX)
        return;
    x->relations[x->relation_n++] = (struct relation){
        .id = arena_dup(s->mem, id),
        .type = arena_dup(s->mem, type),
        .target = arena_dup(s->mem, target),
    };
}

static bool read_relations(struct sheet *s, const char *name)
{
    static const struct part_handlers h = { .begin = relation_begin };

    of(s)->relation_n = 0;
    return part_read(s, of(s)->package, name, &h);
}

/* Target of the first relation of a type ("/styles"); NULL when there is none. */
static const char *related_type(const struct xlsx *x, const char *type)
{
    for (size_t i = 0; i < x->relation_n; i++)
        if (text_ends(x->relations[i].type, type))
            return x->relations[i].target;
    return NULL;
}

/* Target of the relation with this id; NULL when there is none. */
static const char *related_id(const struct xlsx *x, const char *id)
{
    for (size_t i = 0; i < x->relation_n; i++)
        if (strcmp(x->relations[i].id, id) == 0)
            return x->relations[i].target;
    return NULL;
}

/* The relation id, which is r:id and not the sheet's own sheetId. */
static const char *relation_id(const char **a)
{
    for (; *a; a += 2)
        if (text_ends(*a, ":id"))
            return a[1];
    return NULL;
}

static void workbook_begin(struct sheet *s, const char *element, const char **a)
{
    struct xlsx *x = of(s);
    const char *state = attribute(a, "state"), *id = relation_id(a);
    const char *epoch = attribute(a, "date1904"), *called = attribute(a, "name");

    if (strcmp(element, "workbookPr") == 0)
        x->is_1904 = epoch && (strcmp(epoch, "1") == 0 || strcmp(epoch, "true") == 0);
    if (strcmp(element, "sheet") == 0 && id && x->sheet_n < SHEETS_MAX &&
        (!state || strcmp(state, "visible") == 0)) {
        x->names[x->sheet_n] = arena_dup(s->mem, called ? called : "");
        x->sheets[x->sheet_n++] = arena_dup(s->mem, id);
    }
}

/* ---- shared strings ---- */

static void strings_begin(struct sheet *s, const char *element, const char **a)
{
    struct xlsx *x = of(s);

    (void)a;
    if (strcmp(element, "si") == 0)
        s->acc_n = 0;
    else if (strcmp(element, "t") == 0)
        x->in_text = true;
    else if (strcmp(element, "rPh") == 0)
        x->in_phonetic = true;
}

static void strings_end(struct sheet *s, const char *element)
{
    struct xlsx *x = of(s);
    size_t n = s->acc_n < SHEET_CELL_MAX ? s->acc_n : SHEET_CELL_MAX;

    if (strcmp(element, "t") == 0)
        x->in_text = false;
    else if (strcmp(element, "rPh") == 0)
        x->in_phonetic = false;
    if (strcmp(element, "si") != 0)
        return;
    x->string_bytes += n + 64;
    if (x->string_n == STRINGS_MAX || x->string_bytes > STRINGS_MEM) {
        (void)sheet_fail(s, E_TOO_BIG, "too_big", W("表格里的文字太多，请分成几个文件导入"));
        return;
    }
    x->strings = grown(s->mem, x->strings, x->string_n, &x->string_room, sizeof *x->strings);
    x->strings[x->string_n++] = n ? arena_dup_n(s->mem, s->acc, n) : "";
}

static void text_inside(struct sheet *s, const char *p, size_t n)
{
    if (of(s)->in_text && !of(s)->in_phonetic)
        sheet_add(s, p, n);
}

/* ---- styles: which cell formats are dates ---- */

/* Formats that every program knows by number; the Chinese ones are 27-36 and 50-58. */
static bool is_known_date(size_t id)
{
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
           (id >= 50 && id <= 54) || (id >= 57 && id <= 58);
}

/* A format with a year or a day outside of quotes, brackets and escapes. */
static bool is_date_code(const char *code)
{
    for (const char *p = code; *p; p++) {
        if (*p == '"' || *p == '[') {
            const char *end = strchr(p + 1, *p == '"' ? '"' : ']');

            if (!end)
                return false;
            p = end;
        } else if (*p == '\\' && p[1]) {
            p++;
        } else if (strchr("yYdD", *p)) {
            return true;
        }
    }
    return false;
}

static void styles_begin(struct sheet *s, const char *element, const char **a)
{
    struct xlsx *x = of(s);
    size_t id = number_of(attribute(a, "numFmtId"), 164 + OWN_FORMATS);
    const char *code = attribute(a, "formatCode");

    if (strcmp(element, "numFmt") == 0 && code && id >= 164 && id < 164 + OWN_FORMATS)
        x->own_format[id - 164] = is_date_code(code);
    if (strcmp(element, "cellXfs") == 0)
        x->in_formats = true;
    if (strcmp(element, "xf") == 0 && x->in_formats && x->format_n < STYLES_MAX)
        x->is_date[x->format_n++] = id < 164                 ? is_known_date(id)
                                    : id < 164 + OWN_FORMATS ? x->own_format[id - 164] != 0
                                                             : false;
}

static void styles_end(struct sheet *s, const char *element)
{
    if (strcmp(element, "cellXfs") == 0)
        of(s)->in_formats = false;
}

/* ---- merged ranges ---- */

/* "C7" → column 2, row 7; false on anything else. */
static bool cell_place(const char *p, size_t *column, int64_t *row)
{
    size_t c = 0;

    for (; *p >= 'A' && *p <= 'Z' && c < 1u << 16; p++)
        c = c * 26 + (size_t)(*p - 'A' + 1);
    if (c == 0 || !text_int(p, row) || *row < 1)
        return false;
    *column = c - 1;
    return true;
}

static void merges_begin(struct sheet *s, const char *element, const char **a)
{
    struct xlsx *x = of(s);
    const char *ref = attribute(a, "ref"), *colon = ref ? strchr(ref, ':') : NULL;
    struct merge m;
    char first[16];
    size_t to_column;

    if (strcmp(element, "mergeCell") != 0 || !colon || (size_t)(colon - ref) >= sizeof first ||
        x->merge_n == MERGES_MAX)
        return;
    memcpy(first, ref, (size_t)(colon - ref));
    first[colon - ref] = '\0';
    if (!cell_place(first, &m.column, &m.from) || !cell_place(colon + 1, &to_column, &m.to) ||
        m.to <= m.from || m.column >= SHEET_COLUMNS)
        return;
    x->merges = grown(s->mem, x->merges, x->merge_n, &x->merge_room, sizeof *x->merges);
    x->merges[x->merge_n++] = m;
}

static int by_first_row(const void *a, const void *b)
{
    const struct merge *x = a, *y = b;

    return (x->from > y->from) - (x->from < y->from);
}

/* Fills the cells of merged ranges of a row that was read. */
static void fill_down(struct sheet *s)
{
    struct xlsx *x = of(s);

    for (; x->merge_at < x->merge_n && x->merges[x->merge_at].from <= x->row; x->merge_at++) {
        const struct merge *m = &x->merges[x->merge_at];
        const char *text = m->from == x->row ? s->cells[m->column].text : "";

        x->kept += strlen(text) + 1;
        x->down[m->column].to = m->to;
        x->down[m->column].text = x->kept > KEPT_MAX ? "" : arena_dup(s->mem, text);
    }
    for (size_t c = 0; c < SHEET_COLUMNS; c++)
        if (x->down[c].to >= x->row && !*s->cells[c].text)
            sheet_put(s, c, (struct sheet_cell){ .text = x->down[c].text, .merged = true });
}

/* ---- cells ---- */

/* The whole number at or below n (large ones have no other digits anyway). */
static double whole(double n)
{
    double w;

    if (!(n > -9e15 && n < 9e15))
        return n;
    w = (double)(int64_t)n;
    return w > n ? w - 1 : w;
}

/* A serial of the sheet's calendar as a date; false when it is none. */
static bool serial_date(double serial, bool is_1904, int32_t *ret)
{
    double day = whole(serial) + (is_1904 ? 1462 : 0);

    if (!(day >= 1 && day < 2958466))
        return false;
    /* The 1900 calendar has a 29 February 1900; days before it lie one further. */
    *ret = (int32_t)day - 25569 + (day < 60 ? 1 : 0);
    return true;
}

static struct sheet_cell date_cell(struct sheet *s, const char *text, double serial)
{
    double part = serial - whole(serial);
    int minutes = (int)(part * 1440 + 0.5);
    const char *day;
    int32_t on;

    if (!serial_date(serial, of(s)->is_1904, &on))
        return (struct sheet_cell){ .text = text, .kind = SHEET_NUMBER };
    day = date_text(s->row_mem, on);
    if (minutes > 0 && minutes < 1440)
        day = arena_printf(s->row_mem, "%s %02d:%02d", day, minutes / 60, minutes % 60);
    return (struct sheet_cell){ .text = day, .kind = SHEET_DATE };
}

static struct sheet_cell number_cell(struct sheet *s, const char *text)
{
    struct xlsx *x = of(s);
    char *end, digits[48];
    double n = strtod(text, &end);

    if (!*text || *end || !__builtin_isfinite(n))
        return (struct sheet_cell){ .text = text };
    if (x->format < x->format_n && x->is_date[x->format])
        return date_cell(s, text, n);
    /* Fifteen digits are what a spreadsheet holds; the rest is noise of binary fractions. */
    if (n < 1e21 && n > -1e21 && n - whole(n) <= 0)
        snprintf(digits, sizeof digits, "%.0f", n);
    else
        snprintf(digits, sizeof digits, "%.15g", n);
    return (struct sheet_cell){ .text = arena_dup(s->row_mem, digits), .kind = SHEET_NUMBER };
}

static struct sheet_cell read_cell(struct sheet *s)
{
    struct xlsx *x = of(s);
    const char *text = sheet_taken(s);
    size_t i;

    switch (x->type) {
    case CELL_SHARED:
        i = number_of(text, x->string_n);
        return (struct sheet_cell){ .text = i < x->string_n ? x->strings[i] : "" };
    case CELL_NUMBER: return number_cell(s, text);
    case CELL_BOOL: return (struct sheet_cell){ .text = *text == '1' ? "TRUE" : "FALSE" };
    case CELL_INLINE:
    case CELL_WORDS: break;
    }
    return (struct sheet_cell){ .text = text };
}

static enum cell_type type_of(const char *t)
{
    static const struct {
        const char *word;
        enum cell_type type;
    } words[] = {
        { "s", CELL_SHARED }, { "inlineStr", CELL_INLINE }, { "str", CELL_WORDS },
        { "d", CELL_WORDS },  { "e", CELL_WORDS },          { "b", CELL_BOOL },
    };

    for (size_t i = 0; t && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, t) == 0)
            return words[i].type;
    return CELL_NUMBER;
}

static void cell_begin(struct xlsx *x, const char **a)
{
    const char *r = attribute(a, "r");
    size_t column;
    int64_t row;

    x->column = r && cell_place(r, &column, &row) ? column : x->column + 1;
    x->type = type_of(attribute(a, "t"));
    x->format = number_of(attribute(a, "s"), STYLES_MAX);
}

static void rows_begin(struct sheet *s, const char *element, const char **a)
{
    struct xlsx *x = of(s);
    const char *r;
    int64_t row;

    if (strcmp(element, "row") == 0) {
        r = attribute(a, "r");
        x->row = r && text_int(r, &row) && row > x->row ? row : x->row + 1;
        s->no = x->row;
        x->column = SIZE_MAX; /* the first cell without a place is column 0 */
    } else if (strcmp(element, "c") == 0) {
        s->acc_n = 0;
        cell_begin(x, a);
    } else if (strcmp(element, "v") == 0) {
        x->in_text = x->type != CELL_INLINE;
    } else if (strcmp(element, "t") == 0) {
        x->in_text = x->type == CELL_INLINE;
    } else if (strcmp(element, "rPh") == 0) {
        x->in_phonetic = true;
    }
}

static void rows_end(struct sheet *s, const char *element)
{
    struct xlsx *x = of(s);

    if (strcmp(element, "v") == 0 || strcmp(element, "t") == 0) {
        x->in_text = false;
    } else if (strcmp(element, "rPh") == 0) {
        x->in_phonetic = false;
    } else if (strcmp(element, "c") == 0 && s->acc_n > 0 && x->column < SHEET_COLUMNS) {
        sheet_put(s, x->column, read_cell(s));
    } else if (strcmp(element, "row") == 0 && s->n > 0) {
        x->has_row = true;
        part_pause(x->part);
    }
}

static bool xlsx_next(struct sheet *s)
{
    struct xlsx *x = of(s);

    x->has_row = false;
    if (part_step(x->part) && x->has_row) {
        fill_down(s);
        return true;
    }
    return false;
}

/* ---- opening ---- */

static bool read_workbook(struct sheet *s, const char **folder)
{
    static const struct part_handlers h = { .begin = workbook_begin };
    struct xlsx *x = of(s);
    const char *book, *name, *slash;

    if (!read_relations(s, "_rels/.rels"))
        return false;
    book = related_type(x, "/officeDocument");
    book = package_target(s->mem, "", book ? book : "xl/workbook.xml");
    slash = strrchr(book, '/');
    name = slash ? slash + 1 : book;
    *folder = arena_dup_n(s->mem, book, (size_t)(name - book));
    return part_read(s, x->package, book, &h) &&
           read_relations(s, arena_printf(s->mem, "%s_rels/%s.rels", *folder, name));
}

/* A part that a workbook may be without. */
static bool read_side(struct sheet *s, const char *folder, const char *type,
                      const struct part_handlers *h)
{
    const char *target = related_type(of(s), type);
    const char *name = target ? package_target(s->mem, folder, target) : NULL;

    return !name || !package_has(of(s)->package, name) || part_read(s, of(s)->package, name, h);
}

static bool read_sides(struct sheet *s, const char *folder)
{
    static const struct part_handlers strings = { strings_begin, strings_end, text_inside };
    static const struct part_handlers styles = { styles_begin, styles_end, NULL };
    struct xlsx *x = of(s);

    x->is_date = arena_new_n(s->mem, bool, STYLES_MAX);
    x->own_format = arena_alloc(s->mem, OWN_FORMATS);
    return read_side(s, folder, "/sharedStrings", &strings) &&
           read_side(s, folder, "/styles", &styles);
}

static void close_part(void *part)
{
    part_close(part);
}

static const struct sheet_reader xlsx_reader = { .next = xlsx_next };

enum err xlsx_open(struct sheet *s, struct span bytes, size_t which)
{
    static const struct part_handlers merges = { .begin = merges_begin };
    static const struct part_handlers rows = { rows_begin, rows_end, text_inside };
    struct xlsx *x = arena_new(s->mem, struct xlsx);
    const char *folder, *target, *name;
    enum err e;

    s->in = x;
    s->reader = &xlsx_reader;
    x->relations = arena_new_n(s->mem, struct relation, SHEETS_MAX);
    if ((e = package_open(s, bytes, &x->package)) != OK)
        return e;
    if (!read_workbook(s, &folder))
        return E_MEDIA;
    if (which >= x->sheet_n)
        return E_NOT_FOUND;
    s->name = x->names[which];
    target = related_id(x, x->sheets[which]);
    name = package_target(s->mem, folder, target ? target : "");
    if (!read_sides(s, folder) || !part_read(s, x->package, name, &merges))
        return E_MEDIA;
    if (x->merge_n)
        qsort(x->merges, x->merge_n, sizeof *x->merges, by_first_row);
    if (!(x->part = part_open(s, x->package, name, &rows)))
        return E_MEDIA;
    arena_defer(s->mem, close_part, x->part);
    return OK;
}
