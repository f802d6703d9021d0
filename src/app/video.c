/*
 * video.c -- walking the boxes of a video; see video.h.
 *
 * A box is a length, four letters, and either other boxes or bytes.  One table
 * says what we do with a box inside of which other; what stands in no row is
 * left alone.  Every length is checked against the box around it before it is
 * used, boxes and tracks are counted, and nothing is allocated, so a file that
 * lies can only be refused.
 */
#include "app/video.h"
#include "base/words.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum inside { IN_FILE, IN_MOOV, IN_TRAK, IN_MDIA, IN_MINF, IN_STBL, IN_NOTHING };

struct part {
    size_t at, n; /* of the payload */
};

struct track {
    char kind[5];
    bool known_codec;
    int width, height;
    struct part runs, sizes, chunks; /* stsc, stsz, stco or co64 */
    bool wide_chunks;
};

struct scan {
    unsigned char *p;
    size_t n;
    int box_n, track_n, picture_n;
    bool has_media;
    struct track track;
    uint64_t scale, duration;
    int width, height;
    const char *fault; /* the first; sticky */
};

struct box {
    size_t at, n; /* with its head */
    struct part body;
    char type[5];
};

static const char *fault(struct scan *s, const char *why)
{
    if (!s->fault)
        s->fault = why;
    return s->fault;
}

static uint64_t number(const struct scan *s, size_t at, size_t bytes)
{
    uint64_t v = 0;

    for (size_t i = 0; i < bytes; i++)
        v = v << 8 | s->p[at + i];
    return v;
}

static void erase(struct scan *s, size_t at, size_t n)
{
    memset(s->p + at, 0, n);
}

/* ---- single boxes ---- */

/* Version 1 of a header counts in eight bytes where version 0 takes four. */
static bool header(struct scan *s, const struct box *b, size_t least, size_t *wide)
{
    *wide = b->body.n > 0 && s->p[b->body.at] == 1 ? 8 : 4;
    if (b->body.n >= least + (*wide == 8 ? 3 * (size_t)4 : 0))
        return true;
    fault(s, "broken");
    return false;
}

static void erase_times(struct scan *s, const struct box *b, size_t wide)
{
    erase(s, b->body.at + 4, 2 * wide);
}

static void on_mvhd(struct scan *s, const struct box *b)
{
    size_t wide, at = b->body.at + 4;

    if (!header(s, b, 20, &wide))
        return;
    erase_times(s, b, wide);
    s->scale = number(s, at + 2 * wide, 4);
    s->duration = number(s, at + 2 * wide + 4, wide);
}

static void on_tkhd(struct scan *s, const struct box *b)
{
    size_t wide, end = b->body.at + b->body.n;

    if (!header(s, b, 84, &wide))
        return;
    erase_times(s, b, wide);
    s->track.width = (int)(number(s, end - 8, 4) >> 16);
    s->track.height = (int)(number(s, end - 4, 4) >> 16);
}

static void on_mdhd(struct scan *s, const struct box *b)
{
    size_t wide;

    if (header(s, b, 20, &wide))
        erase_times(s, b, wide);
}

static void on_hdlr(struct scan *s, const struct box *b)
{
    if (b->body.n < 12)
        fault(s, "broken");
    else
        memcpy(s->track.kind, s->p + b->body.at + 8, 4);
}

/* What the phones of these years record and browsers play. */
static void on_stsd(struct scan *s, const struct box *b)
{
    static const char codecs[][5] = { "avc1", "avc3", "hvc1", "hev1", "vp09",
                                      "av01", "mp4v", "dvh1", "dvhe" };

    if (b->body.n < 16) {
        fault(s, "broken");
        return;
    }
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
        if (memcmp(s->p + b->body.at + 12, codecs[i], 4) == 0)
            s->track.known_codec = true;
}

static void on_stsc(struct scan *s, const struct box *b)
{
    s->track.runs = b->body;
}

static void on_stsz(struct scan *s, const struct box *b)
{
    s->track.sizes = b->body;
}

static void on_stco(struct scan *s, const struct box *b)
{
    s->track.chunks = b->body;
    s->track.wide_chunks = strcmp(b->type, "co64") == 0;
}

static void on_mdat(struct scan *s, const struct box *b)
{
    (void)b;
    s->has_media = true;
}

/* A free box holds nothing; readers pass over it. */
static void on_private(struct scan *s, const struct box *b)
{
    memcpy(s->p + b->at + 4, "free", 4);
    erase(s, b->body.at, b->body.n);
}

/* Pieces that follow each other have no length of their own that we could promise. */
static void on_pieces(struct scan *s, const struct box *b)
{
    (void)b;
    fault(s, "kind");
}

/* ---- tracks that we do not keep ---- */

static uint64_t entries(const struct scan *s, const struct part *t, size_t head, size_t each)
{
    uint64_t said = t->n >= head ? number(s, t->at + head - 4, 4) : 0, room = 0;

    if (t->n >= head)
        room = (t->n - head) / each;
    return said < room ? said : room;
}

