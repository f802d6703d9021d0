/*
 * video_test.c -- videos are cleaned or refused, box by box.
 *
 * The files are written here, box by box, so that each test says what it is about: a picture track
 * of one sample, a track of places as action cameras write it, and what a phone puts under udta.
 */
#include "app/video.h"
#include "base/must.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PLACE "+31.2304+121.4737/"

struct made {
    unsigned char p[8192];
    size_t n, open[16], depth;
};

static void put(struct made *m, const void *p, size_t n)
{
    must(m->n + n <= sizeof m->p);
    memcpy(m->p + m->n, p, n);
    m->n += n;
}

static void put_n(struct made *m, uint64_t v, size_t bytes)
{
    for (size_t i = bytes; i-- > 0;)
        put(m, &(unsigned char){ (unsigned char)(i < 8 ? v >> 8 * i : 0) }, 1);
}

static void open_box(struct made *m, const char *type)
{
    m->open[m->depth++] = m->n;
    put_n(m, 0, 4);
    put(m, type, 4);
}

static void close_box(struct made *m)
{
    size_t at = m->open[--m->depth], end = m->n;

    m->n = at;
    put_n(m, end - at, 4);
    m->n = end;
}

static void leaf(struct made *m, const char *type, const char *text)
{
    open_box(m, type);
    put(m, text, strlen(text));
    close_box(m);
}

/* Sample tables of one chunk with one sample. */
static void tables(struct made *m, const char *codec, size_t at, size_t size)
{
    open_box(m, "stbl");
    open_box(m, "stsd");
    put_n(m, 0, 4);
    put_n(m, 1, 4);
    put_n(m, 16, 4);
    put(m, codec, 4);
    put_n(m, 0, 8);
    close_box(m);
    open_box(m, "stsc");
    put_n(m, 0, 4);
    put_n(m, 1, 4);
    put_n(m, 1, 4);
    put_n(m, 1, 4);
    put_n(m, 1, 4);
    close_box(m);
    open_box(m, "stsz");
    put_n(m, 0, 4);
    put_n(m, size, 4);
    put_n(m, 1, 4);
    close_box(m);
    open_box(m, "stco");
    put_n(m, 0, 4);
    put_n(m, 1, 4);
    put_n(m, at, 4);
    close_box(m);
    close_box(m);
}

static void track(struct made *m, const char *kind, const char *codec, size_t at, size_t size)
{
    open_box(m, "trak");
    open_box(m, "tkhd");
    put_n(m, 0, 4);
    put_n(m, 0xD1D1D1D1, 4); /* times of making */
    put_n(m, 0xD1D1D1D1, 4);
    for (int i = 0; i < 16; i++)
        put_n(m, 0, 4);
    put_n(m, 1280 << 16, 4);
    put_n(m, 720 << 16, 4);
    close_box(m);
    open_box(m, "mdia");
    open_box(m, "hdlr");
    put_n(m, 0, 8);
    put(m, kind, 4);
    put_n(m, 0, 12);
    close_box(m);
    open_box(m, "minf");
    tables(m, codec, at, size);
    close_box(m);
    close_box(m);
    leaf(m, "udta", PLACE);
    close_box(m);
}

struct recipe {
    const char *brand, *codec, *kind, *second; /* second: handler of one more track, or NULL */
    uint32_t scale, duration;
};
static const struct recipe usual = { "mp42", "avc1", "vide", NULL, 600, 600 * 12 };

static void make(struct made *m, const struct recipe *r)
{
    *m = (struct made){ 0 };
    open_box(m, "ftyp");
    put(m, r->brand, 4);
    put_n(m, 0, 8);
    close_box(m);
    open_box(m, "mdat");
    put(m, "PICTURE-BYTES", 13);
    put(m, PLACE, strlen(PLACE));
    close_box(m);
    open_box(m, "moov");
    open_box(m, "mvhd");
    put_n(m, 0, 4);
    put_n(m, 0xD1D1D1D1, 4);
    put_n(m, 0xD1D1D1D1, 4);
    put_n(m, r->scale, 4);
    put_n(m, r->duration, 4);
    put_n(m, 0, 80);
    close_box(m);
    track(m, r->kind, r->codec, 28, 13);
    if (r->second)
        track(m, r->second, "gpmd", 28 + 13, strlen(PLACE));
    leaf(m, "meta", "com.apple.quicktime.location.ISO6709" PLACE);
    leaf(m, "udta", "\251xyz" PLACE);
    close_box(m);
    leaf(m, "uuid", "0123456789abcdef<x:xmpmeta>" PLACE);
}

