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
    bool is_demo;           /* a mark across every page */
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
