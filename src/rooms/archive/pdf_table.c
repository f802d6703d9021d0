/*
 * pdf_table.c -- tables, grids of photos, paragraphs and places to sign.
 *
 * A line that doesn't fit opens a page, and the head of its table stands there again.
 */
#include "base/must.h"
#include "rooms/archive/pdf_inside.h"

#include <string.h>

#define COLS_MOST 8
#define SIGN_H    54.0

/* ---- tables ---- */

static double width_of(const struct pdf_col *cols, size_t n, size_t i)
{
    int all = 0;

    for (size_t k = 0; k < n; k++)
        all += cols[k].weight > 0 ? cols[k].weight : 1;
    return PDF_WIDTH * (cols[i].weight > 0 ? cols[i].weight : 1) / all;
}

static void table_cell(struct pdf *p, const double at[3], const char *s, bool is_head, bool right)
{
    struct pdf_text t = pdf_cell_text(p, s, at[1]);

    t.bold = is_head;
    t.align = right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
    pdf_frame(p, at[0], at[1], at[2], is_head);
    pdf_grey(p, is_head ? 0.2 : 0.05);
    pdf_say(p, at[0] + PAD_X, p->y + PAD_Y, &t);
}

static void line_draw(struct pdf *p, const struct pdf_col *cols, size_t n, const char *const *cells,
                      bool is_head)
{
    double h = 0, x = PDF_SIDE;

    for (size_t i = 0; i < n; i++) {
        double one = pdf_height(p, cells[i], width_of(cols, n, i));
        h = one > h ? one : h;
    }
    h += 2 * PAD_Y;
    for (size_t i = 0; i < n; i++) {
        double w = width_of(cols, n, i);

        table_cell(p, (double[]){ x, w, h }, cells[i], is_head, cols[i].right);
        x += w;
    }
    p->y += h;
}

static void head_draw(struct pdf *p, const struct pdf_col *cols, size_t n)
{
    const char *words[COLS_MOST];

    for (size_t i = 0; i < n; i++)
        words[i] = pdf_clean(p, cols[i].words);
    line_draw(p, cols, n, words, true);
}

void pdf_table(struct pdf *p, const struct pdf_col *cols, size_t n)
{
    must(n <= COLS_MOST);
    pdf_room_for(p, 4 * pdf_height(p, "口", PDF_WIDTH)); /* no head alone at the end of a page */
    head_draw(p, cols, n);
}

/* How much of each cell fits here; false when a text would have to begin too low. */
static bool fit(struct pdf *p, const struct pdf_col *cols, size_t n, const char *const *rest,
                size_t *take)
{
    for (size_t i = 0; i < n; i++) {
        take[i] = pdf_fitting(p, rest[i], width_of(cols, n, i), PDF_BOTTOM - p->y - 2 * PAD_Y);
        if (*rest[i] && take[i] == 0)
            return false;
    }
    return true;
}

void pdf_line(struct pdf *p, const struct pdf_col *cols, size_t n, const char *const *cells)
{
    const char *rest[COLS_MOST], *part[COLS_MOST] = { 0 };
    size_t take[COLS_MOST], left = 1;

    must(n <= COLS_MOST);
    for (size_t i = 0; i < n; i++)
        rest[i] = pdf_clean(p, cells[i]);
    pdf_room_for(p, pdf_height(p, "口", PDF_WIDTH) + 2 * PAD_Y);
    while (left) {
        if (!fit(p, cols, n, rest, take)) {
            pdf_page(p);
            head_draw(p, cols, n);
            continue;
        }
        left = 0;
        for (size_t i = 0; i < n; i++) {
            part[i] = arena_dup_n(p->mem, rest[i], take[i]);
            rest[i] += take[i];
            left += strlen(rest[i]);
        }
        line_draw(p, cols, n, part, false);
    }
}

/* ---- photos ---- */

void pdf_grid(struct pdf *p, const char *label, const struct pdf_picture *pictures, size_t n)
{
    enum { A_ROW = 4 };

    for (size_t i = 0; i < n; i += A_ROW)
        pdf_pictures(p, i == 0 ? label : "", pictures + i, n - i < A_ROW ? n - i : A_ROW);
}

/* ---- paragraphs and places to sign ---- */

void pdf_words(struct pdf *p, const char *text, bool right)
{
    double w = PDF_WIDTH, gap = p->head->is_large ? 12 : 5;

    text = pdf_clean(p, text);
    p->y += gap;
    while (*text) {
        size_t n = pdf_fitting(p, text, w, PDF_BOTTOM - p->y);
        struct pdf_text t = pdf_cell_text(p, arena_dup_n(p->mem, text, n), w + 2 * PAD_X);

        if (n == 0) {
            pdf_page(p);
            continue;
        }
        t.w = w;
        t.align = right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
        pdf_grey(p, 0.12);
        p->y += pdf_say(p, PDF_SIDE, p->y, &t);
        text += n;
    }
    p->y += gap;
}

void pdf_signs(struct pdf *p, const char *const *labels, size_t n)
{
    double w = PDF_WIDTH / (n ? (double)n : 1), x = PDF_SIDE;

    pdf_room_for(p, SIGN_H);
    for (size_t i = 0; i < n; i++, x += w) {
        struct pdf_text name = { .s = pdf_clean(p, labels[i]), .size = 9.75, .w = w - 2 * PAD_X };
        struct pdf_text date = {
            .s = "　　　年　　月　　日", .size = 9, .w = w - 2 * PAD_X, .align = PANGO_ALIGN_RIGHT
        };

        pdf_frame(p, x, w, SIGN_H, false);
        pdf_grey(p, 0.25);
        pdf_say(p, x + PAD_X, p->y + PAD_Y, &name);
        pdf_say(p, x + PAD_X, p->y + SIGN_H - 18, &date);
    }
    p->y += SIGN_H;
}
