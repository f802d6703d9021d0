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
#define PAD_X      7.0
#define PAD_Y      4.5
#define PICTURE_H  66.0

struct pdf {
    struct arena *mem;
    const struct pdf_head *head;
    const char *family;
    cairo_t *cr;
    PangoContext *pango;
    double size; /* of the letters in cells */
    double label_w;
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

/* pdf_text.c */
/* A font that has every character of a paper; NULL when none is installed. */
const char *pdf_family(void);
/* The text as it can be printed: no signs that turn its direction, 〔表情〕 for pictures,
   〔U+2A6D6〕 for what no font has. */
const char *pdf_clean(struct pdf *p, const char *s);
struct pdf_text pdf_cell_text(const struct pdf *p, const char *s, double w);
double pdf_height(struct pdf *p, const char *s, double w);
/* Opens a page when the row doesn't fit any more. */
void pdf_room_for(struct pdf *p, double h);
void pdf_frame(struct pdf *p, double x, double w, double h, bool is_label);
void pdf_cell(struct pdf *p, double x, double w, double h, const char *s, bool is_label);
/* Bytes of the text whose lines fit into `room` points; 0 when too few do. */
size_t pdf_fitting(struct pdf *p, const char *s, double w, double room);
/* pdf.c: the picture fills the box {x, y, w, h}; what stands out is cut. */
void pdf_picture_fill(struct pdf *p, struct span jpeg, const double box[4]);
