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
#include <fontconfig/fontconfig.h>
#include <string.h>
#include <turbojpeg.h>

#define PDF_LIMIT   ((size_t)32 << 20)
#define FONT_SIZE   9.75
#define LINE        1.24 /* of the font's own line height */
#define PAD_X       7.0
#define PAD_Y       4.5
#define LABEL_W     70.0
#define PICTURE_H   66.0
#define SIGNATURE_H 68.0
#define LEAST_LINES 3 /* of a text that is begun at the end of a page */

/* ---- fonts ---- */

/*
 * TrueType first: of fonts in CFF outlines (Noto, Source Han) this cairo loses subroutines when it
 * makes a subset, and some common characters (如) come out as nothing.  They still help out with
 * rare characters in names, and where nothing else is installed.  WQY Micro Hei is in no case one:
 * it holds empty glyphs.
 */
static const char *const families[] = { "WenQuanYi Zen Hei", "Noto Sans CJK SC",
                                        "Source Han Sans SC", "Source Han Sans CN" };

static bool is_installed(const char *family)
{
    FcPattern *p = FcPatternCreate();
    FcObjectSet *wanted = FcObjectSetBuild(FC_FAMILY, (char *)NULL);
    FcFontSet *found;
    bool yes;

    must(p && wanted);
    FcPatternAddString(p, FC_FAMILY, (const FcChar8 *)family);
    found = FcFontList(NULL, p, wanted);
    yes = found && found->nfont > 0;
    if (found)
        FcFontSetDestroy(found);
    FcObjectSetDestroy(wanted);
    FcPatternDestroy(p);
    return yes;
}

/* A font with every character of a paper; WQY Micro Hei prints some as nothing, so it is not one.
 */
static const char *font_family(void)
{
    for (size_t i = 0; i < LEN(families); i++)
        if (is_installed(families[i]))
            return families[i];
    return NULL;
}

