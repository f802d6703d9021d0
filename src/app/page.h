/*
 * page.h -- what the layout and the form parts of a template need to know of the reader.
 */
#pragma once
#include "app/op.h"
#include "http/html.h"

struct menu_item {
    const char *key, *words, *icon; /* "matters", W("事项"), sprite name */
    struct url where;
    const char *badge; /* "7", NULL: none */
};

/* THEME_AUTO: as the device says. */
enum theme { THEME_AUTO, THEME_DARK, THEME_LIGHT };

struct page {
    const struct op *op;
    enum theme theme;
    const char *title;     /* already in the reader's language */
    const char *menu;      /* key of the active row */
    const char *path;      /* of this page, for the language switch and login's way back */
    const char *csrf;      /* "" for nobody */
    const char *write_key; /* of which the idempotency keys of the forms are made */
    bool is_demo;
    bool is_login; /* somebody is logged in */
    bool is_staff, is_owner;
    const char *who;     /* name of the reader */
    const char *post;    /* her main role, 客服专员 */
    const char *initial; /* first character of the name */
    size_t menu_n;
    const struct menu_item *menu_items;
    const char *problem; /* sentence above the form, NULL: none */
    struct url next;     /* next page of a list, s NULL: none */
};

/* A form begins and ends; between them old() and field_error() speak of it alone. */
void form_begin(struct html *h, struct url action);
void form_end(struct html *h);
/* Is the open form the one that was refused?  Outside of forms: was there one at all? */
bool form_is_refused(const struct html *h);
/* Its idempotency key: its own, and the same again when it was refused. */
const char *form_key(const struct html *h);
/* "f-reason", or "f3-reason" in the third form of the page. */
const char *field_id(const struct html *h, const char *kind, const char *name);
/* What was typed into the field of a refused form; `fallback` when this is no form that came again
   (so templates write {{old(h, "reason", v->reason)}}). */
const char *old(const struct html *h, const char *field, const char *fallback);
/* The words beside a field, or NULL. */
const char *field_error(const struct html *h, const char *field);
/* Dates as people say them (今天 18:00 前; 11月23日 周一 18:00), in the reader's language. */
const char *say_when(const struct html *h, int64_t at);
const char *say_date(const struct html *h, int32_t on);
/* "2026-11-23T18:00:00+08:00" for <time datetime> and titles. */
const char *exact_when(const struct html *h, int64_t at);
/* ¥4,800.00 of fen. */
const char *say_money(const struct html *h, int64_t fen);
/* Words in the reader's language with arguments. */
const char *sayf(const struct html *h, const char *zh, ...);
/* The arena of the render. */
struct arena *html_mem(const struct html *h);
