/* qr.c -- see qr.h. */
#include "app/qr.h"
#include "base/buf.h"
#include "base/must.h"

#include <qrencode.h>

#define QUIET 4
#define LIMIT ((size_t)256 << 10)

struct qr qr_of(struct arena *mem, const char *text)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    struct buf b = buf_new(mem, LIMIT);
    int side;

    must(code);
    side = code->width;
    /* One stroke for each run of dark squares in a row. */
    for (int y = 0; y < side; y++)
        for (int x = 0, n; x < side; x += n) {
            bool dark = code->data[y * side + x] & 1;

            for (n = 1; x + n < side && (code->data[y * side + x + n] & 1) == dark;)
                n++;
            if (dark)
                buf_printf(&b, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, n, n);
        }
    QRcode_free(code);
    must(!b.full);
    return (struct qr){ side + 2 * QUIET, b.p };
}
