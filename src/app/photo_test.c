/*
 * photo_test.c -- pictures from people through the real confined child.
 *
 * The test is its own worker: photo.c starts /proc/self/exe, so main() answers
 * to `photo-worker` as the product does, and to a word more that tries what the
 * child must not be able to do.
 */
#include "app/photo_inside.h"
#include "app/photo_worker.h"
#include "base/must.h"
#include "store/datadir.h"

#include <fcntl.h>
#include <libheif/heif.h>
#include <png.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <turbojpeg.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *mem;
static const char *dir, *picture;

static int before(void **state)
{
    (void)state;
    mem = arena_open((size_t)512 << 20);
    dir = arena_dup(mem, mkdtemp((char[]){ "/tmp/anju-photo-XXXXXX" }));
    picture = datadir_path(mem, dir, "picture");
    return 0;
}

static int after(void **state)
{
    (void)state;
    (void)remove(picture);
    (void)rmdir(dir);
    arena_close(mem);
    return 0;
}

static void keep(const void *p, size_t n)
{
    FILE *f = fopen(picture, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    fclose(f);
}

/* Left half red, right half blue, a green corner at the top left. */
static struct pixels drawing(int w, int h)
{
    struct pixels p = { w, h, arena_array(mem, (size_t)w * (size_t)h, 3) };

    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            int part = x < w / 4 && y < h / 4 ? 1 : x < w / 2 ? 0 : 2;
            p.rgb[3 * ((size_t)y * (size_t)w + (size_t)x) + (size_t)part] = 255;
        }
    return p;
}

static struct span jpeg_of(const struct pixels *p)
{
    tjhandle t = tjInitCompress();
    unsigned char *out = NULL;
    unsigned long n = 0;
    struct span s;

    assert_int_equal(tjCompress2(t, p->rgb, p->w, 0, p->h, TJPF_RGB, &out, &n, TJSAMP_444, 90, 0),
                     0);
    s = (struct span){ arena_dup_n(mem, out, n), n };
    tjFree(out);
    tjDestroy(t);
    return s;
}

/* ---- a camera's segment ---- */

struct tiff {
    unsigned char p[400];
    size_t n;
};

static void put16(struct tiff *t, unsigned v)
{
    t->p[t->n++] = (unsigned char)v;
    t->p[t->n++] = (unsigned char)(v >> 8);
}

static void put32(struct tiff *t, uint32_t v)
{
    put16(t, v & 0xffff);
    put16(t, v >> 16);
}

static void entry(struct tiff *t, unsigned tag, unsigned type, uint32_t count, uint32_t value)
{
    put16(t, tag);
    put16(t, type);
    put32(t, count);
    put32(t, value);
}

static void rational3(struct tiff *t, uint32_t d, uint32_t m, uint32_t s)
{
    const uint32_t v[] = { d, 1, m, 1, s, 1 };

    for (size_t i = 0; i < LEN(v); i++)
        put32(t, v[i]);
}

/* Offsets: 8 first folder (3 rows, 42 B), 50 places (4 rows, 54 B), 104 camera (1 row, 18 B), 122
 * data. */
static struct tiff segment(unsigned orientation)
{
    struct tiff t = { .n = 0 };

    memcpy(t.p, "II*\0", 4);
    t.n = 4;
    put32(&t, 8);
    put16(&t, 3);
    entry(&t, 0x0112, 3, 1, orientation);
    entry(&t, 0x8769, 4, 1, 104);
    entry(&t, 0x8825, 4, 1, 50);
    put32(&t, 0);
    put16(&t, 4);
    entry(&t, 1, 2, 2, 'N');
    entry(&t, 2, 5, 3, 122);
    entry(&t, 3, 2, 2, 'E');
    entry(&t, 4, 5, 3, 146);
    put32(&t, 0);
    put16(&t, 1);
    entry(&t, 0x9003, 2, 20, 170);
    put32(&t, 0);
    rational3(&t, 31, 12, 36);
    rational3(&t, 121, 30, 0);
    memcpy(t.p + t.n, "2026:06:08 08:58:00", 20);
    t.n += 20;
    return t;
}

/* The JPEG with a segment behind its first marker. */
static struct span with_segment(struct span jpeg, const struct tiff *t)
{
    size_t length = 2 + 6 + t->n;
    unsigned char *out = arena_alloc(mem, jpeg.n + length + 2);

