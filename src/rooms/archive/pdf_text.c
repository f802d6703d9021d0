/*
 * pdf_text.c -- texts on papers: which font, how high, what fits, what can't be printed.
 */
#include "base/must.h"
#include "base/text.h"
#include "rooms/archive/pdf_inside.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

#define LINE        1.24 /* of the font's own line height */
#define LEAST_LINES 3    /* of a text that is begun at the end of a page */

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
const char *pdf_family(void)
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

/* ---- what can be printed ---- */

/* Signs that turn the direction of what follows: on a paper they could make it read otherwise. */
static bool is_turning(uint32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E ||
           c == 0x200F || c == 0x061C;
}

/* Pictures of colour fonts, which no print font has; the rest of a composed one says nothing. */
static bool is_emoji(uint32_t c)
{
    return c >= 0x1F000 && c <= 0x1FBFF;
}
static bool is_emoji_rest(uint32_t c)
{
    return c == 0xFE0F || c == 0xFE0E || c == 0x200D || (c >= 0x1F3FB && c <= 0x1F3FF) ||
           (c >= 0xE0000 && c <= 0xE007F);
}

static int unknown_in(struct pdf *p, const char *s)
{
    struct pdf_text t = { .s = s, .size = p->size };
    PangoLayout *l = pdf_layout(p, &t);
    int n = pango_layout_get_unknown_glyphs_count(l);

    g_object_unref(l);
    return n;
}

static void put_character(struct pdf *p, struct buf *b, uint32_t c, bool is_checked)
{
    char one[5] = "";

    one[utf8_put(one, c)] = '\0';
    if (is_turning(c) || is_emoji_rest(c) || (c < 0x20 && c != '\n' && c != '\t'))
        return;
    if (is_emoji(c))
        buf_puts(b, "〔表情〕");
    else if (is_checked && c > 0x7E && unknown_in(p, one) > 0)
        buf_printf(b, "〔U+%04X〕", (unsigned)c);
    else
        buf_puts(b, one);
}

const char *pdf_clean(struct pdf *p, const char *s)
{
    struct buf b = buf_new(p->mem, strlen(s) * 6 + 64);
    bool is_checked = unknown_in(p, s) > 0;

    for (uint32_t c; (c = utf8_next(&s));)
        put_character(p, &b, c, is_checked);
    return b.p;
}

/* ---- cells ---- */

struct pdf_text pdf_cell_text(const struct pdf *p, const char *s, double w)
{
    return (struct pdf_text){ .s = s, .size = p->size, .w = w - 2 * PAD_X };
}

double pdf_height(struct pdf *p, const char *s, double w)
{
    struct pdf_text t = pdf_cell_text(p, s, w);
    PangoLayout *l = pdf_layout(p, &t);
    double h = layout_height(l);

    g_object_unref(l);
    return h;
}

/* Opens a page when the row doesn't fit any more. */
void pdf_room_for(struct pdf *p, double h)
{
    if (p->y + h > PDF_BOTTOM)
        pdf_page(p);
}

void pdf_frame(struct pdf *p, double x, double w, double h, bool is_label)
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

void pdf_cell(struct pdf *p, double x, double w, double h, const char *s, bool is_label)
{
    struct pdf_text t = pdf_cell_text(p, s, w);

    pdf_frame(p, x, w, h, is_label);
    pdf_grey(p, is_label ? 0.25 : 0.05);
    pdf_say(p, x + PAD_X, p->y + PAD_Y, &t);
}

/* Bytes of the text whose lines fit into `room` points; at most all of it. */
size_t pdf_fitting(struct pdf *p, const char *s, double w, double room)
{
    struct pdf_text t = pdf_cell_text(p, s, w);
    PangoLayout *l = pdf_layout(p, &t);
    double line = layout_height(l) / pango_layout_get_line_count(l);
    int n = (int)(room / line);
    size_t end = strlen(s);

    if (n < pango_layout_get_line_count(l))
        end = n < LEAST_LINES ? 0 : (size_t)pango_layout_get_line_readonly(l, n)->start_index;
    g_object_unref(l);
    return end;
}
