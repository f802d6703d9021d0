/*
 * qr.h -- a QR code for a page: the dark squares as one path, for <svg>.
 */
#pragma once
#include "base/arena.h"

struct qr {
    int side;         /* of the square with its quiet zone, in modules */
    const char *path; /* attribute d */
};
/* Of a text of at most some hundred bytes; level M. */
struct qr qr_of(struct arena *mem, const char *text);