    memcpy(out, jpeg.p, 2);
    out[2] = 0xFF;
    out[3] = 0xE1;
    out[4] = (unsigned char)(length >> 8);
    out[5] = (unsigned char)length;
    memcpy(out + 6, "Exif\0", 6);
    memcpy(out + 12, t->p, t->n);
    memcpy(out + 12 + t->n, jpeg.p + 2, jpeg.n - 2);
    return (struct span){ (char *)out, jpeg.n + length + 2 };
}

static struct pixels read_back(struct span jpeg)
{
    tjhandle t = tjInitDecompress();
    struct pixels p;
    int sampling, space;

    assert_int_equal(tjDecompressHeader3(t, (const unsigned char *)jpeg.p, jpeg.n, &p.w, &p.h,
                                         &sampling, &space),
                     0);
    p.rgb = arena_array(mem, (size_t)p.w * (size_t)p.h, 3);
    assert_int_equal(
        tjDecompress2(t, (const unsigned char *)jpeg.p, jpeg.n, p.rgb, p.w, 0, p.h, TJPF_RGB, 0),
        0);
    tjDestroy(t);
    return p;
}

/* 'r', 'g', 'b', or '?' of the pixel at these hundredths. */
static char colour(const struct pixels *p, int x, int y)
{
    const unsigned char *c =
        p->rgb + 3 * ((size_t)(y * p->h / 100) * (size_t)p->w + (size_t)(x * p->w / 100));

    for (int k = 0; k < 3; k++)
        if (c[k] > 200 && c[(k + 1) % 3] < 90 && c[(k + 2) % 3] < 90)
            return "rgb"[k];
    return '?';
}

/* ---- what must work ---- */

static void upright(void **state)
{
    /* Where the green corner is found: clockwise from the top left. */
    static const struct {
        unsigned orientation;
        int x, y;
        bool swapped;
    } cases[] = { { 1, 5, 5, false },  { 2, 95, 5, false }, { 3, 95, 95, false },
                  { 4, 5, 95, false }, { 5, 5, 5, true },   { 6, 95, 5, true },
                  { 7, 95, 95, true }, { 8, 5, 95, true } };
    struct pixels d = drawing(320, 160);
    struct span plain = jpeg_of(&d);

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct tiff t = segment(cases[i].orientation);
        struct span file = with_segment(plain, &t);
        struct photo p = { 0 };
        struct pixels out;

        keep(file.p, file.n);
        assert_int_equal(photo_make(mem, picture, &p), OK);
        out = read_back(p.full);
        assert_int_equal(out.w, cases[i].swapped ? 160 : 320);
        assert_int_equal(p.width, out.w);
        assert_int_equal(p.height, out.h);
        assert_int_equal(colour(&out, cases[i].x, cases[i].y), 'g');
        assert_int_equal(colour(&out, 100 - cases[i].x, 100 - cases[i].y), 'b');
    }
}

static void place_is_gone(void **state)
{
    struct pixels d = drawing(64, 64);
    struct tiff t = segment(1);
    struct span file = with_segment(jpeg_of(&d), &t);
    struct photo p = { 0 }, wanted = { .keep_place = true };

    (void)state;
    keep(file.p, file.n);
    assert_int_equal(photo_make(mem, picture, &p), OK);
    assert_null(memmem(p.full.p, p.full.n, "Exif", 4));
    assert_null(memmem(p.thumb.p, p.thumb.n, "Exif", 4));
    assert_null(memmem(p.full.p, p.full.n, "2026:06:08", 10));
    assert_false(p.has_place);
    assert_int_equal(p.lat_e7, 0);
    assert_int_equal(p.taken_at, INT64_C(1780880280000)); /* 2026-06-08T08:58:00+08:00 */
    assert_int_equal(photo_make(mem, picture, &wanted), OK);
    assert_true(wanted.has_place);
    assert_int_equal(wanted.lat_e7, 312100000);
    assert_int_equal(wanted.lon_e7, 1215000000);
    assert_null(memmem(wanted.full.p, wanted.full.n, "Exif", 4));
}

static void sizes(void **state)
{
    struct pixels d = drawing(4000, 1000), full, thumb;
    struct span file = jpeg_of(&d);
    struct photo p = { 0 };

    (void)state;
    keep(file.p, file.n);
    assert_int_equal(photo_make(mem, picture, &p), OK);
    full = read_back(p.full);
    thumb = read_back(p.thumb);
    assert_int_equal(full.w, PHOTO_FULL_SIDE);
    assert_int_equal(full.h, 640);
    assert_int_equal(thumb.w, PHOTO_THUMB_SIDE);
    assert_int_equal(thumb.h, 120);
    assert_int_equal(colour(&thumb, 5, 5), 'g');
    assert_int_equal(colour(&thumb, 95, 50), 'b');
}