static uint64_t sample_size(const struct scan *s, const struct part *t, uint64_t no)
{
    uint64_t same = t->n >= 12 ? number(s, t->at + 4, 4) : 0;

    if (same)
        return same;
    return no < entries(s, t, 12, 4) ? number(s, t->at + 12 + 4 * no, 4) : 0;
}

static void erase_samples(struct scan *s, const struct track *t)
{
    size_t each = t->wide_chunks ? 8 : 4;
    uint64_t chunk_n = entries(s, &t->chunks, 8, each), run_n = entries(s, &t->runs, 8, 12);
    uint64_t sample = 0, run = 0, in_chunk = 0;

    for (uint64_t c = 0; c < chunk_n; c++) {
        uint64_t at = number(s, t->chunks.at + 8 + each * c, each), bytes = 0;

        for (; run < run_n && number(s, t->runs.at + 8 + 12 * run, 4) <= c + 1; run++)
            in_chunk = number(s, t->runs.at + 8 + 12 * run + 4, 4);
        for (uint64_t i = 0; i < in_chunk && bytes <= s->n; i++)
            bytes += sample_size(s, &t->sizes, sample++);
        if (bytes > s->n || at > s->n - bytes) {
            fault(s, "broken");
            return;
        }
        erase(s, (size_t)at, (size_t)bytes);
    }
}

static void track_end(struct scan *s, const struct box *b)
{
    const struct track *t = &s->track;

    if (++s->track_n > VIDEO_TRACK_LIMIT) {
        fault(s, "broken");
    } else if (strcmp(t->kind, "vide") == 0) {
        if (!t->known_codec)
            fault(s, "kind");
        s->picture_n++;
        s->width = t->width;
        s->height = t->height;
    } else if (strcmp(t->kind, "soun") != 0) {
        erase_samples(s, t);
        on_private(s, b);
    }
}

/* ---- the walk ---- */

static const struct {
    enum inside in;
    char type[5];
    enum inside opens;
    void (*fn)(struct scan *s, const struct box *b);
} rows[] = {
    { IN_FILE, "moov", IN_MOOV, NULL },
    { IN_FILE, "mdat", IN_NOTHING, on_mdat },
    { IN_FILE, "moof", IN_NOTHING, on_pieces },
    { IN_MOOV, "mvhd", IN_NOTHING, on_mvhd },
    { IN_MOOV, "mvex", IN_NOTHING, on_pieces },
    { IN_MOOV, "trak", IN_TRAK, track_end },
    { IN_TRAK, "tkhd", IN_NOTHING, on_tkhd },
    { IN_TRAK, "mdia", IN_MDIA, NULL },
    { IN_MDIA, "mdhd", IN_NOTHING, on_mdhd },
    { IN_MDIA, "hdlr", IN_NOTHING, on_hdlr },
    { IN_MDIA, "minf", IN_MINF, NULL },
    { IN_MINF, "stbl", IN_STBL, NULL },
    { IN_STBL, "stsd", IN_NOTHING, on_stsd },
    { IN_STBL, "stsc", IN_NOTHING, on_stsc },
    { IN_STBL, "stsz", IN_NOTHING, on_stsz },
    { IN_STBL, "stco", IN_NOTHING, on_stco },
    { IN_STBL, "co64", IN_NOTHING, on_stco },
    { IN_NOTHING, "udta", IN_NOTHING, on_private },
    { IN_NOTHING, "meta", IN_NOTHING, on_private },
    { IN_NOTHING, "uuid", IN_NOTHING, on_private },
};

/* IN_NOTHING in a row: wherever it stands. */
static size_t row_of(enum inside in, const char *type)
{
    size_t i = 0;

    while (i < sizeof rows / sizeof *rows &&
           (strcmp(rows[i].type, type) != 0 || (rows[i].in != IN_NOTHING && rows[i].in != in)))
        i++;
    return i;
}

/* The box at `at`; false at the end and after a fault. */
static bool box_read(struct scan *s, enum inside in, size_t at, size_t end, struct box *b)
{
    size_t left = end - at, head = 8;
    uint64_t n;

    if (s->fault || left == 0)
        return false;
    if (left < 8 || ++s->box_n > VIDEO_BOX_LIMIT) {
        /* QuickTime ends some lists with four zero bytes */
        if (left != 4 || number(s, at, 4) != 0)
            fault(s, in == IN_FILE ? "cut" : "broken");
        return false;
    }
    n = number(s, at, 4);
    if (n == 1 && left >= 16) {
        n = number(s, at + 8, 8);
        head = 16;
    } else if (n == 0 && in == IN_FILE) {
        n = left;
    }
    if (n < head || n > left) {
        fault(s, in == IN_FILE && n > left ? "cut" : "broken");
        return false;
    }
    *b = (struct box){ .at = at, .n = (size_t)n, .body = { at + head, (size_t)n - head } };
    memcpy(b->type, s->p + at + 4, 4);
    return true;
}

