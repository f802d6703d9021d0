/*
 * pdf.c -- the drawing of papers with cairo and pango; see pdf.h.
 *
 * Measures are points.  A row is measured, given a place, and drawn; what does
 * not fit opens a page.  JPEGs go into the file as they are.
 */
#include "rooms/archive/pdf_inside.h"

#include "base/must.h"
#include "base/text.h"
#include "base/when.h"

#include <cairo-pdf.h>
#include <string.h>
#include <turbojpeg.h>

#define PDF_LIMIT   ((size_t)32 << 20)
#define SIGNATURE_H 68.0

/* ---- rows ---- */

void pdf_row(struct pdf *p, const char *label, const char *text)
{
    double w = PDF_WIDTH - p->label_w;

    label = pdf_clean(p, label);
    text = pdf_clean(p, text);
    while (*text) {
        size_t n = pdf_fitting(p, text, w, PDF_BOTTOM - p->y - 2 * PAD_Y);
        const char *part = arena_dup_n(p->mem, text, n);
        double h;

        if (n == 0) {
            pdf_page(p);
            continue;
        }
        h = pdf_height(p, part, w) + 2 * PAD_Y;
        pdf_cell(p, PDF_SIDE, p->label_w, h, label, true);
        pdf_cell(p, PDF_SIDE + p->label_w, w, h, part, false);
        p->y += h;
        text += n;
    }
}

void pdf_pair(struct pdf *p, const char *label, const char *text, const char *label2,
              const char *text2)
{
    double w2 = PDF_WIDTH * 0.31, w = PDF_WIDTH - w2 - 2 * p->label_w, x = PDF_SIDE;
    double a, b, h;

    text = pdf_clean(p, text);
    text2 = pdf_clean(p, text2);
    a = pdf_height(p, text, w);
    b = pdf_height(p, text2, w2);
    h = a > b ? a : b;
    a = pdf_height(p, label, p->label_w);
    b = pdf_height(p, label2, p->label_w);
    h = h > a ? h : a;
    h = (h > b ? h : b) + 2 * PAD_Y;
    pdf_room_for(p, h);
    pdf_cell(p, x, p->label_w, h, label, true);
    pdf_cell(p, x += p->label_w, w, h, text, false);
    pdf_cell(p, x += w, p->label_w, h, label2, true);
    pdf_cell(p, x + p->label_w, w2, h, text2, false);
    p->y += h;
}

/* ---- pictures ---- */

struct placed {
    cairo_surface_t *surface;
    double w, h;
};

static bool jpeg_size(struct span jpeg, int *w, int *h)
{
    tjhandle t = tjInitDecompress();
    int sampling, space;
    bool good;

    must(t);
    good = jpeg.n > 0 && tjDecompressHeader3(t, (const unsigned char *)jpeg.p, jpeg.n, w, h,
                                             &sampling, &space) == 0;
    tjDestroy(t);
    return good && *w > 0 && *h > 0 && *w <= 4096 && *h <= 4096;
}

/* The bytes stand behind an empty surface of their size; cairo copies them into the file. */
static bool picture_open(struct pdf *p, struct span jpeg, struct placed *ret)
{
    int w, h;

    if (!jpeg_size(jpeg, &w, &h)) {
        p->failed = E_MEDIA;
        return false;
    }
    ret->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    ret->w = w;
    ret->h = h;
    if (cairo_surface_set_mime_data(ret->surface, CAIRO_MIME_TYPE_JPEG,
                                    (const unsigned char *)jpeg.p, jpeg.n, NULL,
                                    NULL) != CAIRO_STATUS_SUCCESS)
        p->failed = E_STORE;
    return true;
}

/* Where the ink is: left, top, width, height in pixels; all of it when there is none. */
static void ink_find(struct pdf *p, struct span jpeg, int w, int h, double ret[4])
{
    enum { DARK = 170 };
    struct arena_mark mark = arena_mark(p->mem);
    unsigned char *grey = arena_array(p->mem, (size_t)w, (size_t)h);
    tjhandle t = tjInitDecompress();
    int x0 = w, x1 = -1, y0 = h, y1 = -1;

    must(t);
    if (tjDecompress2(t, (const unsigned char *)jpeg.p, jpeg.n, grey, w, 0, h, TJPF_GRAY, 0) == 0)
        for (int i = 0; i < w * h; i++)
            if (grey[i] < DARK) {
                x0 = i % w < x0 ? i % w : x0;
                x1 = i % w > x1 ? i % w : x1;
                y0 = i / w < y0 ? i / w : y0;
                y1 = i / w;
            }
    tjDestroy(t);
    arena_rewind(p->mem, mark);
    ret[0] = x1 < 0 ? 0 : x0;
    ret[1] = x1 < 0 ? 0 : y0;
    ret[2] = x1 < 0 ? w : x1 - x0 + 1;
    ret[3] = x1 < 0 ? h : y1 - y0 + 1;
}