/* ---- PNG ---- */

struct bytes {
    unsigned char *p;
    size_t n;
};

static void png_give(png_structp png, png_bytep p, size_t n)
{
    struct bytes *b = png_get_io_ptr(png);

    memcpy(b->p + b->n, p, n);
    b->n += n;
}

static void png_flush_none(png_structp png)
{
    (void)png;
}

/* Half of it clear: an RGBA picture whose right half shows the paper. */
static struct bytes png_of(int w, int h)
{
    struct bytes b = { arena_alloc(mem, (size_t)w * (size_t)h * 4 + 4096), 0 };
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    unsigned char *row = arena_alloc(mem, (size_t)w * 4);

    png_set_write_fn(png, &b, png_give, png_flush_none);
    png_set_IHDR(png, info, (png_uint_32)w, (png_uint_32)h, 8, PNG_COLOR_TYPE_RGBA,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int x = 0; x < w / 2; x++) {
        row[4 * x] = 255;
        row[4 * x + 3] = 255;
    }
    for (int y = 0; y < h; y++)
        png_write_row(png, row);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return b;
}

static void png_becomes_jpeg(void **state)
{
    struct bytes b = png_of(300, 200);
    struct photo p = { 0 };
    struct pixels out;
    const unsigned char *paper;

    (void)state;
    keep(b.p, b.n);
    assert_int_equal(photo_make(mem, picture, &p), OK);
    out = read_back(p.full);
    assert_int_equal(out.w, 300);
    assert_int_equal(colour(&out, 20, 50), 'r');
    paper = out.rgb + 3 * (size_t)(50 * 300 + 280);
    assert_true(paper[0] > 250 && paper[1] > 250 && paper[2] > 250);
}

/* ---- HEIC ---- */

static struct heif_error heic_put(struct heif_context *c, const void *p, size_t n, void *to)
{
    struct span *s = to;

    (void)c;
    *s = (struct span){ arena_dup_n(mem, p, n), n };
    return (struct heif_error){ heif_error_Ok, heif_suberror_Unspecified, "" };
}

/* As a phone writes it; t: the camera's notes, or NULL. */
static struct span heic_of(const struct pixels *p, const struct tiff *t)
{
    struct heif_context *c = heif_context_alloc();
    struct heif_writer w = { .writer_api_version = 1, .write = heic_put };
    struct heif_encoder *encoder;
    struct heif_image_handle *handle;
    struct heif_image *image;
    struct span s = { 0 };
    int stride;
    uint8_t *plane;

    assert_int_equal(heif_context_get_encoder_for_format(c, heif_compression_HEVC, &encoder).code,
                     0);
    heif_encoder_set_lossy_quality(encoder, 90);
    assert_int_equal(
        heif_image_create(p->w, p->h, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image)
            .code,
        0);
    assert_int_equal(heif_image_add_plane(image, heif_channel_interleaved, p->w, p->h, 24).code, 0);
    plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < p->h; y++)
        memcpy(plane + (size_t)y * (size_t)stride, p->rgb + (size_t)y * (size_t)p->w * 3,
               (size_t)p->w * 3);
    assert_int_equal(heif_context_encode_image(c, image, encoder, NULL, &handle).code, 0);
    if (t)
        assert_int_equal(heif_context_add_exif_metadata(c, handle, t->p, (int)t->n).code, 0);
    assert_int_equal(heif_context_write(c, &w, &s).code, 0);
    heif_image_handle_release(handle);
    heif_image_release(image);
    heif_encoder_release(encoder);
    heif_context_free(c);
    return s;
}

static void heic_becomes_jpeg(void **state)
{
    struct pixels d = drawing(640, 320), out;
    struct tiff t = segment(6);
    struct span file = heic_of(&d, &t);
    struct photo p = { 0 };

    (void)state;
    keep(file.p, file.n);
    assert_int_equal(photo_make(mem, picture, &p), OK);
    out = read_back(p.full);
    assert_int_equal(out.w, 640); /* the notes of a HEIC do not turn it: the library did, or not */
    assert_int_equal(colour(&out, 5, 5), 'g');
    assert_int_equal(colour(&out, 95, 95), 'b');
    assert_int_equal(p.taken_at, INT64_C(1780880280000));
    assert_null(memmem(p.full.p, p.full.n, "Exif", 4));
    assert_false(p.has_place);
}