static void walk(struct scan *s, enum inside in, size_t at, size_t end)
{
    struct box b;

    for (; box_read(s, in, at, end, &b); at += b.n) {
        size_t i = row_of(in, b.type);

        if (i == sizeof rows / sizeof *rows)
            continue;
        if (rows[i].opens == IN_TRAK)
            s->track = (struct track){ 0 };
        if (rows[i].opens != IN_NOTHING)
            walk(s, rows[i].opens, b.body.at, b.body.at + b.body.n);
        if (rows[i].fn && !s->fault)
            rows[i].fn(s, &b);
    }
}

/* ---- what it is ---- */

/* The type for a brand; NULL: no video of ours (a HEIC picture begins the same way). */
static const char *type_of(const unsigned char *p, size_t n)
{
    static const char brands[][5] = { "isom", "iso2", "iso3", "iso4", "iso5",
                                      "iso6", "mp41", "mp42", "avc1", "M4V ",
                                      "3gp4", "3gp5", "3gp6", "mmp4", "MSNV" };

    if (n < 12 || memcmp(p + 4, "ftyp", 4) != 0)
        return NULL;
    if (memcmp(p + 8, "qt  ", 4) == 0)
        return "video/quicktime";
    for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
        if (memcmp(p + 8, brands[i], 4) == 0)
            return "video/mp4";
    return NULL;
}

bool video_looks(const char *path)
{
    unsigned char head[12];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    bool looks = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
                 type_of(head, sizeof head) != NULL;

    if (fd >= 0)
        close(fd);
    return looks;
}

static bool in_side(int n)
{
    return n > 0 && n <= VIDEO_SIDE_LIMIT;
}

static const char *conclude(struct scan *s, struct video *ret)
{
    if (s->fault)
        return s->fault;
    if (s->track_n == 0 || !s->has_media)
        return "cut"; /* the camera writes the index last */
    if (s->picture_n != 1)
        return "kind";
    if (s->scale == 0 || s->scale > UINT32_MAX || !in_side(s->width) || !in_side(s->height))
        return "broken";
    if (s->duration / s->scale >= (uint64_t)VIDEO_LIMIT_MS / 1000 + 1)
        return "long";
    ret->duration_ms = (int64_t)(s->duration * 1000 / s->scale);
    ret->width = s->width;
    ret->height = s->height;
    ret->size = (int64_t)s->n;
    return NULL;
}

const char *video_clean(unsigned char *p, size_t n, struct video *ret)
{
    struct scan s = { .p = p, .n = n };

    if (!(ret->type = type_of(p, n)))
        return "kind";
    walk(&s, IN_FILE, 0, n);
    return conclude(&s, ret);
}

/* ---- keeping it ---- */

static const struct refusal {
    const char *said;
    enum err err;
    struct problem problem;
} refusals[] = {
    { "kind", E_MEDIA, { "video_kind", W("这不是能播放的 MP4 或 MOV 视频，请换一段"), NULL } },
    { "cut", E_MEDIA, { "video_cut", W("视频没有传完整，请重新选择这一段"), NULL } },
    { "long", E_TOO_BIG, { "video_long", W("视频超过一分钟，请剪短后再选"), NULL } },
    { "big", E_TOO_BIG, { "video_big", W("视频太大，请选小于 50 MB 的"), NULL } },
    { "", E_MEDIA, { "video_broken", W("视频已损坏，打不开，请换一段"), NULL } },
};

static enum err refuse(struct video *ret, const char *said)
{
    const struct refusal *r = refusals;

    while (r->said[0] && strcmp(r->said, said) != 0)
        r++;
    ret->problem = r->problem;
    return r->err;
}

/* The mapping is our own copy: what is overwritten never reaches the file that was sent. */
static enum err clean_and_keep(struct files *files, int fd, size_t n, struct video *ret)
{
    unsigned char hash[FILE_HASH_BYTES];
    unsigned char *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    const char *why;
    enum err e;

    if (p == MAP_FAILED)
        return E_STORE;
    why = video_clean(p, n, ret);
    e = why ? refuse(ret, why) : files_put(files, p, n, hash);
    munmap(p, n);
    for (size_t i = 0; e == OK && i < sizeof hash; i++)
        snprintf(ret->hash + 2 * i, 3, "%02x", hash[i]);
    return e;
}

enum err video_store(struct files *files, const char *path, struct video *ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat st;
    enum err e = E_STORE;

    *ret = (struct video){ 0 };
    if (fd >= 0 && fstat(fd, &st) == 0)
        e = st.st_size <= 0                 ? refuse(ret, "cut")
            : st.st_size > VIDEO_BYTE_LIMIT ? refuse(ret, "big")
                                            : clean_and_keep(files, fd, (size_t)st.st_size, ret);
    if (fd >= 0)
        close(fd);
    return e;
}
