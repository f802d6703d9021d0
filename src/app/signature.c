/* signature.c -- see signature.h. */
#include "app/signature.h"
#include "base/buf.h"
#include "base/text.h"

#include <cairo.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#define STROKES_MAX 300
#define POINTS_MAX  10000
#define WIDTH       900
#define HEIGHT      540
#define PEN         5.0

static bool point_read(const json_t *p, double *x, double *y)
{
    const json_t *px = json_array_get(p, 0), *py = json_array_get(p, 1);

    if (!json_is_integer(px) || !json_is_integer(py))
        return false;
    *x = (double)json_integer_value(px);
    *y = (double)json_integer_value(py);
    return *x >= 0 && *x <= 1000 && *y >= 0 && *y <= 1000;
}

/* Adds one stroke to the path; the number of its points, 0 when it is malformed. */
static size_t stroke_draw(cairo_t *cr, const json_t *stroke)
{
    size_t i;
    const json_t *p;

    json_array_foreach(stroke, i, p)
    {
        double x, y;

        if (!point_read(p, &x, &y))
            return 0;
        x = x * WIDTH / 1000;
        y = y * HEIGHT / 1000;
        if (i == 0)
            cairo_move_to(cr, x, y);
        cairo_line_to(cr, x, y);
    }
    cairo_stroke(cr);
    return json_array_size(stroke);
}

static bool all_draw(cairo_t *cr, const json_t *strokes)
{
    size_t i, points = 0;
    bool has_line = false;
    const json_t *stroke;

    if (!json_is_array(strokes) || json_array_size(strokes) > STROKES_MAX)
        return false;
    json_array_foreach(strokes, i, stroke)
    {
        size_t n = stroke_draw(cr, stroke);

        if (n == 0 || (points += n) > POINTS_MAX)
            return false;
        has_line = has_line || n > 1;
    }
    return has_line;
}

static cairo_status_t put(void *closure, const unsigned char *p, unsigned int n)
{
    struct buf *b = closure;

    buf_put(b, p, n);
    return b->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

enum err signature_draw(struct arena *mem, const char *text, struct signature *ret)
{
    json_t *strokes = json_loads(text, 0, NULL);
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create(s);
    struct buf out = buf_new(mem, 1 << 20);
    unsigned char h[32];
    bool good;

    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_set_source_rgb(cr, 0.08, 0.13, 0.18);
    cairo_set_line_width(cr, PEN);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    good = strokes && all_draw(cr, strokes) &&
           cairo_surface_write_to_png_stream(s, put, &out) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cr);
    cairo_surface_destroy(s);
    json_decref(strokes);
    if (!good)
        return E_INPUT;
    crypto_generichash(h, sizeof h, (const unsigned char *)text, strlen(text), NULL, 0);
    *ret = (struct signature){ { out.p, out.n }, text_hex(mem, h, sizeof h) };
    return OK;
}