/* ---- what must be refused ---- */

static void refused(const void *bytes, size_t n, enum err err, const char *code)
{
    struct photo p = { 0 };

    keep(bytes, n);
    assert_int_equal(photo_make(mem, picture, &p), err);
    assert_string_equal(p.problem.code, code);
    assert_non_null(p.problem.words);
    assert_null(p.full.p);
}

static void liars(void **state)
{
    static const char *const texts[] = { "",
                                         "x",
                                         "<svg xmlns='http://www.w3.org/2000/svg'/>",
                                         "GIF89a\1\0\1\0",
                                         "%PDF-1.7\n",
                                         "RIFF\0\0\0\0WEBP",
                                         "<html><script>alert(1)</script>" };

    (void)state;
    for (size_t i = 0; i < LEN(texts); i++)
        refused(texts[i], strlen(texts[i]), E_MEDIA, "photo_kind");
    refused("\xFF\xD8\xFF then nothing", 16, E_MEDIA, "photo_broken");
}

/* A HEIC that lies: another file with its brand, a picture cut off, a size that is not so. */
static void heic_liars(void **state)
{
    static const char empty[] = "\0\0\0\030ftypheic\0\0\0\0heicmif1";
    static const char movie[] = "\0\0\0\030ftypisom\0\0\0\0isomiso2";
    struct pixels d = drawing(640, 320);
    struct span file = heic_of(&d, NULL);
    char *lie = arena_alloc(mem, file.n);
    char *size;

    (void)state;
    refused(empty, sizeof(empty) - 1, E_MEDIA, "photo_broken");
    refused(movie, sizeof(movie) - 1, E_MEDIA, "photo_kind");
    keep(file.p, file.n / 2);
    assert_int_equal(photo_make(mem, picture, &(struct photo){ 0 }), E_MEDIA);
    memcpy(lie, file.p, file.n);
    size = memmem(lie, file.n, "ispe", 4);
    assert_non_null(size);
    memcpy(size + 8, "\0\0\377\0\0\0\377\0", 8); /* 65 280 × 65 280 */
    refused(lie, file.n, E_TOO_BIG, "photo_big");
}

static void cut_short(void **state)
{
    struct pixels d = drawing(600, 400);
    struct span file = jpeg_of(&d);
    struct bytes b = png_of(600, 400);

    (void)state;
    refused(file.p, file.n / 2, E_MEDIA, "photo_cut");
    refused(b.p, b.n / 2, E_MEDIA, "photo_cut");
}

/* A JPEG of few bytes whose header claims 60000 × 60000, and a PNG that does the same. */
static void bombs(void **state)
{
    struct pixels d = drawing(64, 64);
    struct span file = jpeg_of(&d);
    struct bytes b = png_of(64, 64);
    unsigned char *size = memmem(file.p, file.n, "\xFF\xC0", 2);
    uint32_t crc;

    (void)state;
    assert_non_null(size);
    memcpy(size + 5, "\xEA\x60\xEA\x60", 4);
    refused(file.p, file.n, E_TOO_BIG, "photo_big");
    memcpy(b.p + 16, "\0\0\xEA\x60\0\0\xEA\x60", 8);
    crc = 0xFFFFFFFF;
    for (size_t i = 12; i < 29; i++) {
        crc ^= b.p[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    crc = ~crc;
    for (int i = 0; i < 4; i++)
        b.p[29 + i] = (unsigned char)(crc >> (24 - 8 * i));
    refused(b.p, b.n, E_TOO_BIG, "photo_big");
}

static void fifty_megabytes(void **state)
{
    int fd = open(picture, O_CREAT | O_WRONLY | O_TRUNC, 0600);
    struct photo p = { 0 };

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, (off_t)PHOTO_BYTE_LIMIT + 1), 0);
    close(fd);
    assert_int_equal(photo_make(mem, picture, &p), E_TOO_BIG);
}