static bool holds(const struct made *m, const char *text)
{
    return memmem(m->p, m->n, text, strlen(text)) != NULL;
}

static const char *cleaned(struct made *m)
{
    struct video v = { 0 };

    return video_clean(m->p, m->n, &v);
}

static void place_is_gone(void **state)
{
    struct recipe with = usual;
    struct video v = { 0 };
    struct made m, before;

    (void)state;
    with.second = "meta";
    make(&m, &with);
    before = m;
    assert_true(holds(&m, PLACE));
    assert_null(video_clean(m.p, m.n, &v));
    assert_false(holds(&m, PLACE));
    assert_false(holds(&m, "xmpmeta"));
    assert_false(holds(&m, "\xD1\xD1\xD1\xD1"));
    assert_true(holds(&m, "PICTURE-BYTES"));
    assert_int_equal(m.n, before.n);
    assert_string_equal(v.type, "video/mp4");
    assert_int_equal(v.width, 1280);
    assert_int_equal(v.height, 720);
    assert_int_equal(v.duration_ms, 12000);
    assert_null(video_clean(m.p, m.n, &v)); /* and what was cleaned is still a video */
}

static void kinds_are_told_apart(void **state)
{
    static const struct {
        struct recipe r;
        const char *said;
    } cases[] = {
        { { "qt  ", "hvc1", "vide", "soun", 600, 600 }, NULL },
        { { "heic", "hvc1", "vide", NULL, 600, 600 }, "kind" },
        { { "mp42", "apch", "vide", NULL, 600, 600 }, "kind" },
        { { "mp42", "mp4a", "soun", NULL, 600, 600 }, "kind" },
        { { "mp42", "avc1", "vide", NULL, 600, 600 * 60 + 599 }, NULL },
        { { "mp42", "avc1", "vide", NULL, 600, 600 * 61 }, "long" },
        { { "mp42", "avc1", "vide", NULL, 0, 600 }, "broken" },
        { { "mp42", "avc1", "vide", "vide", 600, 600 }, "kind" },
    };
    struct made m;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *said;

        make(&m, &cases[i].r);
        said = cleaned(&m);
        if (cases[i].said)
            assert_string_equal(said, cases[i].said);
        else
            assert_null(said);
    }
}

/* Cut anywhere, it is refused or whole without its tail; never read beyond its end. */
static void cut_files_are_refused(void **state)
{
    struct made whole, m;
    struct video v;

    (void)state;
    make(&whole, &usual);
    for (size_t n = 0; n < whole.n; n++) {
        m = whole;
        if (video_clean(m.p, n, &v))
            continue;
        assert_true(n >= whole.n - 8 - strlen("0123456789abcdef<x:xmpmeta>" PLACE));
    }
    m = whole;
    assert_string_equal(video_clean(m.p, whole.n / 2, &v), "cut");
    assert_string_equal(video_clean(m.p, 0, &v), "kind");
}

/* Each byte of the index turned: an answer, and nothing outside is touched. */
static void lies_are_survived(void **state)
{
    static const unsigned char lies[] = { 0x00, 0x01, 0x7F, 0x80, 0xFF };
    struct recipe with = usual;
    struct made whole, m;
    struct video v;

    (void)state;
    with.second = "meta";
    make(&whole, &with);
    for (size_t at = 0; at < whole.n; at++)
        for (size_t i = 0; i < sizeof lies; i++) {
            m = whole;
            m.p[at] = lies[i];
            memset(m.p + m.n, 0xA5, 16);
            (void)video_clean(m.p, m.n, &v);
            for (size_t k = 0; k < 16; k++)
                assert_int_equal(m.p[m.n + k], 0xA5);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "quality.md security 21: place, times and foreign tracks are gone from a video that is "
          "kept",
          place_is_gone, NULL, NULL, NULL },
        { "S3.2.1a a video is taken by its content, its codec and its length", kinds_are_told_apart,
          NULL, NULL, NULL },
        { "quality security 6 a video cut off anywhere is refused", cut_files_are_refused, NULL,
          NULL, NULL },
        { "quality security 6 a video that lies in any byte is taken or refused, and nothing "
          "beyond it is touched",
          lies_are_survived, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
