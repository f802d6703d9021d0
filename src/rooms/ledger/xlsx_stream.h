/*
 * xlsx_stream.h -- an XLSX of one sheet, packed while its rows are written.
 *
 * The package is a zip whose parts carry their sizes behind them, so nothing has
 * to be known before it is sent.  Cells are typed: a text is never a formula.
 */
#pragma once
#include "base/buf.h"

#define XLSX_DAY_1970 25569 /* the serial of 1970-01-01 */

enum xlsx_style { XLSX_PLAIN = 0, XLSX_DAY = 1, XLSX_INSTANT = 2 };

/* A cell of a row. */
void xlsx_text(struct buf *b, const char *text);
void xlsx_number(struct buf *b, const char *digits, enum xlsx_style style);

struct xlsx_stream;
struct xlsx_stream *xlsx_stream_open(struct arena *mem);
/* Takes rows ("<row>…</row>") and gives packed bytes in `out`, perhaps none yet; is_last ends the
   file. */
struct buf xlsx_stream_more(struct xlsx_stream *s, struct arena *out, struct span rows,
                            bool is_last);
/* Frees the packer; the stream itself lives in its arena. */
void xlsx_stream_close(struct xlsx_stream *s);
