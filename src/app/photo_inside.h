/* photo_inside.h -- what the two sides of a picture's making, and their test, share. */
#pragma once
#include "app/photo.h"

/* How long a picture may take; the test shortens it. */
extern int64_t photo_deadline_ms;

/* Descriptors of the child. */
enum { PHOTO_IN = 3, PHOTO_FULL = 4, PHOTO_THUMB = 5 };

struct pixels {
    int w, h;
    unsigned char *rgb; /* 3 bytes a pixel, rows from the top, no padding */
};

/* What the camera wrote. */
struct exif {
    int orientation; /* 1..8 */
    int64_t taken_at;
    bool has_place;
    int32_t lat_e7, lon_e7;
};

enum photo_said { PHOTO_OK, PHOTO_KIND, PHOTO_BROKEN, PHOTO_CUT, PHOTO_BIG };

/* photo_decode.c: header first, limits, then pixels of at least PHOTO_FULL_SIDE where there are. */
enum photo_said photo_decode(struct arena *mem, struct span file, struct pixels *ret,
                             struct exif *exif);
/* JPEG of `p` written to fd; false when that failed. */
bool photo_encode(const struct pixels *p, int fd);
/* Makes the library look at the machine now, while it still may. */
void photo_warm_up(struct arena *mem);

/* photo_heic.c: by the brand of the first box; pixels come upright. */
bool heic_is(struct span f);
enum photo_said heic_decode(struct arena *mem, struct span f, struct pixels *ret,
                            struct exif *exif);
/* Loads what the library loads, while it still may. */
void heic_warm_up(void);

/* photo_exif.c */
/* The "Exif\0\0…" segment of a JPEG; empty when it has none. */
struct span exif_find(struct span jpeg);
/* Reads a segment; fields that are missing or absurd stay as they are. */
void exif_read(struct span segment, struct exif *ret);

/* photo_pixels.c */
/* Smaller by averaging so that no side is over `side`; the same when it is small already. */
struct pixels pixels_shrink(struct arena *mem, const struct pixels *p, int side);
/* Turned upright by an EXIF orientation. */
struct pixels pixels_turn(struct arena *mem, const struct pixels *p, int orientation);

/* photo_worker.c: gives up every right but reading, writing and memory; false: the kernel refused.
 */
bool photo_confine(void);
