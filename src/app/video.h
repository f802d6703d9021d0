/*
 * video.h -- short videos from people, with the place taken out of them (S3.2.1a, quality.md
 * security 5, 6, 21).
 *
 * Nothing is decoded: the boxes of the file (ISO base media, MP4 and QuickTime) are walked, what
 * could say where and by whom it was taken is overwritten in place, and the pictures and the sound
 * stay as the camera wrote them.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "store/files.h"

#include <stdbool.h>

#define VIDEO_BYTE_LIMIT  (INT64_C(50) * 1024 * 1024)
#define VIDEO_LIMIT_MS    (INT64_C(60) * 1000)
#define VIDEO_SIDE_LIMIT  8192
#define VIDEO_BOX_LIMIT   4096
#define VIDEO_TRACK_LIMIT 8

struct video {
    const char *type;  /* "video/mp4" or "video/quicktime" */
    int width, height; /* of the picture track, as shown; not turned */
    int64_t duration_ms, size;
    char hash[2 * FILE_HASH_BYTES + 1]; /* hexadecimal; filled by video_store alone */
    struct problem problem;             /* after a refusal: code and Chinese words (marked by W) */
};

/* Whether a file begins as a video does; the content decides, never a name. */
bool video_looks(const char *path);
/*
 * Walks the boxes of n bytes and overwrites, in place and without moving a byte: what stands under
 * udta, meta and uuid, the times of making, and every track that is neither picture nor sound
 * together with its samples.  NULL when it is a video that we take, else why not: "kind" (no video,
 * or no codec that browsers play), "cut", "long", "broken".
 */
const char *video_clean(unsigned char *p, size_t n, struct video *ret);
/* Keeps a cleaned copy of the file.  E_MEDIA, E_TOO_BIG with ret->problem; E_STORE. */
enum err video_store(struct files *files, const char *path, struct video *ret) CHECKED;
