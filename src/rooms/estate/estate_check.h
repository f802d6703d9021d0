/*
 * estate_check.h -- a file of homes, owners or companies as checked rows.
 *
 * A row is either good as a whole or refused with one reason, the first found:
 * nobody repairs a sheet by a list of five complaints a line.  Title rows, totals,
 * repeated headings, footnotes and empty rows are no data and are passed over.
 * Nothing is written here; estate_import.c does that.
 */
#pragma once
#include "rooms/estate/estate_columns.h"
#include "rooms/estate/estate_fold.h"

#define NOT_TOLD (-1)

struct import_person {
    const char *name, *id_number, *phones[FOLD_LIST], *relation;
    size_t phone_n;
    int64_t share_bp; /* NOT_TOLD */
};

/* What a good row says; texts "" and amounts 0 when it doesn't. */
struct import_row {
    int64_t no;
    struct room_code code;
    const char *home; /* 3-2-1802; for a company its name */
    const char *phase, *home_type, *fit_out, *external_id;
    int64_t area_cm2, inner_cm2;
    int32_t completion_on, notice_on, keys_on, handover_on; /* NO_DATE */
    size_t person_n;
    struct import_person person[FOLD_LIST];
    /* companies */
    const char *short_name, *company_kind, *credit_code, *contact, *phone, *trades, *contract;
    const char *buildings; /* folded, with spaces between */
    int32_t ends_on;
};

/* Why a row is refused: zh is a literal marked with W() that may hold one %s for `seen`. */
struct import_fault {
    int64_t row;
    const char *field, *home, *zh, *seen;
    const char *sheet; /* of a ledger of several; NULL otherwise */
};

struct import_count {
    int64_t rows;                     /* data rows read */
    int64_t refused;                  /* of them */
    int64_t homes, owners, companies; /* in good rows; a home of several rows once */
    int64_t taken, blank;             /* of a ledger: history, and rows that hold no repair */
    int64_t fresh;                    /* of the taken: not there before */
};

/* One call a data row, in the order of the file: row or fault, the other is NULL.  Texts live until
   it returns. */
typedef void import_visit(void *arg, const struct import_row *row,
                          const struct import_fault *fault);

struct import_file {
    struct span bytes;
    enum import_kind kind;
    const char *mapping; /* for columns_override; "" */
};

/*
 * Reads a file and visits its rows.  *columns gets the guess and *why the reason when nothing could
 * be read (E_INPUT, E_MEDIA, E_TOO_BIG); a fault in the middle of the file refuses all of it, so
 * visit may have seen rows by then.  Texts of columns live in `mem`.
 */
enum err import_read(struct arena *mem, const struct import_file *file, import_visit *visit,
                     void *arg, struct import_count *count, struct columns *columns,
                     struct sheet_fault *why) CHECKED;
