/*
 * pdf_page.c -- what stands on every page: letterhead with the red seal, number, hash, QR, page
 * x/y.
 */
#include "base/must.h"
#include "base/text.h"
#include "rooms/archive/pdf_inside.h"

#include <math.h>
#include <qrencode.h>
#include <string.h>

#define TOP     38.0
#define QR_SIDE 62.0
#define FOOT    (PDF_H - 108.0)

/* The seal 安居: a red square with round corners; it stands on papers, nowhere else. */
static void seal_draw(struct pdf *p, double x, double y, double side)
{
    struct pdf_text t = {
        .s = "安居", .size = side * 0.4, .w = side, .align = PANGO_ALIGN_CENTER, .bold = true
    };
    double r = side * 0.23;

    cairo_new_sub_path(p->cr);
    cairo_arc(p->cr, x + side - r, y + r, r, -M_PI_2, 0);
    cairo_arc(p->cr, x + side - r, y + side - r, r, 0, M_PI_2);
    cairo_arc(p->cr, x + r, y + side - r, r, M_PI_2, M_PI);
    cairo_arc(p->cr, x + r, y + r, r, M_PI, 3 * M_PI_2);
    cairo_close_path(p->cr);
    cairo_set_source_rgb(p->cr, 0.725, 0.196, 0.122);
    cairo_fill(p->cr);
    pdf_grey(p, 1);
    pdf_say(p, x, y + side * 0.18, &t);
}

/* The red line of a letterhead, and a thin one below it. */
static void rule_draw(struct pdf *p, double y)
{
    cairo_set_source_rgb(p->cr, 0.725, 0.196, 0.122);
    cairo_rectangle(p->cr, PDF_SIDE, y, PDF_WIDTH, 1.4);
    cairo_fill(p->cr);
    cairo_rectangle(p->cr, PDF_SIDE, y + 2.6, PDF_WIDTH, 0.4);
    cairo_fill(p->cr);
}

/* Above the letterhead, where the sealed paper is white: that this is a reprint, which one, by
   whom and when; and that a newer one counts. */
static void mark_draw(struct pdf *p)
{
    const struct pdf_head *h = p->head;
    struct pdf_text t = { .s = "", .size = 8.4, .w = PDF_WIDTH, .align = PANGO_ALIGN_CENTER };

    if (!h->mark && !h->replaced)
        return;
    t.s = h->mark && h->replaced ? arena_printf(p->mem, "%s　|　本单已由 %s 替代，以新的一份为准",
                                                h->mark, h->replaced)
          : h->mark ? h->mark
                    : arena_printf(p->mem, "本单已由 %s 替代，以新的一份为准", h->replaced);
    t.s = pdf_clean(p, t.s);
    cairo_set_source_rgb(p->cr, 0.725, 0.196, 0.122);
    pdf_say(p, PDF_SIDE, 15, &t);
    cairo_set_line_width(p->cr, 0.7);
    cairo_rectangle(p->cr, PDF_SIDE, 12.5, PDF_WIDTH, 16);
    cairo_stroke(p->cr);
}

static void head_draw(struct pdf *p)
{
    const struct pdf_head *h = p->head;
    struct pdf_text left = {
        .s = pdf_clean(p, h->letterhead), .size = 11, .w = 300, .spacing = 0.4, .bold = true
    };
    struct pdf_text phone = {
        .s = *h->hotline ? arena_printf(p->mem, "服务电话 %s", pdf_clean(p, h->hotline)) : "",
        .size = 8,
        .w = 170,
        .align = PANGO_ALIGN_RIGHT
    };
    struct pdf_text right = { .s = arena_printf(p->mem, "编号 %s", h->no),
                              .size = 10,
                              .w = 170,
                              .align = PANGO_ALIGN_RIGHT };

    seal_draw(p, PDF_SIDE, TOP, 22);
    pdf_grey(p, 0.07);
    pdf_say(p, PDF_SIDE + 29, TOP + 3, &left);
    pdf_say(p, PDF_W - PDF_SIDE - 170, TOP - 1, &right);
    pdf_grey(p, 0.35);
    pdf_say(p, PDF_W - PDF_SIDE - 170, TOP + 13, &phone);
    rule_draw(p, TOP + 27);
    p->y = TOP + 38;
}

