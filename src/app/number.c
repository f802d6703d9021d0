/* number.c -- see number.h. */
#include "app/number.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/when.h"

#include <inttypes.h>
#include <string.h>

const char *number_next(struct op *op, const char *kind)
{
    int32_t on = when_date(op->now, ZONE_SHANGHAI);
    struct civil c = date_civil(on);
    int64_t n = db_int(op->tx,
                       "insert into day_number (project_id, kind, day_on, n) values ($1, $2, $3, 1)"
                       " on conflict (project_id, kind, day_on) do update set n = day_number.n + 1"
                       " returning n",
                       I(op->project), T(kind), I(on));

    return arena_printf(op->mem, "%s%02d%02d%02d-%04" PRId64, kind, c.year % 100, c.month, c.day,
                        n);
}

const char *number_say(struct arena *mem, const char *no)
{
    return *no ? arena_printf(mem, "%c %s", no[0], no + 1) : no;
}

const char *number_fold(struct arena *mem, const char *typed)
{
    struct buf b = buf_new(mem, 64);
    int n = 0;

    for (uint32_t c; (c = fold_width(utf8_next(&typed)));) {
        if (c >= 'a' && c <= 'z')
            c -= 32;
        if (c >= '0' && c <= '9' && b.n > 0) {
            if (n++ == 6)
                buf_putc(&b, '-');
            buf_putc(&b, (char)c);
        } else if (c >= 'A' && c <= 'Z' && b.n == 0)
            buf_putc(&b, (char)c);
        else if (c != ' ' && c != '-')
            return NULL;
    }
    if (b.full || n < 7 || n > 12)
        return NULL;
    if (n < 10)
        return arena_printf(mem, "%.8s%0*d%s", b.p, 10 - n, 0, b.p + 8);
    return b.p;
}
