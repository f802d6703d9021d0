/*
 * xlsx_fuzz.c -- any bytes as a package, and any bytes as the sheet inside a good package.
 *
 * Mutated zips rarely reach the XML, so the second half packs the bytes itself.
 */
#include "base/must.h"
#include "base/text.h"
#include "rooms/estate/sheet.h"

#include <string.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void read_rows(struct span bytes)
{
    struct arena *mem = arena_open((size_t)1 << 30);
    struct sheet_fault why;
    struct sheet_row row;
    struct sheet *s;

    if (sheet_open(mem, bytes, 0, &s, &why) == OK)
        while (sheet_next(s, &row))
            for (size_t i = 0; i < row.n; i++)
                must(utf8_valid(span_of(row.cells[i].text)));
    arena_close(mem);
}

static void add(zip_t *zip, const char *name, const void *p, size_t n)
{
    must(zip_file_add(zip, name, zip_source_buffer(zip, p, n, 0), ZIP_FL_OVERWRITE) >= 0);
}

static struct span packed(struct arena *mem, const uint8_t *data, size_t n)
{
    static const char book[] = "<workbook><sheets><sheet r:id=\"r1\"/></sheets></workbook>";
    static const char rels[] =
        "<R><Relationship Id=\"r1\" Type=\"/worksheet\" Target=\"/s.xml\"/>"
        "<Relationship Id=\"r2\" Type=\"/officeDocument\" Target=\"b.xml\"/>"
        "<Relationship Id=\"r3\" Type=\"/styles\" Target=\"/s.xml\"/>"
        "<Relationship Id=\"r4\" Type=\"/sharedStrings\" Target=\"/s.xml\"/></R>";
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    zip_stat_t st;
    char *out;

    zip_source_keep(source);
    add(zip, "_rels/.rels", rels, sizeof rels - 1);
    add(zip, "_rels/b.xml.rels", rels, sizeof rels - 1);
    add(zip, "b.xml", book, sizeof book - 1);
    add(zip, "s.xml", data, n);
    must(zip_close(zip) == 0 && zip_source_open(source) == 0);
    must(zip_source_stat(source, &st) == 0);
    out = arena_alloc(mem, st.size);
    must(zip_source_read(source, out, st.size) == (zip_int64_t)st.size);
    zip_source_close(source);
    zip_source_free(source);
    return (struct span){ out, st.size };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *mem = arena_open((size_t)256 << 20);

    if (n >= 4 && memcmp(data, "PK\3\4", 4) == 0)
        read_rows((struct span){ (const char *)data, n });
    else if (n)
        read_rows(packed(mem, data, n));
    arena_close(mem);
    return 0;
}
