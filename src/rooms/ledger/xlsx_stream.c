/* xlsx_stream.c -- a zip written from front to back; see xlsx_stream.h. */
#include "rooms/ledger/xlsx_stream.h"
#include "base/must.h"

#include <string.h>
#include <zlib.h>

#define OUT_MAX ((size_t)32 << 20)
#define HEAD    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define RELS    "http://schemas.openxmlformats.org/package/2006/relationships"
#define DOCS    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define KIND    "application/vnd.openxmlformats-officedocument.spreadsheetml."

/* The small parts; the sheet comes last. */
static const struct {
    const char *name, *text;
} parts[] = {
    { "[Content_Types].xml",
      HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
           "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package"
           ".relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"" KIND
           "sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"" KIND
           "styles+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" KIND
           "worksheet+xml\"/></Types>" },
    { "_rels/.rels", HEAD "<Relationships xmlns=\"" RELS "\"><Relationship Id=\"rId1\" Type=\"" DOCS
                          "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>" },
    { "xl/workbook.xml",
      HEAD "<workbook " MAIN " xmlns:r=\"" DOCS "\"><sheets><sheet name=\"台账\" sheetId=\"1\""
           " r:id=\"rId1\"/></sheets></workbook>" },
    { "xl/_rels/workbook.xml.rels",
      HEAD "<Relationships xmlns=\"" RELS "\"><Relationship Id=\"rId1\" Type=\"" DOCS
           "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" DOCS
           "/styles\" Target=\"styles.xml\"/></Relationships>" },
    { "xl/styles.xml",
      HEAD "<styleSheet " MAIN "><numFmts count=\"1\"><numFmt numFmtId=\"164\""
           " formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/></numFmts><fonts count=\"1\"><font/></fonts>"
           "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill"
           " patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders>"
           "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"3\"><xf/>"
           "<xf numFmtId=\"14\" applyNumberFormat=\"1\"/><xf numFmtId=\"164\""
           " applyNumberFormat=\"1\"/></cellXfs></styleSheet>" },
    { "xl/worksheets/sheet1.xml",
      HEAD "<worksheet " MAIN "><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\""
           " topLeftCell=\"A2\" state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr"
           " defaultColWidth=\"16\"/><sheetData>" },
};
#define PARTS (sizeof parts / sizeof *parts)

struct entry {
    uint32_t at, crc, packed, plain;
};

struct xlsx_stream {
    z_stream z;
    uint32_t sent;
    struct entry entries[PARTS];
    bool is_begun, is_open;
};

/* ---- cells ---- */

void xlsx_text(struct buf *b, const char *text)
{
    if (!*text) {
        buf_puts(b, "<c/>");
        return;
    }
    buf_puts(b, "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    for (; *text; text++) {
        if (*text == '<')
            buf_puts(b, "&lt;");
        else if (*text == '>')
            buf_puts(b, "&gt;");
        else if (*text == '&')
            buf_puts(b, "&amp;");
        else
            buf_putc(b, (unsigned char)*text < ' ' ? ' ' : *text);
    }
    buf_puts(b, "</t></is></c>");
}

void xlsx_number(struct buf *b, const char *digits, enum xlsx_style style)
{
    buf_printf(b, "<c s=\"%d\"><v>%s</v></c>", (int)style, digits);
}

/* ---- zip ---- */

static void put_16(struct buf *b, uint32_t n)
{
    buf_putc(b, (char)(n & 0xff));
    buf_putc(b, (char)(n >> 8 & 0xff));
}

static void put_32(struct buf *b, uint32_t n)
{
    put_16(b, n & 0xffff);
    put_16(b, n >> 16);
}

/* What the header in place and the one at the end have alike: flags (sizes follow, UTF-8), deflate,
   1980-01-01. */
static void put_common(struct buf *b)
{
    put_16(b, 20);
    put_16(b, 0x0808);
    put_16(b, 8);
    put_16(b, 0);
    put_16(b, 0x21);
}

