/*
 * photo.h -- pictures from people, made safe and made small (S3.2.1a, quality.md security 5, 6,
 * 21).
 *
 * A picture is decoded in a child process that can read its one file, write its
 * two results, and nothing else; see photo_worker.h.  What comes back is always
 * a fresh JPEG: turned upright, without any metadata, so that the place where
 * it was taken is gone unless the caller asks for it as a value.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "store/files.h"

#include <stdbool.h>

#define PHOTO_FULL_SIDE   2560 /* longest side of the picture that is kept */
#define PHOTO_THUMB_SIDE  480  /* longest side of the small one */
#define PHOTO_PIXEL_LIMIT (INT64_C(50) * 1000 * 1000)
#define PHOTO_BYTE_LIMIT  (INT64_C(50) * 1024 * 1024)

struct photo {
    bool keep_place; /* set before the call: the place is wanted */

    struct span full, thumb; /* JPEG; mapped, live as long as the arena */
    int width, height;       /* of full */
    int64_t taken_at;        /* by the camera's clock; 0: it does not say */
    bool has_place;
    int32_t lat_e7, lon_e7; /* degrees × 10^7, WGS 84 */

    char full_hash[2 * FILE_HASH_BYTES + 1]; /* hexadecimal; filled by photo_store alone */
    char thumb_hash[2 * FILE_HASH_BYTES + 1];
    int64_t size; /* bytes of full */

    struct problem problem; /* after a refusal: code and Chinese words (marked by W), no field */
};

/*
 * Makes full and thumb from the picture at `path`.  The content decides what it is, never a name.
 * Waits while two other pictures are being made.
 *   E_MEDIA    no JPEG, PNG or HEIC, damaged, cut off, or it broke the process that opened it
 *   E_TOO_BIG  more bytes or pixels than the limits, or more work than the deadline
 *   E_STORE    no process could be started
 */
enum err photo_make(struct arena *mem, const char *path, struct photo *ret) CHECKED;

/* As photo_make, and keeps both in the store: hashes instead of bytes; full and thumb are empty. */
enum err photo_store(struct arena *mem, struct files *files, const char *path,
                     struct photo *ret) CHECKED;
