/*
 * catalogue_book.h -- each catalogue as a list of entries with named fields, whatever its table.
 *
 * Seven books: the five kinds of words, what a component with a symptom usually
 * means (with the care notes), and what the place changes of that.  Versions,
 * differences, files and roll-backs know books only.
 */
#pragma once
#include "app/op.h"
#include "rooms/estate/catalogue_diff.h"

enum book_kind { BOOK_TEXT, BOOK_NUMBER, BOOK_YES, BOOK_URGENCY, BOOK_PART, BOOK_TRADE };

struct book_field {
    const char *name;  /* "zh": in files, answers and rows of versions */
    const char *words; /* 中文, marked for translation */
    enum book_kind kind;
    int64_t max;      /* code points, or the largest number */
    bool is_required; /* may not be empty */
};

struct book {
    const char *name;  /* "place", "rule": in addresses */
    const char *words; /* 部位, marked for translation */
    const char
        *keys[3]; /* kinds of the codes that make an entry's key: { "component", "symptom" } */
    size_t key_n; /* 1: words, whose entries are retired and never deleted */
    struct book_field fields[ENTRY_FIELDS];
    size_t field_n;
};

/* All books, ended by one without a name; and the one of a name, NULL for none. */
extern const struct book books[];
const struct book *book_of(const char *name);

/* The parts of a key: "wall/any" is "wall" and "".  ret has room for key_n. */
void book_key_parts(const struct op *op, const struct book *b, const char *key, const char **ret);
/* The number of a field; field_n when there is none of this name. */
size_t book_field_at(const struct book *b, const char *name);

/* What stands in the tables now, in the order of keys. */
struct entries book_now(const struct op *op, const struct book *b);
/* What the tables shall hold so that `old` counts again: words that came later are retired. */
struct entries book_goal(const struct op *op, const struct book *b, struct entries now,
                         struct entries old);
/* Makes the tables hold `goal`; `now` is what they hold. */
void book_write(struct op *op, const struct book *b, struct entries now, struct entries goal);
/* Why this entry can't stand in the book, in the op's language; NULL when it can. */
const char *book_fault(const struct op *op, const struct book *b, const struct entry *e);

/* "主卫", "墙面 · 渗漏" in the op's language. */
const char *book_entry_words(const struct op *op, const struct book *b, const struct entry *e);
/* A value as people say it: 是, 紧急, the name of a trade; "" for nothing. */
const char *book_value_words(const struct op *op, const struct book *b, size_t field,
                             const char *value);
