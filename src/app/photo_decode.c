/*
 * photo_decode.c -- JPEG and PNG (and by photo_heic.c HEIC) to pixels and back; runs in the
 * confined child only.
 *
 * The first bytes say what a file is; its name and claimed type are not even
 * known here.  The size in the header is checked before anything is decoded.
 * A large JPEG is shrunk while it is decoded (DCT scaling), so memory follows
 * the result rather than the file.
 */
#include "app/photo_inside.h"
#include "base/must.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>
#include <turbojpeg.h>
#include <unistd.h>

#define QUALITY     85
#define SIDE_LIMIT  65000
#define CHUNK_BYTES (1024 * 1024) /* of one ancillary chunk of a PNG, unpacked */
#define CHUNK_N     32

static bool too_big(int64_t w, int64_t h)
{
    return w <= 0 || h <= 0 || w > SIDE_LIMIT || h > SIDE_LIMIT || w * h > PHOTO_PIXEL_LIMIT;
}

/* ---- JPEG ---- */

/* The smallest scale of the decoder that leaves the longest side as long as we keep it. */
static tjscalingfactor scale_for(int w, int h)
{
    int n, longest = w > h ? w : h, least = longest < PHOTO_FULL_SIDE ? longest : PHOTO_FULL_SIDE;
    const tjscalingfactor *f = tjGetScalingFactors(&n);
    tjscalingfactor best = { 1, 1 };

    for (int i = 0; i < n; i++)
        if (f[i].num <= f[i].denom && TJSCALED(longest, f[i]) >= least &&
            f[i].num * best.denom < best.num * f[i].denom)
            best = f[i];
    return best;
}

/* Print shops' inks as light; the files store them inverted. */
static void cmyk_to_rgb(const unsigned char *s, unsigned char *d, size_t pixels)
{
    for (; pixels > 0; pixels--, s += 4, d += 3)
        for (int k = 0; k < 3; k++)
            d[k] = (unsigned char)(s[k] * s[3] / 255);
}

static enum photo_said jpeg_pixels(struct arena *mem, tjhandle t, struct span f, struct pixels *ret)
{
    const unsigned char *bytes = (const unsigned char *)f.p;
    int w, h, sampling, space, said;
    bool inks;
    tjscalingfactor scale;
    unsigned char *out;

    if (tjDecompressHeader3(t, bytes, f.n, &w, &h, &sampling, &space) != 0)
        return strcasestr(tjGetErrorStr2(t), "premature") ? PHOTO_CUT : PHOTO_BROKEN;
    if (too_big(w, h))
        return PHOTO_BIG;
    inks = space == TJCS_CMYK || space == TJCS_YCCK;
    scale = scale_for(w, h);
    ret->w = TJSCALED(w, scale);
    ret->h = TJSCALED(h, scale);
    out = arena_array(mem, (size_t)ret->w * (size_t)ret->h, inks ? 4 : 3);
    said = tjDecompress2(t, bytes, f.n, out, ret->w, 0, ret->h, inks ? TJPF_CMYK : TJPF_RGB,
                         TJFLAG_LIMITSCANS);
    /* Cameras write odd bytes between markers, which is a warning; an end that is missing is one
       too, but half a picture is no evidence. */
    if (said != 0 && strcasestr(tjGetErrorStr2(t), "premature"))
        return PHOTO_CUT;
    if (said != 0 && tjGetErrorCode(t) != TJERR_WARNING)
        return PHOTO_BROKEN;
    if (inks)
        cmyk_to_rgb(out, out, (size_t)ret->w * (size_t)ret->h);
    ret->rgb = out;
    return PHOTO_OK;
}

static enum photo_said jpeg_decode(struct arena *mem, struct span f, struct pixels *ret,
                                   struct exif *exif)
{
    tjhandle t = tjInitDecompress();
    enum photo_said said;

    must(t);
    said = jpeg_pixels(mem, t, f, ret);
    tjDestroy(t);
    if (said == PHOTO_OK)
        exif_read(exif_find(f), exif);
    return said;
}

bool photo_encode(const struct pixels *p, int fd)
{
    tjhandle t = tjInitCompress();
    unsigned char *out = NULL;
    unsigned long n = 0;
    size_t put = 0;

    must(t);
    if (tjCompress2(t, p->rgb, p->w, 0, p->h, TJPF_RGB, &out, &n, TJSAMP_420, QUALITY, 0) != 0)
        return false;
    while (put < n) {
        ssize_t w = write(fd, out + put, n - put);
        if (w <= 0)
            return false;
        put += (size_t)w;
    }
    tjFree(out);
    tjDestroy(t);
    return true;
}

