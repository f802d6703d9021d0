/*
 * file.h -- rows that say what a stored file is, and what it belongs to.
 *
 * A phone sends photos by themselves before the act they belong to is sent: the
 * row then waits under subject 'upload' of the account that sent it, and the
 * act claims it.  Subjects are 'matter', 'fault', 'order', 'acceptance' and
 * 'paper'; who sees the matter behind them sees the file.
 */
#pragma once
#include "app/op.h"
#include "app/parts.h"
#include "app/photo.h"
#include "app/video.h"

struct file_new {
    const struct photo *photo; /* from photo_store, or NULL */
    const struct video *video; /* from video_store, when there is no photo */
    const char *name;          /* as sent, for people */
    const char *subject;       /* "upload": subject_id is the account's */
    int64_t subject_id;
    const char *purpose;     /* report check before after signature; "" while it waits */
    const char *client_hash; /* SHA-256 of what was sent, hexadecimal, or "" */
};
/* Adds a row for a photo or a video that is kept already; its id.  In op's write transaction. */
int64_t file_add(struct op *op, const struct file_new *f);

/*
 * Gives an upload of this same account to its subject.  E_INPUT "photo_gone" with field "photos"
 * when there is none with this id that is hers and waits (a foreign one, or one used already).
 */
enum err file_claim(struct op *op, int64_t file_id, const char *subject, int64_t subject_id,
                    const char *purpose) CHECKED;

/* Where a photo or video of /p/PROJECT/files is seen, for photo_strip(); `type` from its row,
   `words` for those who cannot see it, `caption` NULL for none. */
struct part_photo file_part(const struct op *op, const char *project, int64_t id, const char *type);

/* The matter behind a file's subject; 0: none (an upload, a subject that is gone). */
int64_t file_matter(const struct op *op, const char *subject, int64_t subject_id);
/* Whether the actor sees a matter of op->project. */
bool file_matter_visible(const struct op *op, int64_t matter_id);
/* Does the actor work for another company here (contractor, property company)?  Then she sees the
   photos of the work only: no signature, no record of an entry, no evidence of an objection
   (records.md, keeping and privacy). */
bool file_is_at_work(const struct op *op);
/* Whether such a picture shows an owner's own side: what she sent in, or signed. */
bool file_is_personal(const char *purpose);
bool file_is_of_work(const char *purpose);
