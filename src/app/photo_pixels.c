/*
 * photo_pixels.c -- turning and shrinking, by arithmetic alone.
 *
 * Shrinking averages the box of pixels that falls on each new one: no ringing,
 * no library, and fast enough because the decoder has shrunk most of it already.
 */
#include "app/photo_inside.h"

static struct pixels pixels_new(struct arena *mem, int w, int h)
{
    return (struct pixels){ w, h, arena_array(mem, (size_t)w * (size_t)h, 3) };
}

/* Average of the box x0..x1, y0..y1 (ends not included). */
static void box_mean(const struct pixels *p, const int x[2], const int y[2], unsigned char out[3])
{
    uint64_t sum[3] = { 0 }, n = (uint64_t)(x[1] - x[0]) * (uint64_t)(y[1] - y[0]);

    for (int j = y[0]; j < y[1]; j++) {
        const unsigned char *s = p->rgb + 3 * ((size_t)j * (size_t)p->w + (size_t)x[0]);
        for (int i = x[0]; i < x[1]; i++, s += 3) {
            sum[0] += s[0];
            sum[1] += s[1];
            sum[2] += s[2];
        }
    }
    for (int k = 0; k < 3; k++)
        out[k] = (unsigned char)((sum[k] + n / 2) / n);
}

static int scaled(int64_t at, int64_t from, int64_t to)
{
    return (int)(at * from / to);
}

struct pixels pixels_shrink(struct arena *mem, const struct pixels *p, int side)
{
    int longest = p->w > p->h ? p->w : p->h;
    struct pixels r;

    if (longest <= side)
        return *p;
    r = pixels_new(mem, scaled(p->w, side, longest), scaled(p->h, side, longest));
    if (r.w == 0 || r.h == 0) /* a line of pixels stays a line */
        r = pixels_new(mem, r.w ? r.w : 1, r.h ? r.h : 1);
    for (int j = 0; j < r.h; j++) {
        const int y[2] = { scaled(j, p->h, r.h), scaled(j + 1, p->h, r.h) };
        for (int i = 0; i < r.w; i++) {
            const int x[2] = { scaled(i, p->w, r.w), scaled(i + 1, p->w, r.w) };
            box_mean(p, x, y, r.rgb + 3 * ((size_t)j * (size_t)r.w + (size_t)i));
        }
    }
    return r;
}

/* Where the pixel of the upright picture comes from: swapped axes, then mirrored ones. */
static const struct {
    bool swap, flip_x, flip_y;
} turns[9] = {
    [1] = { false, false, false }, [2] = { false, true, false }, [3] = { false, true, true },
    [4] = { false, false, true },  [5] = { true, false, false }, [6] = { true, false, true },
    [7] = { true, true, true },    [8] = { true, true, false },
};

struct pixels pixels_turn(struct arena *mem, const struct pixels *p, int orientation)
{
    bool swap, flip_x, flip_y;
    struct pixels r;

    if (orientation < 2 || orientation > 8)
        return *p;
    swap = turns[orientation].swap;
    flip_x = turns[orientation].flip_x;
    flip_y = turns[orientation].flip_y;
    r = pixels_new(mem, swap ? p->h : p->w, swap ? p->w : p->h);
    for (int y = 0; y < r.h; y++)
        for (int x = 0; x < r.w; x++) {
            int sx = swap ? y : x, sy = swap ? x : y;
            const unsigned char *s;
            unsigned char *d = r.rgb + 3 * ((size_t)y * (size_t)r.w + (size_t)x);
            sx = flip_x ? p->w - 1 - sx : sx;
            sy = flip_y ? p->h - 1 - sy : sy;
            s = p->rgb + 3 * ((size_t)sy * (size_t)p->w + (size_t)sx);
            d[0] = s[0];
            d[1] = s[1];
            d[2] = s[2];
        }
    return r;
}