static void title_draw(struct pdf *p)
{
    const struct pdf_head *h = p->head;
    struct pdf_text title = { .s = pdf_clean(p, h->title),
                              .size = h->is_large ? 27 : 17,
                              .w = PDF_WIDTH,
                              .spacing = 5,
                              .align = PANGO_ALIGN_CENTER,
                              .bold = true };
    struct pdf_text under = { .s = pdf_clean(p, h->under),
                              .size = h->is_large ? 13 : 9.75,
                              .w = PDF_WIDTH,
                              .align = PANGO_ALIGN_CENTER };

    pdf_grey(p, 0.05);
    p->y += pdf_say(p, PDF_SIDE, p->y, &title) + 1;
    pdf_grey(p, 0.3);
    if (*h->under)
        p->y += pdf_say(p, PDF_SIDE, p->y, &under);
    p->y += 9;
}

/* Across the page, pale enough to read through. */
static void demo_mark(struct pdf *p)
{
    struct pdf_text t = {
        .s = "演示数据　不作凭证", .size = 52, .w = 640, .align = PANGO_ALIGN_CENTER, .bold = true
    };

    cairo_save(p->cr);
    cairo_translate(p->cr, PDF_W / 2, PDF_H / 2 - 30);
    cairo_rotate(p->cr, -M_PI / 5);
    cairo_set_source_rgb(p->cr, 0.955, 0.915, 0.905);
    pdf_say(p, -320, -40, &t);
    cairo_restore(p->cr);
}

/* "7c1e 90ab …": four by four, as people compare them. */
static const char *hash_groups(struct arena *mem, const char *hash)
{
    struct buf b = buf_new(mem, 256);

    for (size_t i = 0; hash[i] && i < 128; i++) {
        if (i > 0 && i % 4 == 0)
            buf_putc(&b, ' ');
        buf_putc(&b, hash[i]);
    }
    return b.p;
}

static void qr_draw(struct pdf *p, double x, double y)
{
    QRcode *q = QRcode_encodeString8bit(p->head->verify, 0, QR_ECLEVEL_M);
    double m;

    if (!q) { /* longer than a QR can hold */
        p->failed = E_STORE;
        return;
    }
    m = QR_SIDE / q->width;
    for (int j = 0; j < q->width; j++)
        for (int i = 0; i < q->width; i++)
            if (q->data[j * q->width + i] & 1)
                cairo_rectangle(p->cr, x + i * m, y + j * m, m + 0.02, m + 0.02);
    pdf_grey(p, 0);
    cairo_fill(p->cr);
    QRcode_free(q);
}

static void foot_draw(struct pdf *p)
{
    double w = PDF_WIDTH - QR_SIDE - 18, y = FOOT + 16;
    const char *words[] = {
        arena_printf(p->mem, "文书指纹　%s", hash_groups(p->mem, p->head->hash)),
        "扫码可核验本单是否被改动；本单以系统存档为准。",
        arena_printf(p->mem, "第 %d 页 / 共 %d 页", p->page, p->pages),
    };

    for (size_t i = 0; i < LEN(words); i++) {
        struct pdf_text t = { .s = words[i], .size = i == 0 ? 7.4 : 8.2, .w = w };

        pdf_grey(p, i == 0 ? 0.25 : 0.35);
        y += pdf_say(p, PDF_SIDE, y, &t) + 3;
    }
    qr_draw(p, PDF_W - PDF_SIDE - QR_SIDE, FOOT + 10);
}

void pdf_page(struct pdf *p)
{
    if (p->page > 0)
        cairo_show_page(p->cr);
    p->page++;
    if (p->head->is_demo)
        demo_mark(p);
    mark_draw(p);
    head_draw(p);
    if (p->page == 1)
        title_draw(p);
    foot_draw(p);
}

void pdf_last(struct pdf *p)
{
    cairo_show_page(p->cr);
}
