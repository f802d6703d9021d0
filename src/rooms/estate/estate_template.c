/* estate_template.c -- an XLSX of five small parts; see estate_template.h. */
#include "rooms/estate/estate_template.h"

#include "base/buf.h"
#include "base/words.h"

#include <string.h>
#include <zip.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define RELS "http://schemas.openxmlformats.org/package/2006/relationships"
#define DOCS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define KIND "application/vnd.openxmlformats-officedocument.spreadsheetml."

/* The columns of each template, in the order in which people look for them. */
static const struct {
    enum column column;
    unsigned kinds;
    const char *example;
} lines[] = {
    { COL_BUILDING, 1 << IMPORT_HOMES | 1 << IMPORT_OWNERS, "3栋" },
    { COL_UNIT, 1 << IMPORT_HOMES | 1 << IMPORT_OWNERS, "2单元" },
    { COL_ROOM, 1 << IMPORT_HOMES | 1 << IMPORT_OWNERS, "1802" },
    { COL_PHASE, 1 << IMPORT_HOMES, "二期" },
    { COL_HOME_TYPE, 1 << IMPORT_HOMES, "A1" },
    { COL_AREA, 1 << IMPORT_HOMES | 1 << IMPORT_OWNERS, "118.33" },
    { COL_INNER_AREA, 1 << IMPORT_HOMES, "92.10" },
    { COL_FIT_OUT, 1 << IMPORT_HOMES, "毛坯 / 精装" },
    { COL_COMPLETION, 1 << IMPORT_HOMES, "2021-03-15" },
    { COL_NAME, 1 << IMPORT_OWNERS, "两位业主写 张三、李四" },
    { COL_ID_NUMBER, 1 << IMPORT_OWNERS, "按同样顺序，用、隔开" },
    { COL_PHONE, 1 << IMPORT_OWNERS, "按同样顺序，用、隔开" },
    { COL_SHARE, 1 << IMPORT_OWNERS, "各50% / 60%、40% / 共同共有" },
    { COL_HANDOVER, 1 << IMPORT_OWNERS, "2021-06-30" },
    { COL_COMPANY, 1 << IMPORT_COMPANIES, "恒基建设有限公司" },
    { COL_SHORT_NAME, 1 << IMPORT_COMPANIES, "恒基建设" },
    { COL_COMPANY_KIND, 1 << IMPORT_COMPANIES, "施工 / 供应商 / 监理 / 物业 / 保险" },
    { COL_TRADES, 1 << IMPORT_COMPANIES, "土建、防水" },
    { COL_CREDIT_CODE, 1 << IMPORT_COMPANIES, "18 位" },
    { COL_CONTACT, 1 << IMPORT_COMPANIES, "王工" },
    { COL_PHONE, 1 << IMPORT_COMPANIES, "11 位手机号或带区号的座机" },
    { COL_CONTRACT, 1 << IMPORT_COMPANIES, "HT-2021-001" },
    { COL_BUILDINGS, 1 << IMPORT_COMPANIES, "3、5栋；全部楼栋可不填" },
    { COL_COMPLETION, 1 << IMPORT_COMPANIES, "2021-03-15" },
    { COL_ENDS, 1 << IMPORT_COMPANIES, "2026-03-14" },
    { COL_REPORTED, 1 << IMPORT_LEDGER, "2021-05-12；工作表名写了年份时可写 5.12" },
    { COL_FULL_ROOM, 1 << IMPORT_LEDGER, "3-2-1802" },
    { COL_PROBLEM, 1 << IMPORT_LEDGER, "主卫顶棚渗水" },
    { COL_CATEGORY, 1 << IMPORT_LEDGER, "防水" },
    { COL_COMPANY, 1 << IMPORT_LEDGER, "恒基建设有限公司" },
    { COL_SENT, 1 << IMPORT_LEDGER, "2021-05-13" },
    { COL_DONE, 1 << IMPORT_LEDGER, "2021-05-20 / 未完 / 业主拒绝" },
    { COL_PASSED, 1 << IMPORT_LEDGER, "合格 / 不合格" },
    { COL_CALLED, 1 << IMPORT_LEDGER, "满意 / 一般 / 未接" },
    { COL_REMARK, 1 << IMPORT_LEDGER, "" },
};

static void cell(struct buf *b, const char *text)
{
    buf_puts(b, "<c t=\"inlineStr\" s=\"1\"><is><t>");
    buf_puts(b, text); /* words of the tables above: nothing in them needs escaping */
    buf_puts(b, "</t></is></c>");
}

