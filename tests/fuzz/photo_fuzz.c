/* photo_fuzz.c -- any bytes as a picture: decoded, turned, shrunk, encoded; and as a camera's
 * notes. */
#include "app/photo_inside.h"
#include "base/must.h"

#include <fcntl.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *mem = arena_open((size_t)1 << 30);
    struct span file = { (const char *)data, n };
    struct pixels p;
    struct exif exif = { .orientation = 1 };
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    exif_read(file, &exif);
    exif = (struct exif){ .orientation = 1 };
    if (photo_decode(mem, file, &p, &exif) == PHOTO_OK) {
        must(exif.orientation >= 1 && exif.orientation <= 8);
        p = pixels_shrink(mem, &p, PHOTO_THUMB_SIDE);
        p = pixels_turn(mem, &p, exif.orientation);
        must(p.w > 0 && p.h > 0 && p.w <= PHOTO_THUMB_SIDE && p.h <= PHOTO_THUMB_SIDE);
        must(photo_encode(&p, nowhere));
    }
    close(nowhere);
    arena_close(mem);
    return 0;
}
