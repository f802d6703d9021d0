/*
 * pdf.h -- A4 papers as tables of labelled rows, with letterhead, hash and QR (records.md, forms
 * that print).
 *
 * A body says rows; this draws them, breaks pages between rows and inside long
 * texts, and puts head and foot on every page, so that a single page of a
 * longer paper can be checked by itself.  The same rows give the same bytes:
 * nothing of the clock or the machine goes into the file, and the font is
 * embedded as the subset that is used.  Papers are Chinese, whoever prints them.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

struct pdf;

struct pdf_head {
    const char *title;      /* 维修验收单 */
    const char *under;      /* the line below it, "" for none */
    const char *letterhead; /* of the project */
    const char *no;         /* as people say it: "A 261123-0003" */
    const char *hash;       /* of the facts, hexadecimal */
    const char *verify;     /* address in the QR */
    int64_t made_at;        /* date of creation in the file */
    const char *hotline;    /* of the project, "" */
    const char *mark;       /* of a reprint, on top of every page; NULL: the sealed paper itself */
    const char *replaced;   /* number of the paper that replaced it, or NULL */
    bool is_demo;           /* a mark across every page */
    bool is_large;          /* hangs on a wall: read from a step away */
};

/* Says the rows; it is called twice (the first time pages are counted), so it has no effects. */
typedef void pdf_body(struct pdf *p, const void *facts);

/*
 * Draws a paper; *ret gets the file, in `mem`.
 *   E_STORE  there is no Chinese font on this machine, or the drawing failed
 *   E_MEDIA  a picture is no JPEG
 */
enum err pdf_make(struct arena *mem, const struct pdf_head *head, pdf_body *body, const void *facts,
                  struct span *ret) CHECKED;

/* One row over the whole width; long texts go on to the next page.  Empty text: no row. */
void pdf_row(struct pdf *p, const char *label, const char *text);
/* Two labelled cells in a row. */
void pdf_pair(struct pdf *p, const char *label, const char *text, const char *label2,
              const char *text2);

struct pdf_picture {
    struct span jpeg;
    const char *caption;
};
/* Up to four pictures in a row of their own size; none: no row. */
void pdf_pictures(struct pdf *p, const char *label, const struct pdf_picture *pictures, size_t n);
/* Boxes with words behind them, one of them ticked (drawn as paths, since fonts lack them). */
void pdf_boxes(struct pdf *p, const char *label, const char *const *words, size_t n, size_t ticked);
/* A signature in its frame, and beside it a labelled text. */
void pdf_signature(struct pdf *p, const char *label, struct span jpeg, const char *label2,
                   const char *text2);

/* A paragraph of the full width without a frame; right: as letters end. */
void pdf_words(struct pdf *p, const char *text, bool right);

struct pdf_col {
    const char *words;
    int weight; /* of the width */
    bool right;
};
/* Begins a table: its head, which pdf_line() repeats on every page. */
void pdf_table(struct pdf *p, const struct pdf_col *cols, size_t n);
/* A line of it; cells longer than a page go on. */
void pdf_line(struct pdf *p, const struct pdf_col *cols, size_t n, const char *const *cells);
/* Any number of pictures, four a row. */
void pdf_grid(struct pdf *p, const char *label, const struct pdf_picture *pictures, size_t n);
/* Places to sign by hand beside each other, up to four, all on one page. */
void pdf_signs(struct pdf *p, const char *const *labels, size_t n);
