/*
 * catalogue_file.h -- a catalogue as a table that people edit in a spreadsheet, and back again.
 *
 * What comes back is first a draft: compared with the version of that moment,
 * judged row by row, shown, and taken over only when somebody says so and
 * nobody changed the catalogue meanwhile.  Entries that the file doesn't name,
 * and columns that it doesn't have, stay as they are.
 */
#pragma once
#include "base/buf.h"
#include "rooms/estate/catalogue_book.h"

#define BOOK_FILE_MAX (2u << 20) /* bytes of a file */
#define BOOK_ROWS_MAX 5000

/* A table as it was read: nothing is judged yet. */
struct book_file {
    const char *file_name;
    struct entries entries; /* in the order of the file; a value is NULL without its column */
    int64_t *rows;          /* the row of each in the sheet */
    const char *faults;     /* "row<TAB>words" lines; "" none */
};

struct catalogue_draft {
    int64_t id, base_no, row_n, added_at;
    const char *file_name, *who;
    const struct book *book;
    struct draft_fault {
        int64_t row; /* 0: the whole file */
        const char *words;
    } * faults;
    size_t fault_n;
};

/* One line of faults: what it quotes of a cell may hold line breaks, the line may not. */
static inline void book_fault_put(struct buf *b, int64_t row, const char *words)
{
    buf_printf(b, "%lld\t", (long long)row);
    for (; *words; words++)
        buf_putc(b, *words == '\n' || *words == '\t' ? ' ' : *words);
    buf_putc(b, '\n');
}

/* The entries as CSV with a byte order mark, headings in the op's language. */
struct span book_csv(const struct op *op, const struct book *b, struct entries list);
/* Reads a file without a transaction.  E_TOO_BIG, E_MEDIA, E_INPUT with the op's words. */
enum err book_file_read(struct op *op, const struct book *b, struct span bytes,
                        const char *file_name, struct book_file *ret) CHECKED;

/* Compares, judges and keeps the file as a draft; forgets drafts of more than a week. */
int64_t draft_add(struct op *op, const struct book *b, const struct book_file *file);
enum err draft_load(const struct op *op, const struct book *b, int64_t id,
                    struct catalogue_draft *ret) CHECKED;
/* What the book would hold; `base` is the version it was compared with. */
struct entries draft_entries(const struct op *op, const struct catalogue_draft *d,
                             struct entries base);
/* Makes it the next version and forgets the draft.  E_STALE when there is a newer version, E_RULE
   when rows are wrong or nothing would change. */
enum err draft_accept(struct op *op, const struct catalogue_draft *d, const char *reason) CHECKED;
