/*
 * demo_picture.c -- pictures of what breaks, drawn, so that no real home is shown.
 *
 * They go through the same confined worker as a phone's photos.
 */
#include "base/must.h"
#include "cli/demo.h"
#include "store/files.h"

#include <cairo.h>
#include <unistd.h>

#define WIDTH     1200
#define HEIGHT    900
#define FULL_TURN 6.283185307179586

static void color(cairo_t *cr, unsigned rgb, double alpha)
{
    cairo_set_source_rgba(cr, ((rgb >> 16) & 255) / 255.0, ((rgb >> 8) & 255) / 255.0,
                          (rgb & 255) / 255.0, alpha);
}

static void room(cairo_t *cr, unsigned wall, unsigned floor)
{
    color(cr, wall, 1);
    cairo_paint(cr);
    color(cr, floor, 1);
    cairo_rectangle(cr, 0, HEIGHT * 0.78, WIDTH, HEIGHT);
    cairo_fill(cr);
}

static void blot(cairo_t *cr, double x, double y, double r, unsigned rgb, double alpha)
{
    cairo_pattern_t *p = cairo_pattern_create_radial(x, y, r * 0.2, x, y, r);

    cairo_pattern_add_color_stop_rgba(p, 0, ((rgb >> 16) & 255) / 255.0, ((rgb >> 8) & 255) / 255.0,
                                      (rgb & 255) / 255.0, alpha);
    cairo_pattern_add_color_stop_rgba(p, 1, ((rgb >> 16) & 255) / 255.0, ((rgb >> 8) & 255) / 255.0,
                                      (rgb & 255) / 255.0, 0);
    cairo_set_source(cr, p);
    cairo_arc(cr, x, y, r, 0, FULL_TURN);
    cairo_fill(cr);
    cairo_pattern_destroy(p);
}

static void stain(cairo_t *cr)
{
    room(cr, 0xF1EEE8, 0xD9D4CB);
    blot(cr, 620, 330, 300, 0xB08A4A, 0.75);
    blot(cr, 760, 420, 190, 0x8C6A33, 0.5);
    color(cr, 0xFFFFFF, 1);
    cairo_arc(cr, 480, 300, 90, 0, FULL_TURN);
    cairo_fill(cr);
    color(cr, 0x6FA8DC, 0.9);
    for (int i = 0; i < 5; i++) {
        cairo_arc(cr, 560 + i * 55, 470 + i % 3 * 60, 12, 0, FULL_TURN);
        cairo_fill(cr);
    }
}

static void tiles(cairo_t *cr)
{
    room(cr, 0xE6EBEE, 0xC9CED2);
    color(cr, 0xB8C2C8, 1);
    cairo_set_line_width(cr, 6);
    for (int x = 0; x <= WIDTH; x += 200) {
        cairo_move_to(cr, x, 0);
        cairo_line_to(cr, x, HEIGHT * 0.78);
    }
    for (int y = 0; y <= 700; y += 175) {
        cairo_move_to(cr, 0, y);
        cairo_line_to(cr, WIDTH, y);
    }
    cairo_stroke(cr);
    color(cr, 0xC0392B, 1);
    cairo_set_dash(cr, (double[]){ 24, 16 }, 2, 0);
    cairo_rectangle(cr, 410, 185, 380, 160);
    cairo_stroke(cr);
}

static void window(cairo_t *cr)
{
    room(cr, 0xF2F0EB, 0xD7D0C4);
    color(cr, 0xBFD7EA, 1);
    cairo_rectangle(cr, 300, 110, 600, 440);
    cairo_fill(cr);
    color(cr, 0x7F8C8D, 1);
    cairo_set_line_width(cr, 22);
    cairo_rectangle(cr, 300, 110, 600, 440);
    cairo_move_to(cr, 600, 110);
    cairo_line_to(cr, 600, 550);
    cairo_stroke(cr);
    blot(cr, 360, 610, 170, 0x7C6A4F, 0.55);
    blot(cr, 520, 640, 120, 0x5D8FB3, 0.5);
}

