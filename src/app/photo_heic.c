/*
 * photo_heic.c -- HEIC of phones to pixels; runs in the confined child only.
 *
 * The brand in the first box says that a file may be one; the size in the header
 * is checked before anything is decoded.  The library turns the picture upright
 * by itself (irot, imir), so the orientation that the camera wrote beside it is
 * not applied a second time.
 */
#include "app/photo_inside.h"
#include "base/must.h"

#include <libheif/heif.h>
#include <string.h>

#define EXIF_MOST (64 * 1024)

bool heic_is(struct span f)
{
    static const char *const brands[] = { "heic", "heix", "heim", "heis", "mif1", "msf1" };

    if (f.n < 16 || memcmp(f.p + 4, "ftyp", 4) != 0)
        return false;
    for (size_t i = 0; i < LEN(brands); i++)
        if (memcmp(f.p + 8, brands[i], 4) == 0)
            return true;
    return false;
}

static enum photo_said said_of(struct heif_error e)
{
    if (e.code == heif_error_Ok)
        return PHOTO_OK;
    if (e.subcode == heif_suberror_Security_limit_exceeded)
        return PHOTO_BIG;
    return e.subcode == heif_suberror_End_of_data ? PHOTO_CUT : PHOTO_BROKEN;
}

/* The camera's notes: four bytes of offset, then the TIFF block. */
static void notes_read(struct arena *mem, const struct heif_image_handle *h, struct exif *exif)
{
    heif_item_id id;
    size_t n;
    unsigned char *raw;
    char *segment;
    bool has_mark;

    if (heif_image_handle_get_list_of_metadata_block_IDs(h, "Exif", &id, 1) != 1)
        return;
    n = heif_image_handle_get_metadata_size(h, id);
    if (n < 12 || n > EXIF_MOST)
        return;
    raw = arena_alloc(mem, n);
    if (heif_image_handle_get_metadata(h, id, raw).code != heif_error_Ok)
        return;
    has_mark = memcmp(raw + 4, "Exif\0", 6) == 0;
    segment = arena_alloc(mem, n + 6);
    memcpy(segment, "Exif\0", 6);
    memcpy(segment + 6, raw + (has_mark ? 10 : 4), n - (has_mark ? 10 : 4));
    exif_read((struct span){ segment, has_mark ? n - 4 : n + 2 }, exif);
    exif->orientation = 1;
}

static enum photo_said copy_rows(struct arena *mem, const struct heif_image *image,
                                 struct pixels *ret)
{
    int stride;
    const uint8_t *plane = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);

    ret->w = heif_image_get_primary_width(image);
    ret->h = heif_image_get_primary_height(image);
    if (!plane || ret->w <= 0 || ret->h <= 0 || stride < ret->w * 3 ||
        (int64_t)ret->w * ret->h > PHOTO_PIXEL_LIMIT)
        return PHOTO_BROKEN;
    ret->rgb = arena_array(mem, (size_t)ret->w * (size_t)ret->h, 3);
    for (int y = 0; y < ret->h; y++)
        memcpy(ret->rgb + (size_t)y * (size_t)ret->w * 3, plane + (size_t)y * (size_t)stride,
               (size_t)ret->w * 3);
    return PHOTO_OK;
}

static enum photo_said primary_decode(struct arena *mem, struct heif_image_handle *h,
                                      struct pixels *ret, struct exif *exif)
{
    struct heif_image *image = NULL;
    int64_t w = heif_image_handle_get_width(h), height = heif_image_handle_get_height(h);
    enum photo_said said;

    if (w <= 0 || height <= 0)
        return PHOTO_BROKEN;
    if (w * height > PHOTO_PIXEL_LIMIT)
        return PHOTO_BIG;
    said = said_of(
        heif_decode_image(h, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGB, NULL));
    if (said == PHOTO_OK)
        said = copy_rows(mem, image, ret);
    if (image)
        heif_image_release(image);
    if (said == PHOTO_OK)
        notes_read(mem, h, exif);
    return said;
}

enum photo_said heic_decode(struct arena *mem, struct span f, struct pixels *ret, struct exif *exif)
{
    struct heif_context *c = heif_context_alloc();
    struct heif_image_handle *h = NULL;
    enum photo_said said;

    must(c);
    heif_context_set_max_decoding_threads(c, 0);
    said = said_of(heif_context_read_from_memory_without_copy(c, f.p, f.n, NULL));
    if (said == PHOTO_OK)
        said = said_of(heif_context_get_primary_image_handle(c, &h));
    if (said == PHOTO_OK)
        said = primary_decode(mem, h, ret, exif);
    if (h)
        heif_image_handle_release(h);
    heif_context_free(c);
    return said;
}

void heic_warm_up(void)
{
    (void)heif_init(NULL);
    must(heif_have_decoder_for_format(heif_compression_HEVC));
}
