/* video_fuzz.c -- any bytes as a video: cleaned or refused, and what was cleaned stays a video. */
#include "app/video.h"
#include "base/must.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    unsigned char *copy = malloc(n + 1);
    struct video v = { 0 };

    must(copy);
    memcpy(copy, data, n);
    if (!video_clean(copy, n, &v)) {
        must(v.type && v.width > 0 && v.height > 0 && v.size == (int64_t)n);
        must(v.duration_ms >= 0 && v.duration_ms <= VIDEO_LIMIT_MS + 1000);
    }
    free(copy);
    return 0;
}