/* The ink of a signature in the middle of the box, as large as it goes; the pad around it isn't. */
static void ink_draw(struct pdf *p, struct span jpeg, const double box[4])
{
    struct placed s;
    double ink[4], k;

    if (!picture_open(p, jpeg, &s))
        return;
    ink_find(p, jpeg, (int)s.w, (int)s.h, ink);
    k = box[2] / ink[2] < box[3] / ink[3] ? box[2] / ink[2] : box[3] / ink[3];
    cairo_save(p->cr);
    cairo_rectangle(p->cr, box[0] - 2, box[1] - 2, box[2] + 4, box[3] + 4);
    cairo_clip(p->cr);
    cairo_translate(p->cr, box[0] + (box[2] - ink[2] * k) / 2 - ink[0] * k,
                    box[1] + (box[3] - ink[3] * k) / 2 - ink[1] * k);
    cairo_scale(p->cr, k, k);
    cairo_set_source_surface(p->cr, s.surface, 0, 0);
    cairo_paint(p->cr);
    cairo_restore(p->cr);
    cairo_surface_destroy(s.surface);
}

/* Cut to the box, so that photos of any shape stand in a row. */
void pdf_picture_fill(struct pdf *p, struct span jpeg, const double box[4])
{
    struct placed s;
    double k;

    if (!picture_open(p, jpeg, &s))
        return;
    k = box[2] / s.w > box[3] / s.h ? box[2] / s.w : box[3] / s.h;
    cairo_save(p->cr);
    cairo_rectangle(p->cr, box[0], box[1], box[2], box[3]);
    cairo_clip(p->cr);
    cairo_translate(p->cr, box[0] + (box[2] - s.w * k) / 2, box[1] + (box[3] - s.h * k) / 2);
    cairo_scale(p->cr, k, k);
    cairo_set_source_surface(p->cr, s.surface, 0, 0);
    cairo_paint(p->cr);
    cairo_restore(p->cr);
    cairo_surface_destroy(s.surface);
}

void pdf_pictures(struct pdf *p, const char *label, const struct pdf_picture *pictures, size_t n)
{
    enum { MOST = 4 };
    double w = PDF_WIDTH - p->label_w, each = (w - 2 * PAD_X - (MOST - 1) * 6) / MOST;
    double h = PICTURE_H + 15 + 2 * PAD_Y, x = PDF_SIDE + p->label_w + PAD_X;

    if (n == 0)
        return;
    pdf_room_for(p, h);
    pdf_cell(p, PDF_SIDE, p->label_w, h, label, true);
    pdf_frame(p, PDF_SIDE + p->label_w, w, h, false);
    for (size_t i = 0; i < n && i < MOST; i++, x += each + 6) {
        struct pdf_text t = { .s = pictures[i].caption, .size = 8, .w = each };

        pdf_picture_fill(p, pictures[i].jpeg, (double[]){ x, p->y + PAD_Y + 1, each, PICTURE_H });
        pdf_grey(p, 0.35);
        pdf_say(p, x, p->y + PAD_Y + PICTURE_H + 3, &t);
    }
    p->y += h;
}

/* ---- boxes and signatures ---- */

static void box(struct pdf *p, double x, double y, bool is_ticked)
{
    cairo_set_line_width(p->cr, 0.8);
    pdf_grey(p, 0.1);
    cairo_rectangle(p->cr, x, y, 8.5, 8.5);
    cairo_stroke(p->cr);
    if (!is_ticked)
        return;
    cairo_set_line_width(p->cr, 1.5);
    cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_move_to(p->cr, x + 1.7, y + 4.3);
    cairo_line_to(p->cr, x + 3.7, y + 6.5);
    cairo_line_to(p->cr, x + 7.1, y + 1.9);
    cairo_stroke(p->cr);
}

void pdf_boxes(struct pdf *p, const char *label, const char *const *words, size_t n, size_t ticked)
{
    double w = PDF_WIDTH - p->label_w, h = pdf_height(p, "口", w) + 2 * PAD_Y;
    double x = PDF_SIDE + p->label_w + PAD_X;

    pdf_room_for(p, h + SIGNATURE_H + 2 * PAD_Y); /* on the page of the signature that means them */
    pdf_cell(p, PDF_SIDE, p->label_w, h, label, true);
    pdf_frame(p, PDF_SIDE + p->label_w, w, h, false);
    for (size_t i = 0; i < n; i++) {
        struct pdf_text t = { .s = words[i], .size = p->size };

        box(p, x, p->y + (h - 8.5) / 2, i == ticked);
        pdf_say(p, x + 13, p->y + PAD_Y, &t);
        x += 13 + p->size * (double)utf8_count(words[i]) + 18;
    }
    p->y += h;
}

