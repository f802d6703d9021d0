/* pdf_inside.h -- what rows (pdf.c) and pages (pdf_page.c) of a paper share. */
#pragma once
#include "base/buf.h"
#include "rooms/archive/pdf.h"

#include <pango/pangocairo.h>

/* A4 in points, and what the rows may use of it. */
#define PDF_W      595.28
#define PDF_H      841.89
#define PDF_SIDE   48.0
#define PDF_WIDTH  (PDF_W - 2 * PDF_SIDE)
#define PDF_BOTTOM (PDF_H - 112.0)

struct pdf {
    struct arena *mem;
    const struct pdf_head *head;
    const char *family;
    cairo_t *cr;
    PangoContext *pango;
    double y;        /* where the next row begins */
    int page, pages; /* from 1; pages is 0 while they are counted */
    enum err failed;
};

struct pdf_text {
    const char *s;
    double size, w; /* w 0: as wide as it is */
    double spacing; /* between letters */
    PangoAlignment align;
    bool bold;
};

PangoLayout *pdf_layout(struct pdf *p, const struct pdf_text *t);
/* Draws a text; its height. */
double pdf_say(struct pdf *p, double x, double y, const struct pdf_text *t);
/* 0 black … 1 white */
void pdf_grey(struct pdf *p, double light);

/* pdf_page.c: ends the page that is open and begins the next with its head and foot. */
void pdf_page(struct pdf *p);
/* Ends the last page. */
void pdf_last(struct pdf *p);
