/*
 * sheet.h -- a paper as a list of blocks: said by its kind from the rows, kept as JSON, drawn
 * later.
 *
 * A kind of paper is a function that says blocks: labelled rows, pairs, tables, photos, places to
 * sign.  They are the facts that are hashed and sealed, with the words of the day, so one drawing
 * serves all kinds and a paper of years ago is drawn as it was.
 */
#pragma once
#include "base/json.h"
#include "rooms/archive/paper_kind.h"

struct sheet {
    struct op *op;
    const struct paper_ask *ask;
    struct json j;      /* the blocks */
    const char *under;  /* the line below the title, "" */
    const char *signer; /* who signed, "" */
    const char *title;  /* instead of the kind's own; NULL */
    bool is_large;      /* hangs on a wall */
};

/* A labelled row over the whole width; an empty text makes none. */
void sheet_row(struct sheet *s, const char *label, const char *text);
void sheet_pair(struct sheet *s, const char *label, const char *text, const char *label2,
                const char *text2);
/* A paragraph without a frame. */
void sheet_words(struct sheet *s, const char *text);
/* The same at the right, as letters end. */
void sheet_ending(struct sheet *s, const char *text);

struct sheet_col {
    const char *words;
    int weight; /* of the width */
    bool right; /* numbers */
};
/* A table; its head stands again on every page.  cells: as many as columns, a line. */
void sheet_table(struct sheet *s, const struct sheet_col *cols, size_t n);
void sheet_line(struct sheet *s, const char *const *cells, size_t n);
void sheet_table_end(struct sheet *s);

/* Photos of the matter (and the fault's orders) with one of the purposes, oldest first, at most
   `most`; what is left out is said. */
void sheet_photos(struct sheet *s, const char *label, const char *const *purposes, int most);
/* Places to sign by hand, with a date each. */
void sheet_signs(struct sheet *s, const char *const *labels, size_t n);

/* The rows every paper of a matter begins with; E_NOT_FOUND when there is no such matter. */
enum err sheet_where(struct sheet *s) CHECKED;
/* "主卫 · 顶棚 · 渗漏，水渍约 …" of ask->fault; NULL when it isn't the matter's. */
const char *sheet_fault(struct sheet *s);

/* The whole facts around what the kind says. */
enum err sheet_facts(struct op *op, const struct paper_kind *kind, const struct paper_ask *ask,
                     const struct paper_name *name, struct paper_facts *ret) CHECKED;
/* Draws any paper of blocks. */
enum err sheet_draw(struct app *app, struct arena *mem, const struct paper_drawing *d,
                    struct span *ret) CHECKED;