/* Dashed, as a place to write stands in forms. */
static void signature_frame(struct pdf *p, const double b[4])
{
    cairo_save(p->cr);
    cairo_set_dash(p->cr, (double[]){ 2.5, 2.5 }, 2, 0);
    cairo_set_line_width(p->cr, 0.6);
    cairo_set_source_rgb(p->cr, 0.66, 0.7, 0.76);
    cairo_rectangle(p->cr, b[0], b[1], b[2], b[3]);
    cairo_stroke(p->cr);
    cairo_restore(p->cr);
}

void pdf_signature(struct pdf *p, const char *label, struct span jpeg, const char *label2,
                   const char *text2)
{
    double w2 = PDF_WIDTH * 0.31, w = PDF_WIDTH - w2 - 2 * p->label_w, x = PDF_SIDE;
    double other = pdf_height(p, text2, w2),
           h = (other > SIGNATURE_H ? other : SIGNATURE_H) + 2 * PAD_Y;

    pdf_room_for(p, h);
    pdf_cell(p, x, p->label_w, h, label, true);
    pdf_frame(p, x += p->label_w, w, h, false);
    if (jpeg.n) {
        double inside[4] = { x + PAD_X, p->y + PAD_Y + 1, w - 2 * PAD_X, h - 2 * PAD_Y - 2 };

        ink_draw(p, jpeg,
                 (double[]){ inside[0] + 8, inside[1] + 6, inside[2] - 16, inside[3] - 12 });
        signature_frame(p, inside);
    }
    pdf_cell(p, x += w, p->label_w, h, label2, true);
    pdf_cell(p, x + p->label_w, w2, h, text2, false);
    p->y += h;
}

/* ---- the file ---- */

static cairo_status_t put_bytes(void *arg, const unsigned char *bytes, unsigned n)
{
    struct buf *b = arg;

    buf_put(b, bytes, n);
    return b->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void metadata(cairo_surface_t *s, struct arena *mem, const struct pdf_head *h)
{
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE,
                                   arena_printf(mem, "%s %s", h->title, h->no));
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_AUTHOR, h->letterhead);
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_KEYWORDS, h->hash);
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR, "Anju");
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE,
                                   when_text(mem, h->made_at / 1000 * 1000, ZONE_SHANGHAI));
}

/* Measures of the paper, not of a screen: nothing is rounded to pixels. */
static PangoContext *context_of(PangoFontMap *fonts)
{
    PangoContext *c = pango_font_map_create_context(fonts);
    cairo_font_options_t *o = cairo_font_options_create();

    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(c, o);
    pango_context_set_round_glyph_positions(c, FALSE);
    cairo_font_options_destroy(o);
    return c;
}

/* One time through all pages. */
static enum err draw(struct pdf *p, pdf_body *body, const void *facts, struct buf *out)
{
    cairo_surface_t *s = cairo_pdf_surface_create_for_stream(put_bytes, out, PDF_W, PDF_H);
    PangoFontMap *fonts = pango_cairo_font_map_new();
    enum err e;

    metadata(s, p->mem, p->head);
    p->cr = cairo_create(s);
    p->pango = context_of(fonts);
    p->page = 0;
    p->failed = OK;
    pdf_page(p);
    body(p, facts);
    pdf_last(p);
    cairo_destroy(p->cr);
    g_object_unref(p->pango);
    g_object_unref(fonts);
    cairo_surface_finish(s);
    e = cairo_surface_status(s) == CAIRO_STATUS_SUCCESS && !out->full ? p->failed : E_STORE;
    cairo_surface_destroy(s);
    return e;
}

enum err pdf_make(struct arena *mem, const struct pdf_head *head, pdf_body *body, const void *facts,
                  struct span *ret)
{
    struct pdf p = { .mem = mem,
                     .head = head,
                     .family = pdf_family(),
                     .size = head->is_large ? 14.5 : 9.75,
                     .label_w = head->is_large ? 96 : 70 };
    struct arena_mark mark = arena_mark(mem);
    struct buf out = buf_new(mem, PDF_LIMIT);
    enum err e = p.family ? draw(&p, body, facts, &out) : E_STORE;

    *ret = (struct span){ "", 0 };
    if (e != OK)
        return e;
    p.pages = p.page;
    arena_rewind(mem, mark);
    out = buf_new(mem, PDF_LIMIT);
    e = draw(&p, body, facts, &out);
    if (e == OK)
        *ret = (struct span){ out.p, out.n };
    return e;
}
