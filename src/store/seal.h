/*
 * seal.h -- phones and ID numbers at rest: sealed, and found by blind index (S3.5e, PIPL).
 *
 * The keys stand in DIR/keys (mode 0600), made by the first start; a key has a
 * number that is the first byte of what it sealed, so that keys can be rotated.
 * A blind index is a keyed hash: equal inputs of equal purpose meet, nobody
 * without the key can try phones against it.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"

#include <stdbool.h>

struct seal;

/* Opens or creates DIR/keys; NULL and a sentence in *why when that is impossible. */
struct seal *seal_open(struct arena *mem, const char *dir, const char **why) CHECKED;
void seal_close(struct seal *s);
/*
 * Whether these are the keys of this database; asked once after both are open.  The first time a
 * mark is left in it.  False and a sentence in *why: a lost DIR/keys was made anew, or another's
 * was copied here, and going on would add phones that the old keys can't find.
 */
bool seal_fits(struct seal *s, struct db *db, struct arena *mem, const char **why) CHECKED;

/*
 * Rotation (cli/keys.c walks the rows).  seal_rotate makes the next sealing and the next index key,
 * on the disk before anything uses them; from then on seal_put seals with the new one.  Indexes go
 * on with the old key until seal_index_by; whoever calls it rebuilds all of them in the same write
 * transaction and leaves a new mark there.
 */
bool seal_rotate(struct seal *s, struct arena *mem) CHECKED;
void seal_index_by(struct seal *s, unsigned no);
void seal_mark(const struct seal *s, struct tx *tx);
/* Takes a key out of the file that no row needs any more; not one in use. */
bool seal_forget(struct seal *s, struct arena *mem, unsigned no) CHECKED;
/* Numbers of the keys that seal now, that indexes are made with, and the newest for indexes. */
unsigned seal_newest(const struct seal *s);
unsigned seal_indexer(const struct seal *s);
unsigned seal_newest_index(const struct seal *s);
/* Whether there is a sealing key of this number (1 to 255); *index: one for indexes. */
bool seal_has(const struct seal *s, unsigned no, bool *index);

/* Sealed bytes of a text (XSalsa20-Poly1305, random nonce). */
struct span seal_put(const struct seal *s, struct arena *mem, const char *text);
/* The text, or NULL when the bytes were not sealed by us or were altered. */
const char *seal_get(const struct seal *s, struct arena *mem, const void *p, size_t n);
/* 16-byte blind index as lower-case hex; purpose keeps phones, last four digits and ids apart. */
const char *seal_index(const struct seal *s, struct arena *mem, const char *purpose,
                       const char *text);
/* MAC over a text, for tokens in links; hex of 16 bytes. */
const char *seal_mac(const struct seal *s, struct arena *mem, const char *purpose,
                     const char *text);

/* "139****0001" of a phone, "320***********0011" of an ID number: what screens show unrevealed. */
const char *phone_masked(struct arena *mem, const char *phone);
const char *id_number_masked(struct arena *mem, const char *id);
/* Digits of a mainland mobile or a landline as people type it (spaces, dashes, +86, full width);
   false when it is none. */
bool phone_fold(struct arena *mem, const char *typed, const char **ret);
/* Letters and digits of an ID number as people type it; false when it is none: a resident's number
   whose check character is wrong, or neither that nor a passport or travel permit. */
bool id_number_fold(struct arena *mem, const char *typed, const char **ret);