static const char *table_sheet(struct arena *mem, enum import_kind kind)
{
    struct buf b = buf_new(mem, 64 << 10);

    buf_puts(&b, HEAD "<worksheet " MAIN "><sheetViews><sheetView workbookViewId=\"0\"><pane"
                      " ySplit=\"1\" topLeftCell=\"A2\" state=\"frozen\"/></sheetView></sheetViews>"
                      "<cols><col min=\"1\" max=\"40\" width=\"18\" style=\"1\"/></cols><sheetData>"
                      "<row r=\"1\">");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (lines[i].kinds & (1u << kind))
            cell(&b, column_words(lines[i].column));
    buf_puts(&b, "</row></sheetData></worksheet>");
    return b.p;
}

static const char *help_sheet(struct arena *mem, enum import_kind kind)
{
    struct buf b = buf_new(mem, 64 << 10);

    buf_puts(&b, HEAD "<worksheet " MAIN "><cols><col min=\"1\" max=\"2\" width=\"32\"/></cols>"
                      "<sheetData>");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (lines[i].kinds & (1u << kind)) {
            buf_puts(&b, "<row>");
            cell(&b, column_words(lines[i].column));
            cell(&b, lines[i].example);
            buf_puts(&b, "</row>");
        }
    buf_puts(&b, "</sheetData></worksheet>");
    return b.p;
}

static bool add(zip_t *zip, const char *name, const char *text)
{
    zip_source_t *source = zip_source_buffer(zip, text, strlen(text), 0);

    if (source && zip_file_add(zip, name, source, ZIP_FL_OVERWRITE) >= 0)
        return true;
    zip_source_free(source);
    return false;
}

static bool add_parts(struct arena *mem, zip_t *zip, enum import_kind kind)
{
    return add(zip, "[Content_Types].xml",
               HEAD
               "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
               "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package"
               ".relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"" KIND
               "sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"" KIND
               "styles+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" KIND
               "worksheet+xml\"/><Override PartName=\"/xl/worksheets/sheet2.xml\""
               " ContentType=\"" KIND "worksheet+xml\"/></Types>") &&
           add(zip, "_rels/.rels",
               HEAD "<Relationships xmlns=\"" RELS "\"><Relationship Id=\"rId1\" Type=\"" DOCS
                    "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>") &&
           add(zip, "xl/workbook.xml",
               HEAD "<workbook " MAIN " xmlns:r=\"" DOCS "\"><sheets><sheet name=\"导入\""
                    " sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"填写说明\" sheetId=\"2\""
                    " r:id=\"rId2\"/></sheets></workbook>") &&
           add(zip, "xl/_rels/workbook.xml.rels",
               HEAD "<Relationships xmlns=\"" RELS "\"><Relationship Id=\"rId1\" Type=\"" DOCS
                    "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\""
                    " Type=\"" DOCS "/worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship"
                    " Id=\"rId3\" Type=\"" DOCS
                    "/styles\" Target=\"styles.xml\"/></Relationships>") &&
           add(zip, "xl/styles.xml",
               HEAD
               "<styleSheet " MAIN "><fonts count=\"1\"><font/></fonts><fills count=\"2\"><fill>"
               "<patternFill patternType=\"none\"/></fill><fill><patternFill"
               " patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders>"
               "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf/>"
               "<xf numFmtId=\"49\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>") &&
           add(zip, "xl/worksheets/sheet1.xml", table_sheet(mem, kind)) &&
           add(zip, "xl/worksheets/sheet2.xml", help_sheet(mem, kind));
}

/* The finished package out of the source it was written to. */
static struct span package_bytes(struct arena *mem, zip_source_t *source)
{
    struct span out = { "", 0 };
    zip_stat_t st;
    char *p;

    if (zip_source_open(source) != 0)
        return out;
    if (zip_source_stat(source, &st) == 0 && (st.valid & ZIP_STAT_SIZE)) {
        p = arena_alloc(mem, st.size);
        if (zip_source_read(source, p, st.size) == (zip_int64_t)st.size)
            out = (struct span){ p, st.size };
    }
    zip_source_close(source);
    return out;
}

struct span import_template(struct arena *mem, enum import_kind kind)
{
    struct span out = { "", 0 };
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip;

    if (!source)
        return out;
    zip_source_keep(source); /* zip_close lets go of it once */
    zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    if (!zip) {
        zip_source_free(source);
    } else if (!add_parts(mem, zip, kind) || zip_close(zip) != 0) {
        zip_discard(zip);
    } else {
        out = package_bytes(mem, source);
    }
    zip_source_free(source);
    return out;
}
