/* sheet_test.c -- packages made by hand: what Excel and others write, and what only an attacker
 * does. */
#include "rooms/estate/sheet.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zip.h>

static struct arena *mem;

#define RELS(t, type)                                                                              \
    "<Relationships><Relationship Id=\"r1\" Type=\"x/" type "\" Target=\"" t "\"/></"              \
    "Relationships>"
#define BOOK_RELS                                                                                  \
    "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/a.xml\"/>"    \
    "<Relationship Id=\"r2\" Type=\"x/worksheet\" Target=\"/xl/worksheets/b.xml\"/>"               \
    "<Relationship Id=\"r3\" Type=\"x/styles\" Target=\"styles.xml\"/>"                            \
    "<Relationship Id=\"r4\" Type=\"x/sharedStrings\" Target=\"s.xml\"/></Relationships>"
#define STYLES                                                                                     \
    "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-804]yyyy&quot;年&quot;m\"/>"   \
    "<numFmt numFmtId=\"165\" formatCode=\"0.00&quot;d&quot;\"/></numFmts>"                        \
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"              \
    "<xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
#define STRINGS                                                                                    \
    "<x:sst xmlns:x=\"m\"><x:si><x:t>甲</x:t></x:si><x:si><x:r><x:t>乙</x:t></x:r>"              \
    "<x:rPh><x:t>yi</x:t></x:rPh><x:r><x:t>丙</x:t></x:r></x:si></x:sst>"

struct entry {
    const char *name, *text;
};

/* A package of these parts; the first sheet is hidden when `hide`. */
static struct span package(const char *sheet, bool hide, const char *epoch, struct entry extra)
{
    const char *book =
        arena_printf(mem,
                     "<workbook xmlns:r=\"o\"><workbookPr%s/><sheets><sheet name=\"a\" "
                     "sheetId=\"9\"%s r:id=\"r1\"/>"
                     "<sheet name=\"b\" sheetId=\"1\" r:id=\"r2\"/></sheets></workbook>",
                     epoch, hide ? " state=\"hidden\"" : "");
    const struct entry parts[] = {
        { "_rels/.rels", RELS("xl/workbook.xml", "officeDocument") },
        { "xl/workbook.xml", book },
        { "xl/_rels/workbook.xml.rels", BOOK_RELS },
        { "xl/styles.xml", STYLES },
        { "xl/s.xml", STRINGS },
        { "xl/worksheets/a.xml", sheet },
        { "xl/worksheets/b.xml",
          "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>second</t></is>"
          "</c></row></sheetData></worksheet>" },
        extra,
    };
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    zip_stat_t st;
    char *out;

    zip_source_keep(source);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].name)
            assert_true(
                zip_file_add(zip, parts[i].name,
                             zip_source_buffer(zip, parts[i].text, strlen(parts[i].text), 0),
                             ZIP_FL_OVERWRITE) >= 0);
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_open(source), 0);
    assert_int_equal(zip_source_stat(source, &st), 0);
    out = arena_alloc(mem, st.size);
    assert_int_equal(zip_source_read(source, out, st.size), (zip_int64_t)st.size);
    zip_source_close(source);
    zip_source_free(source);
    return (struct span){ out, st.size };
}

/* All rows as "no:A|B|C;"; or "!code". */
static const char *rows_of(struct span bytes, size_t which)
{
    struct arena *own = arena_open((size_t)1 << 30);
    struct buf b = buf_new(mem, 1 << 20);
    struct sheet_fault why;
    struct sheet_row row;
    struct sheet *s;

    if (sheet_open(own, bytes, which, &s, &why) == OK) {
        while (sheet_next(s, &row)) {
            buf_printf(&b, "%lld:", (long long)row.no);
            for (size_t i = 0; i < row.n; i++)
                buf_printf(&b, "%s%s%s", i ? "|" : "", row.cells[i].merged ? "^" : "",
                           row.cells[i].text);
            buf_puts(&b, ";");
        }
        why = sheet_why(s);
    }
    if (why.code)
        buf_printf(&b, "!%s", why.code);
    arena_close(own);
    return b.p;
}

static const struct entry none;

static void cells(void **state)
{
    const char *sheet =
        "<worksheet><sheetData>"
        "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" t=\"s\"><v>1</v></c></row>"
        "<row r=\"5\"><c r=\"A5\" s=\"3\"/></row>"
        "<row r=\"7\"><c r=\"A7\"><v>1.9000059294E10</v></c><c><v>118.33000000000001</v></c>"
        "<c s=\"1\"><v>44377</v></c><c s=\"2\"><v>44377</v></c><c s=\"3\"><v>44377.5</v></c>"
        "<c t=\"str\"><f>A1</f><v>x</v></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c></row>"
        "<row><c t=\"s\"><v>99</v></c><c t=\"inlineStr\"><is><t>a</t><t>b</t></is></c></row>"
        "</sheetData></worksheet>";

    (void)state;
    assert_string_equal(
        rows_of(package(sheet, false, "", none), 0),
        "2:甲||乙丙;"
        "7:19000059294|118.33|2021-06-30|44377|2021-06-30 12:00|x|TRUE|#N/A;8:|ab;");
}