static void door(cairo_t *cr)
{
    room(cr, 0xEDE8DF, 0xC8BDAA);
    color(cr, 0x8A5A34, 1);
    cairo_rectangle(cr, 400, 100, 400, 620);
    cairo_fill(cr);
    color(cr, 0x2C3E50, 1);
    cairo_set_line_width(cr, 10);
    cairo_move_to(cr, 806, 100);
    cairo_line_to(cr, 826, 720);
    cairo_stroke(cr);
    cairo_arc(cr, 750, 420, 22, 0, FULL_TURN);
    cairo_fill(cr);
}

static void panel(cairo_t *cr)
{
    room(cr, 0xECEFF1, 0xC5CBD0);
    color(cr, 0x37474F, 1);
    cairo_rectangle(cr, 330, 180, 540, 380);
    cairo_fill(cr);
    for (int i = 0; i < 6; i++) {
        color(cr, i == 3 ? 0xE53935 : 0xB0BEC5, 1);
        cairo_rectangle(cr, 370 + i * 80, i == 3 ? 330 : 240, 54, 130);
        cairo_fill(cr);
    }
}

static void drain(cairo_t *cr)
{
    room(cr, 0xDDE3E6, 0xB9C3C9);
    color(cr, 0x607D8B, 1);
    cairo_arc(cr, 600, 470, 190, 0, FULL_TURN);
    cairo_fill(cr);
    color(cr, 0x263238, 1);
    for (int i = 0; i < 7; i++)
        for (int k = 0; k < 7; k++)
            if ((i - 3) * (i - 3) + (k - 3) * (k - 3) < 11) {
                cairo_arc(cr, 480 + i * 40, 350 + k * 40, 11, 0, FULL_TURN);
                cairo_fill(cr);
            }
    blot(cr, 760, 600, 150, 0x4E6E58, 0.45);
}

static void planks(cairo_t *cr)
{
    room(cr, 0xF3EFE7, 0xB98B5E);
    cairo_set_line_width(cr, 5);
    for (int i = 0; i < 9; i++) {
        color(cr, 0x8F653D, 1);
        cairo_move_to(cr, -200 + i * 190, HEIGHT);
        cairo_line_to(cr, 330 + i * 75, HEIGHT * 0.4);
        cairo_stroke(cr);
    }
    color(cr, 0x5D4037, 1);
    cairo_set_line_width(cr, 14);
    cairo_move_to(cr, 520, 700);
    cairo_curve_to(cr, 600, 640, 700, 640, 800, 705);
    cairo_stroke(cr);
}

static void railing(cairo_t *cr)
{
    room(cr, 0xD6E6F2, 0xC7C2B8);
    color(cr, 0x9AA5AC, 1);
    cairo_set_line_width(cr, 26);
    cairo_move_to(cr, 0, 330);
    cairo_line_to(cr, WIDTH, 330);
    cairo_stroke(cr);
    cairo_set_line_width(cr, 16);
    for (int i = 0; i < 12; i++) {
        cairo_move_to(cr, 60 + i * 100, 330);
        cairo_line_to(cr, i == 2 ? 300 : 60 + i * 100, 710);
    }
    cairo_stroke(cr);
}

static void (*const draws[DEMO_PICTURES])(cairo_t *cr) = { stain, tiles, window, door,
                                                           panel, drain, planks, railing };

/* Marked as drawn: nobody shall take it for a photo. */
static void mark(cairo_t *cr)
{
    cairo_select_font_face(cr, "WenQuanYi Zen Hei", CAIRO_FONT_SLANT_NORMAL,
                           CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr, 34);
    color(cr, 0x000000, 0.55);
    cairo_move_to(cr, 24, HEIGHT - 28);
    cairo_show_text(cr, "演示图片");
}

static enum err picture(struct demo *d, size_t i)
{
    const char *path = files_temp(d->app->files, d->mem);
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create(s);
    bool good;
    enum err e;

    draws[i](cr);
    mark(cr);
    cairo_destroy(cr);
    good = cairo_surface_write_to_png(s, path) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(s);
    if (!good)
        return E_STORE;
    e = photo_store(d->mem, d->app->files, path, &d->pictures[i]);
    (void)unlink(path);
    return e;
}

enum err demo_pictures(struct demo *d)
{
    for (size_t i = 0; i < DEMO_PICTURES; i++) {
        enum err e = picture(d, i);

        if (e != OK)
            return e;
    }
    return OK;
}
