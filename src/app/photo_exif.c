/*
 * photo_exif.c -- what the camera wrote beside the picture: which way is up, when, where.
 *
 * libexif reads it inside the confined child; nothing of it is ever written
 * again.  Values are checked here, because anybody may write anything.
 */
#include "app/photo_inside.h"
#include "base/text.h"
#include "base/when.h"

#include <libexif/exif-data.h>
#include <stdio.h>
#include <string.h>

#define HEAD     "Exif\0"
#define HEAD_LEN 6

struct span exif_find(struct span jpeg)
{
    const unsigned char *p = (const unsigned char *)jpeg.p;
    size_t at = 2;

    while (at + 4 <= jpeg.n && p[at] == 0xFF && p[at + 1] != 0xDA) {
        size_t n = (size_t)p[at + 2] << 8 | p[at + 3];
        if (n < 2 || at + 2 + n > jpeg.n)
            break;
        if (p[at + 1] == 0xE1 && n >= 2 + HEAD_LEN && memcmp(p + at + 4, HEAD, HEAD_LEN) == 0)
            return (struct span){ jpeg.p + at + 4, n - 2 };
        at += 2 + n;
    }
    return (struct span){ jpeg.p, 0 };
}

static bool entry_text(ExifContent *in, ExifTag tag, char *ret, size_t room)
{
    ExifEntry *e = exif_content_get_entry(in, tag);

    if (!e || e->format != EXIF_FORMAT_ASCII || e->components == 0 || e->components >= room ||
        e->size < e->components)
        return false;
    memcpy(ret, e->data, e->components);
    ret[e->components] = '\0';
    return true;
}

/* "2026:06:08 08:58:00" and, from newer cameras, "+08:00". */
static int64_t taken_at(ExifData *d)
{
    char text[24], zone[12] = "+08:00", iso[48];
    int64_t at;
    struct civil c;
    int h, m, s;

    if (!entry_text(d->ifd[EXIF_IFD_EXIF], EXIF_TAG_DATE_TIME_ORIGINAL, text, sizeof text) ||
        sscanf(text, "%4d:%2d:%2d %2d:%2d:%2d", &c.year, &c.month, &c.day, &h, &m, &s) != 6 ||
        !civil_valid(c) || c.year < 1990)
        return 0;
    (void)entry_text(d->ifd[EXIF_IFD_EXIF], EXIF_TAG_OFFSET_TIME_ORIGINAL, zone, sizeof zone);
    snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02d%s", c.year, c.month, c.day, h, m, s,
             zone);
    return when_parse(iso, &at, NULL) ? at : 0;
}

/* Degrees, minutes and seconds as degrees × 10^7; false when it is none. */
static bool degrees(ExifContent *gps, ExifByteOrder order, int tag, int64_t most, int32_t *ret)
{
    ExifEntry *e = exif_content_get_entry(gps, (ExifTag)tag);
    static const int64_t unit[3] = { 1, 60, 3600 };
    int64_t sum = 0;

    if (!e || e->format != EXIF_FORMAT_RATIONAL || e->components != 3 || e->size < 24)
        return false;
    for (int i = 0; i < 3; i++) {
        ExifRational r = exif_get_rational(e->data + 8 * i, order);
        if (r.denominator == 0)
            return false;
        sum += (int64_t)r.numerator * 10000000 / r.denominator / unit[i];
    }
    if (sum > most * 10000000)
        return false;
    *ret = (int32_t)sum;
    return true;
}

static void place_read(ExifData *d, struct exif *ret)
{
    ExifContent *gps = d->ifd[EXIF_IFD_GPS];
    ExifByteOrder order = exif_data_get_byte_order(d);
    char ns[4] = "", ew[4] = "";
    int32_t lat, lon;

    if (!degrees(gps, order, 2, 90, &lat) || !degrees(gps, order, 4, 180, &lon) ||
        !entry_text(gps, (ExifTag)1, ns, sizeof ns) || !entry_text(gps, (ExifTag)3, ew, sizeof ew))
        return;
    ret->has_place = true;
    ret->lat_e7 = ns[0] == 'S' ? -lat : lat;
    ret->lon_e7 = ew[0] == 'W' ? -lon : lon;
}

void exif_read(struct span segment, struct exif *ret)
{
    ExifData *d;
    ExifEntry *e;

    if (segment.n <= HEAD_LEN || segment.n > 65535)
        return;
    d = exif_data_new_from_data((const unsigned char *)segment.p, (unsigned)segment.n);
    if (!d)
        return;
    e = exif_content_get_entry(d->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
    if (e && e->format == EXIF_FORMAT_SHORT && e->components == 1 && e->size >= 2) {
        int o = exif_get_short(e->data, exif_data_get_byte_order(d));
        ret->orientation = o >= 1 && o <= 8 ? o : 1;
    }
    ret->taken_at = taken_at(d);
    place_read(d, ret);
    exif_data_unref(d);
}