void photo_warm_up(struct arena *mem)
{
    struct pixels p = { 16, 16, arena_array(mem, 16 * 16, 3) };
    tjhandle c = tjInitCompress(), d = tjInitDecompress();
    unsigned char *out = NULL;
    unsigned long n = 0;

    must(c && d);
    must(tjCompress2(c, p.rgb, p.w, 0, p.h, TJPF_RGB, &out, &n, TJSAMP_420, QUALITY, 0) == 0);
    must(tjDecompress2(d, out, n, p.rgb, p.w, 0, p.h, TJPF_RGB, 0) == 0);
    tjFree(out);
    tjDestroy(c);
    tjDestroy(d);
}

/* ---- PNG ---- */

struct png {
    struct arena *mem;
    struct span file;
    size_t at;
    bool cut; /* asked for more than there was */
    struct pixels *ret;
    struct exif *exif;
    png_structp png;
    png_infop info;
};

static void png_take(png_structp png, png_bytep out, size_t n)
{
    struct png *d = png_get_io_ptr(png);

    if (n > d->file.n - d->at) {
        d->cut = true;
        png_error(png, "cut");
    }
    memcpy(out, d->file.p + d->at, n);
    d->at += n;
}

_Noreturn static void png_broken(png_structp png, png_const_charp text)
{
    (void)text;
    png_longjmp(png, 1);
}

static void png_odd(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

/* Whatever it was, it comes out as 8-bit RGB on white paper. */
static void png_plain(struct png *d)
{
    png_color_16 white = { .red = 255, .green = 255, .blue = 255, .gray = 255 };

    png_set_expand(d->png);
    png_set_scale_16(d->png);
    png_set_gray_to_rgb(d->png);
    if (png_get_color_type(d->png, d->info) & PNG_COLOR_MASK_ALPHA ||
        png_get_valid(d->png, d->info, PNG_INFO_tRNS))
        png_set_background_fixed(d->png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, PNG_FP_1);
    (void)png_set_interlace_handling(d->png);
    png_read_update_info(d->png, d->info);
}

static void png_exif(struct png *d)
{
    png_uint_32 n = 0;
    png_bytep bytes = NULL;
    char *segment;

    if (!png_get_eXIf_1(d->png, d->info, &n, &bytes) || n == 0 || n > 65000)
        return;
    segment = arena_alloc(d->mem, n + 6);
    memcpy(segment, "Exif\0", 6);
    memcpy(segment + 6, bytes, n);
    exif_read((struct span){ segment, n + 6 }, d->exif);
}

static enum photo_said png_run(struct png *d)
{
    png_bytep *rows;
    size_t line;

    if (setjmp(png_jmpbuf(d->png)))
        return d->cut ? PHOTO_CUT : PHOTO_BROKEN;
    png_read_info(d->png, d->info);
    d->ret->w = (int)png_get_image_width(d->png, d->info);
    d->ret->h = (int)png_get_image_height(d->png, d->info);
    if (too_big(d->ret->w, d->ret->h))
        return PHOTO_BIG;
    png_plain(d);
    line = (size_t)d->ret->w * 3;
    if (png_get_rowbytes(d->png, d->info) != line)
        return PHOTO_BROKEN;
    d->ret->rgb = arena_array(d->mem, (size_t)d->ret->h, line);
    rows = arena_new_n(d->mem, png_bytep, d->ret->h);
    for (int y = 0; y < d->ret->h; y++)
        rows[y] = d->ret->rgb + (size_t)y * line;
    png_read_image(d->png, rows);
    png_read_end(d->png, d->info);
    png_exif(d);
    return PHOTO_OK;
}

static enum photo_said png_decode(struct arena *mem, struct span f, struct pixels *ret,
                                  struct exif *exif)
{
    struct png d = { .mem = mem, .file = f, .ret = ret, .exif = exif };
    enum photo_said said;

    d.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, png_broken, png_odd);
    must(d.png);
    d.info = png_create_info_struct(d.png);
    must(d.info);
    png_set_read_fn(d.png, &d, png_take);
    /* Larger than our own limit, so that ours gives the answer. */
    png_set_user_limits(d.png, 0x7fffffff, 0x7fffffff);
    png_set_chunk_cache_max(d.png, CHUNK_N);
    png_set_chunk_malloc_max(d.png, CHUNK_BYTES);
    said = png_run(&d);
    png_destroy_read_struct(&d.png, &d.info, NULL);
    return said;
}

/* ---- which ---- */

enum photo_said photo_decode(struct arena *mem, struct span file, struct pixels *ret,
                             struct exif *exif)
{
    if (file.n >= 3 && memcmp(file.p, "\xFF\xD8\xFF", 3) == 0)
        return jpeg_decode(mem, file, ret, exif);
    if (file.n >= 8 && memcmp(file.p, "\x89PNG\r\n\x1A\n", 8) == 0)
        return png_decode(mem, file, ret, exif);
    if (heic_is(file))
        return heic_decode(mem, file, ret, exif);
    return PHOTO_KIND;
}