static void sheets(void **state)
{
    const char *sheet = "<worksheet><sheetData><row><c s=\"3\"><v>42915</v></c></row></sheetData>"
                        "</worksheet>";

    (void)state;
    assert_string_equal(rows_of(package(sheet, true, "", none), 0), "1:second;");
    assert_string_equal(rows_of(package(sheet, false, "", none), 1), "1:second;");
    assert_string_equal(rows_of(package(sheet, false, " date1904=\"1\"", none), 0),
                        "1:2021-06-30;");
    assert_string_equal(rows_of(package(sheet, false, "", none), 2), "");
}

static void merged(void **state)
{
    const char *sheet =
        "<worksheet><sheetData>"
        "<row r=\"1\"><c r=\"A1\"><v>3</v></c><c r=\"B1\"><v>1</v></c></row>"
        "<row r=\"2\"><c r=\"B2\"><v>2</v></c></row>"
        "<row r=\"3\"><c r=\"A3\" s=\"1\"/></row>"
        "<row r=\"4\"><c r=\"B4\"><v>4</v></c></row>"
        "</sheetData><mergeCells><mergeCell ref=\"A1:A3\"/><mergeCell ref=\"B1:C1\"/>"
        "<mergeCell ref=\"nonsense\"/></mergeCells></worksheet>";

    (void)state;
    assert_string_equal(rows_of(package(sheet, false, "", none), 0), "1:3|1;2:^3|2;4:|4;");
}

/* `n` times the same text between a head and a tail. */
static const char *many(const char *head, const char *text, size_t n, const char *tail)
{
    struct buf b = buf_new(mem, (size_t)64 << 20);

    buf_puts(&b, head);
    for (size_t i = 0; i < n; i++)
        buf_puts(&b, text);
    buf_puts(&b, tail);
    return b.p;
}

static void attacks(void **state)
{
    const char *laughs = "<!DOCTYPE x [<!ENTITY a \"ha\">]><worksheet>&a;</worksheet>";
    const char *zeros =
        many("<worksheet><!--", "                                ", 500000, "--></worksheet>");
    const char *wide = many("<worksheet><sheetData><row>", "<c><v>1</v></c>", 60000,
                            "</row></sheetData></worksheet>");
    const char *cut = "<worksheet><sheetData><row><c><v>1</v></c></row>";
    const char *huge = many("<worksheet><sheetData><row><c t=\"str\"><v>", "0123456789", 20000,
                            "</v></c></row></sheetData></worksheet>");

    (void)state;
    assert_string_equal(rows_of(package(laughs, false, "", none), 0), "!dtd");
    assert_string_equal(rows_of(package(zeros, false, "", none), 0), "!bomb");
    assert_non_null(strstr(rows_of(package(wide, false, "", none), 0), "1:1|1|"));
    assert_string_equal(rows_of(package(cut, false, "", none), 0), "!broken");
    assert_string_equal(rows_of(package(huge, false, "", none), 0), "!cell_too_big");
    assert_string_equal(rows_of((struct span){ "PK\3\4", 4 }, 0), "!broken");
}

static void empty_rows(void **state)
{
    const char *sheet = many("<worksheet><sheetData><row><c><v>1</v></c></row>",
                             "<row><c s=\"3\" t=\"n\"></c></row>", 20000,
                             "<row><c><v>2</v></c></row></sheetData></worksheet>");

    (void)state;
    assert_string_equal(rows_of(package(sheet, false, "", none), 0), "1:1;20002:2;");
}

static void encodings(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *rows;
    } cases[] = {
        { "\xB3\xAC,1\r\n", 6, "1:超|1;" },
        { "\xFF\xFE\x85\x8D\t\0"
          "1\0\n\0",
          10, "1:超|1;" },
        { "\xFE\xFF\x8D\x85\0\t\0"
          "1",
          8, "1:超|1;" },
        { "sep=;\na;b,c\n", 12, "1:a|b,c;" },
        { "a,\"b\r\nc\"\"d\"\r\n\r\ne", 16, "1:a|b\nc\"d;3:e;" },
        { "a,b\"c\n", 6, "1:a|b\"c;" },
        { "a\rb\r", 4, "1:a;2:b;" },
        { "a,\"b\n", 5, "!quotes" },
        { "a\0b,c\n", 6, "!encoding" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(rows_of((struct span){ cases[i].bytes, cases[i].n }, 0), cases[i].rows);
}

static int open_mem(void **state)
{
    (void)state;
    mem = arena_open((size_t)1 << 30);
    return 0;
}

static int close_mem(void **state)
{
    (void)state;
    arena_close(mem);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        { "cells are read by place, type and number format", cells, NULL, NULL, NULL },
        { "the first visible sheet is meant, in its own calendar", sheets, NULL, NULL, NULL },
        { "a merged cell is filled down, and rows without a cell of their own are none", merged,
          NULL, NULL, NULL },
        { "bombs, entities, endless cells and cut files are refused", attacks, NULL, NULL, NULL },
        { "thousands of rows with nothing but a border are passed over", empty_rows, NULL, NULL,
          NULL },
        { "a CSV is read in the encoding it is in", encodings, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests(tests, open_mem, close_mem);
}
