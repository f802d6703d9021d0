/*
 * signature.h -- a drawn signature: strokes in, a picture out (S3.2.5b).
 *
 * The browser sends what the hand did, [[[x, y, ms], …], …] in thousandths of
 * the pad.  We draw the picture ourselves from it, so no picture of a stranger's
 * making is ever opened for a paper.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

struct signature {
    struct span png;  /* 900 × 540, black on white, in the arena */
    const char *hash; /* of the strokes as sent, hexadecimal */
};

/* E_INPUT: not such JSON, no stroke with two points, more than 300 strokes or 10 000 points. */
enum err signature_draw(struct arena *mem, const char *strokes, struct signature *ret) CHECKED;
