/* csv_fuzz.c -- any bytes as a CSV: rows are valid text, checked rows keep their promises. */
#include "base/buf.h"
#include "base/must.h"
#include "base/text.h"
#include "rooms/estate/estate_check.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void visit(void *arg, const struct import_row *row, const struct import_fault *fault)
{
    (void)arg;
    must(!row != !fault);
    must(utf8_valid(span_of(row ? row->home : fault->home)));
    must(!row || row->person_n <= FOLD_LIST);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    /* The first byte chooses the kind, the rest is the file below a heading that is known. */
    static const char *const headings[] = {
        "房间全称,建筑面积,套内面积,装修标准,竣工日期\n",
        "楼栋,单元,房号,业主姓名,身份证号,联系电话,产权比例,收楼日期\n",
        "单位名称,类别,专业,联系电话,统一社会信用代码,承包楼栋\n",
        "",
    };
    struct arena *mem = arena_open((size_t)1 << 30);
    struct buf text = buf_new(mem, 1 << 20);
    size_t which = n ? data[0] % 4 : 3;
    struct import_file file = { .kind = (enum import_kind)(which % 3 + 1), .mapping = "" };
    struct import_count count;
    struct columns columns;
    struct sheet_fault why;

    buf_puts(&text, headings[which]);
    buf_put(&text, data + (n > 0), n - (n > 0));
    file.bytes = (struct span){ text.p, text.n };
    if (import_read(mem, &file, visit, NULL, &count, &columns, &why) == OK)
        must(count.refused <= count.rows);
    else
        must(why.code && why.zh);
    arena_close(mem);
    return 0;
}