PangoLayout *pdf_layout(struct pdf *p, const struct pdf_text *t)
{
    PangoLayout *l = pango_layout_new(p->pango);
    PangoFontDescription *d = pango_font_description_new();

    pango_font_description_set_family(d, p->family);
    pango_font_description_set_absolute_size(d, t->size * PANGO_SCALE);
    pango_font_description_set_weight(d, t->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(l, d);
    pango_font_description_free(d);
    if (t->w > 0)
        pango_layout_set_width(l, (int)(t->w * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(l, t->align);
    pango_layout_set_line_spacing(l, (float)LINE);
    if (t->spacing > 0) {
        PangoAttrList *attrs = pango_attr_list_new();
        pango_attr_list_insert(attrs,
                               pango_attr_letter_spacing_new((int)(t->spacing * PANGO_SCALE)));
        pango_layout_set_attributes(l, attrs);
        pango_attr_list_unref(attrs);
    }
    pango_layout_set_text(l, t->s, -1);
    return l;
}

static double layout_height(PangoLayout *l)
{
    int w, h;

    pango_layout_get_size(l, &w, &h);
    return (double)h / PANGO_SCALE;
}

static void show(struct pdf *p, double x, double y, PangoLayout *l)
{
    cairo_move_to(p->cr, x, y);
    pango_cairo_show_layout(p->cr, l);
}

double pdf_say(struct pdf *p, double x, double y, const struct pdf_text *t)
{
    PangoLayout *l = pdf_layout(p, t);
    double h = layout_height(l);

    show(p, x, y, l);
    g_object_unref(l);
    return h;
}

void pdf_grey(struct pdf *p, double light)
{
    cairo_set_source_rgb(p->cr, light, light, light);
}

/* ---- rows ---- */

static struct pdf_text cell_text(const char *s, double w)
{
    return (struct pdf_text){ .s = s, .size = FONT_SIZE, .w = w - 2 * PAD_X };
}

static double text_height(struct pdf *p, const char *s, double w)
{
    struct pdf_text t = cell_text(s, w);
    PangoLayout *l = pdf_layout(p, &t);
    double h = layout_height(l);

    g_object_unref(l);
    return h;
}

/* Opens a page when the row doesn't fit any more. */
static void room_for(struct pdf *p, double h)
{
    if (p->y + h > PDF_BOTTOM)
        pdf_page(p);
}

static void frame(struct pdf *p, double x, double w, double h, bool is_label)
{
    cairo_rectangle(p->cr, x, p->y, w, h);
    if (is_label) {
        pdf_grey(p, 0.955);
        cairo_fill_preserve(p->cr);
    }
    pdf_grey(p, 0.25);
    cairo_set_line_width(p->cr, 0.6);
    cairo_stroke(p->cr);
}

static void cell(struct pdf *p, double x, double w, double h, const char *s, bool is_label)
{
    struct pdf_text t = cell_text(s, w);

    frame(p, x, w, h, is_label);
    pdf_grey(p, is_label ? 0.25 : 0.05);
    pdf_say(p, x + PAD_X, p->y + PAD_Y, &t);
}

/* Bytes of the text whose lines fit into `room` points; at most all of it. */
static size_t fitting(struct pdf *p, const char *s, double w, double room)
{
    struct pdf_text t = cell_text(s, w);
    PangoLayout *l = pdf_layout(p, &t);
    double line = layout_height(l) / pango_layout_get_line_count(l);
    int n = (int)(room / line);
    size_t end = strlen(s);

    if (n < pango_layout_get_line_count(l))
        end = n < LEAST_LINES ? 0 : (size_t)pango_layout_get_line_readonly(l, n)->start_index;
    g_object_unref(l);
    return end;
}

void pdf_row(struct pdf *p, const char *label, const char *text)
{
    double w = PDF_WIDTH - LABEL_W;

    while (*text) {
        size_t n = fitting(p, text, w, PDF_BOTTOM - p->y - 2 * PAD_Y);
        const char *part = arena_dup_n(p->mem, text, n);
        double h;

        if (n == 0) {
            pdf_page(p);
            continue;
        }
        h = text_height(p, part, w) + 2 * PAD_Y;
        cell(p, PDF_SIDE, LABEL_W, h, label, true);
        cell(p, PDF_SIDE + LABEL_W, w, h, part, false);
        p->y += h;
        text += n;
    }
}

void pdf_pair(struct pdf *p, const char *label, const char *text, const char *label2,
              const char *text2)
{
    double w2 = PDF_WIDTH * 0.31, w = PDF_WIDTH - w2 - 2 * LABEL_W, x = PDF_SIDE;
    double a = text_height(p, text, w), b = text_height(p, text2, w2);
    double h = (a > b ? a : b) + 2 * PAD_Y;

    room_for(p, h);
    cell(p, x, LABEL_W, h, label, true);
    cell(p, x += LABEL_W, w, h, text, false);
    cell(p, x += w, LABEL_W, h, label2, true);
    cell(p, x + LABEL_W, w2, h, text2, false);
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
static void picture_fill(struct pdf *p, struct span jpeg, const double box[4])
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
    double w = PDF_WIDTH - LABEL_W, each = (w - 2 * PAD_X - (MOST - 1) * 6) / MOST;
    double h = PICTURE_H + 15 + 2 * PAD_Y, x = PDF_SIDE + LABEL_W + PAD_X;

    if (n == 0)
        return;
    room_for(p, h);
    cell(p, PDF_SIDE, LABEL_W, h, label, true);
    frame(p, PDF_SIDE + LABEL_W, w, h, false);
    for (size_t i = 0; i < n && i < MOST; i++, x += each + 6) {
        struct pdf_text t = { .s = pictures[i].caption, .size = 8, .w = each };

        picture_fill(p, pictures[i].jpeg, (double[]){ x, p->y + PAD_Y + 1, each, PICTURE_H });
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
    double w = PDF_WIDTH - LABEL_W, h = text_height(p, "口", w) + 2 * PAD_Y;
    double x = PDF_SIDE + LABEL_W + PAD_X;

    room_for(p, h + SIGNATURE_H + 2 * PAD_Y); /* on the page of the signature that means them */
    cell(p, PDF_SIDE, LABEL_W, h, label, true);
    frame(p, PDF_SIDE + LABEL_W, w, h, false);
    for (size_t i = 0; i < n; i++) {
        struct pdf_text t = { .s = words[i], .size = FONT_SIZE };

        box(p, x, p->y + (h - 8.5) / 2, i == ticked);
        pdf_say(p, x + 13, p->y + PAD_Y, &t);
        x += 13 + FONT_SIZE * (double)utf8_count(words[i]) + 18;
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
    double w2 = PDF_WIDTH * 0.31, w = PDF_WIDTH - w2 - 2 * LABEL_W, x = PDF_SIDE;
    double other = text_height(p, text2, w2),
           h = (other > SIGNATURE_H ? other : SIGNATURE_H) + 2 * PAD_Y;

    room_for(p, h);
    cell(p, x, LABEL_W, h, label, true);
    frame(p, x += LABEL_W, w, h, false);
    if (jpeg.n) {
        double inside[4] = { x + PAD_X, p->y + PAD_Y + 1, w - 2 * PAD_X, h - 2 * PAD_Y - 2 };

        ink_draw(p, jpeg,
                 (double[]){ inside[0] + 8, inside[1] + 6, inside[2] - 16, inside[3] - 12 });
        signature_frame(p, inside);
    }
    cell(p, x += w, LABEL_W, h, label2, true);
    cell(p, x + LABEL_W, w2, h, text2, false);
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
    struct pdf p = { .mem = mem, .head = head, .family = font_family() };
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