static void part_begin(struct xlsx_stream *s, struct buf *b, size_t k)
{
    s->entries[k] =
        (struct entry){ .at = s->sent + (uint32_t)b->n, .crc = (uint32_t)crc32(0, NULL, 0) };
    put_32(b, 0x04034b50);
    put_common(b);
    put_32(b, 0);
    put_32(b, 0);
    put_32(b, 0);
    put_16(b, (uint32_t)strlen(parts[k].name));
    put_16(b, 0);
    buf_puts(b, parts[k].name);
}

static void pack(struct xlsx_stream *s, struct buf *b, size_t k, struct span in, int how)
{
    struct entry *e = &s->entries[k];
    unsigned char out[16384];

    /* zlib's own pointer is not const before 1.3; it does not write there. */
    memcpy(&s->z.next_in, &in.p, sizeof s->z.next_in);
    s->z.avail_in = (uInt)in.n;
    e->crc = (uint32_t)crc32(e->crc, (const unsigned char *)in.p, (uInt)in.n);
    e->plain += (uint32_t)in.n;
    do {
        s->z.next_out = out;
        s->z.avail_out = sizeof out;
        must(deflate(&s->z, how) != Z_STREAM_ERROR);
        buf_put(b, out, sizeof out - s->z.avail_out);
        e->packed += (uint32_t)(sizeof out - s->z.avail_out);
    } while (s->z.avail_out == 0);
}

static void part_end(struct xlsx_stream *s, struct buf *b, size_t k)
{
    put_32(b, 0x08074b50);
    put_32(b, s->entries[k].crc);
    put_32(b, s->entries[k].packed);
    put_32(b, s->entries[k].plain);
    must(deflateReset(&s->z) == Z_OK);
}

static void directory(struct xlsx_stream *s, struct buf *b)
{
    uint32_t at = s->sent + (uint32_t)b->n, end;

    for (size_t k = 0; k < PARTS; k++) {
        const struct entry *e = &s->entries[k];

        put_32(b, 0x02014b50);
        put_16(b, 20);
        put_common(b);
        put_32(b, e->crc);
        put_32(b, e->packed);
        put_32(b, e->plain);
        put_16(b, (uint32_t)strlen(parts[k].name));
        for (int i = 0; i < 4; i++)
            put_16(b, 0);
        put_32(b, 0);
        put_32(b, e->at);
        buf_puts(b, parts[k].name);
    }
    end = s->sent + (uint32_t)b->n;
    put_32(b, 0x06054b50);
    put_32(b, 0);
    put_16(b, PARTS);
    put_16(b, PARTS);
    put_32(b, end - at);
    put_32(b, at);
    put_16(b, 0);
}

static struct span span(const char *text)
{
    return (struct span){ text, strlen(text) };
}

struct xlsx_stream *xlsx_stream_open(struct arena *mem)
{
    struct xlsx_stream *s = arena_new(mem, struct xlsx_stream);

    must(deflateInit2(&s->z, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    s->is_open = true;
    return s;
}

struct buf xlsx_stream_more(struct xlsx_stream *s, struct arena *out, struct span rows,
                            bool is_last)
{
    struct buf b = buf_new(out, OUT_MAX);

    if (!s->is_begun) {
        s->is_begun = true;
        for (size_t k = 0; k + 1 < PARTS; k++) {
            part_begin(s, &b, k);
            pack(s, &b, k, span(parts[k].text), Z_FINISH);
            part_end(s, &b, k);
        }
        part_begin(s, &b, PARTS - 1);
        pack(s, &b, PARTS - 1, span(parts[PARTS - 1].text), Z_NO_FLUSH);
    }
    pack(s, &b, PARTS - 1, rows, Z_NO_FLUSH);
    if (is_last) {
        pack(s, &b, PARTS - 1, span("</sheetData></worksheet>"), Z_FINISH);
        part_end(s, &b, PARTS - 1);
        directory(s, &b);
    }
    must(!b.full);
    s->sent += (uint32_t)b.n;
    return b;
}

void xlsx_stream_close(struct xlsx_stream *s)
{
    if (s->is_open)
        deflateEnd(&s->z);
    s->is_open = false;
}