/* Nothing that is changed at random makes it crash, hang or give back what is no JPEG. */
static void any_bytes(void **state)
{
    struct pixels d = drawing(48, 48);
    struct tiff t = segment(6);
    struct span file = with_segment(jpeg_of(&d), &t);
    char *bytes = arena_alloc(mem, file.n);
    uint32_t dice = 7;

    (void)state;
    for (int i = 0; i < 24; i++) {
        struct photo p = { .keep_place = true };
        enum err e;

        memcpy(bytes, file.p, file.n);
        for (int k = 0; k < 1 + i; k++) {
            dice = dice * 1664525 + 1013904223;
            bytes[2 + dice % (file.n - 2)] = (char)(dice >> 24);
        }
        keep(bytes, file.n);
        e = photo_make(mem, picture, &p);
        assert_true(e == OK || e == E_MEDIA || e == E_TOO_BIG);
        assert_true(e != OK || (uint64_t)p.lat_e7 + 900000000u <= 1800000000u);
    }
}

/* ---- the cage ---- */

/* How a child ends that gives up its rights and then tries something. */
static int tries(void (*what)(void))
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        if (!photo_confine())
            _exit(7);
        what();
        _exit(0);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void try_nothing(void)
{
}
static void try_open(void)
{
    (void)open("/etc/passwd", O_RDONLY);
}
static void try_socket(void)
{
    (void)socket(AF_INET, SOCK_STREAM, 0);
}
static void try_program(void)
{
    (void)execl("/bin/true", "true", (char *)NULL);
}
static void try_child(void)
{
    (void)fork();
}
static void try_code(void)
{
    (void)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void confined(void **state)
{
    void (*const forbidden[])(void) = { try_open, try_socket, try_program, try_child, try_code };
    int status = tries(try_nothing);

    (void)state;
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    for (size_t i = 0; i < LEN(forbidden); i++) {
        status = tries(forbidden[i]);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
    }
}

static void kept_in_the_store(void **state)
{
    struct pixels d = drawing(600, 300);
    struct span file = jpeg_of(&d), read;
    struct files *files = files_open(dir);
    struct photo p = { 0 };
    unsigned char hash[FILE_HASH_BYTES];

    (void)state;
    assert_non_null(files);
    keep(file.p, file.n);
    assert_int_equal(photo_store(mem, files, picture, &p), OK);
    assert_null(p.full.p);
    assert_int_equal(strlen(p.full_hash), 2 * FILE_HASH_BYTES);
    for (int i = 0; i < FILE_HASH_BYTES; i++) {
        char two[] = { p.full_hash[2 * i], p.full_hash[2 * i + 1], '\0' };
        hash[i] = (unsigned char)strtol(two, NULL, 16);
    }
    assert_int_equal(files_load(files, mem, hash, &read), OK);
    assert_int_equal(read.n, p.size);
    files_close(files);
}

static int remove_store(void **state)
{
    char *argv[] = { (char[]){ "rm" }, (char[]){ "-rf" }, NULL, NULL };
    pid_t pid = fork();

    argv[2] = arena_alloc(mem, strlen(dir) + 1);
    memcpy(argv[2], dir, strlen(dir));
    if (pid == 0) {
        execv("/bin/rm", argv);
        _exit(1);
    }
    waitpid(pid, NULL, 0);
    return after(state);
}

#define TEST(name, fn)                                                                             \
    {                                                                                              \
        name, fn, before, after, NULL                                                              \
    }

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST("S3.2.1a a photo is turned upright by what the camera wrote, all eight ways", upright),
        TEST("quality.md security 21: place, time and camera are gone from what is kept",
             place_is_gone),
        TEST("S3.2.1a a large photo is kept smaller, and with a small one beside it", sizes),
        TEST("S3.2.1a a PNG becomes a JPEG on white paper", png_becomes_jpeg),
        TEST("S3.2.1a a HEIC of a phone becomes a JPEG, without its place", heic_becomes_jpeg),
        TEST("quality security 6 a HEIC that lies is refused and says so", heic_liars),
        TEST("a file that lies about its type is refused by its content", liars),
        TEST("a truncated photo is refused and says so", cut_short),
        TEST("a decompression bomb is refused by its header", bombs),
        TEST("a file over 50 MB is refused", fifty_megabytes),
        TEST("a photo damaged at random is made or refused, nothing else", any_bytes),
        TEST("the child can't open files, sockets, programs or new code", confined),
        { "a photo is kept by the hash of its content", kept_in_the_store, before, remove_store,
          NULL },
    };

    if (argc > 1 && strcmp(argv[1], PHOTO_WORKER) == 0)
        photo_worker_main(argc > 2 ? argv[2] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
