/*
 * parts.h -- the parts that pages are put together from: the gallery for whoever writes a room.
 *
 * In a template:
 *     %#include "app/page.h"
 *     %#include "app/parts.h"
 *     %#include "layout.html.h"
 *     %#include "parts.html.h"
 *     %% void order_page(struct html *h, const struct order_view *v)
 *     % shell_open(h);
 *     … cards …
 *     % shell_close(h);
 *
 * Every `words` (label, help, …) is either a Chinese literal in W("…"), which the part translates,
 * or text that is already in the reader's language.  NULL means: not shown.
 * docs/templates.md explains the syntax and the data-… attributes that scripts look for.
 */
#pragma once
#include "http/html.h"

#include <stdbool.h>
#include <stdint.h>

/* ---- shells (layout.html) ----
 * shell_open picks the one that fits the reader: desk for staff, phone for owners, public else.
 * desk_open, phone_open, public_open, paper_open choose; each has its _close.
 *   void shell_open(h);                       void shell_close(h);
 *   void desk_open(h);                        void desk_close(h);
 *   void phone_open(h, struct url back);      bar with title; back.s NULL: no arrow; bottom menu
 *   void phone_close(h);
 *   void dock_open(h); void dock_close(h);    main buttons at the thumb; inside a phone shell
 *   void public_open(h);                      void public_close(h);
 *   void paper_open(h);                       void paper_close(h);      A4, always light
 *   void card_open(h, words); void card_close(h);    a card with a heading and a padded body
 *   void problem_page(h, const struct problem *);   the page of a refusal without a form
 */

/* ---- small things ----
 *   icon(h, "house")                    name from web/icons/list.txt
 *   chip_state(h, "working")            icon + word + colour of a state, from the table in parts.c
 *   chip(h, "warn", "timer", words)     any other; tone: "" info wait ok warn late line
 *   time_of(h, at)                      <time> as people say it, exact on hover and tap
 *   clock_ring(h, from_at, due_at, done_at)     ring and words of a promise; done_at 0: running
 *   clock_paused(h, until_at)           paused; 0: without a known end
 *   notice(h, "late", words)            tone: "" (amber) info late
 *   problem_summary(h)                  sentence above a refused form (form_open does it)
 *   avatar(h, name)                     first character in a circle
 */

/* W("…") or finished text, in the reader's language; NULL is "". */
const char *words_of(const struct html *h, const char *words);

struct state_look {
    const char *state, *tone, *icon, *words;
};
/* The look of a state; an unknown one is grey and shows itself. */
struct state_look state_look(const char *state);
/* "working" → 施工中, in Chinese: give it to word() or html_word(). */
const char *state_words(const char *state);

struct clock_view {
    const char *tone, *words; /* "" warn late done */
    int used;                 /* percent of the limit, 0..100 */
};
struct clock_view clock_view(const struct html *h, int64_t from_at, int64_t due_at,
                             int64_t done_at);

/* ---- forms ----
 *   % form_open(h, url_of(…), v->version);     method post, csrf, write key, version (0: none)
 *   % field_text(h, &(struct part_field){ .name = "reason", .label = W("原因") });
 *   % form_close(h, W("确认方案"));              the main button; NULL: write your own before
 * form_files_open is the same for forms with photos.  form_hidden(h, version) alone writes the
 * hidden fields into a form of your own.  What was typed, and the errors, come by themselves.
 *   field_text(h, f)                    type: text tel date datetime-local number password search
 *   field_area(h, f)                    rows
 *   field_select(h, f, options, n)      a list
 *   field_choice(h, f, options, n)      radio chips, for up to about eight
 *   field_tiles(h, f, options, n)       radio tiles with icons, phones
 *   field_check(h, f)                   one box, sends "1"
 *   field_file(h, f, accept)            one file; accept: ".csv,.xlsx"
 *   field_photos(h, f, most)            photos; f->upload.s NULL: they go with the form under
 *                                       f->name; else each is sent there by itself (multipart field
 *                                       "photo", header Idempotency-Key, answer {"id","sha256"})
 *                                       and the form carries f->name once for each id
 *   field_signature(h)                  fields strokes (JSON: [[[x,y,ms],…],…] in 0..1000 units),
 *                                       signature_png (base64) or, typed instead, signer alone;
 *                                       signer is always sent
 *   button(h, words)                    a main submit button; submit_as(h, name, value, words) a
 *                                       plain one that sends name=value
 */
struct part_field {
    const char *name, *label, *help;
    const char *value;        /* what stands there in a fresh form */
    const char *type;         /* field_text: NULL is "text" */
    const char *autocomplete; /* "tel", "current-password", "one-time-code", … */
    const char *placeholder;
    bool is_optional, is_first; /* is_first: gets the focus on desks */
    int rows;
    int64_t max;       /* code points; 0: no limit in the browser */
    struct url upload; /* field_photos */
};
struct part_option {
    const char *value, *words, *icon; /* icon: field_tiles only */
    bool is_off;
};

/* ---- of a matter ----
 *   next_open(h, &(struct part_next){…}); buttons; next_close(h);
 *   stepper(h, steps, n)        the stages with times (desks); progress(h, at, n) is for phones
 *   timeline(h, moments, n)     in the order given: newest first for staff, oldest for owners
 *   photo_strip(h, photos, n)
 *   verdict_panel(h, &v)        sentence, two bars on a time axis, basis
 *   liability_bar(h, shares, n) stacked bar with names and grounds
 */
struct part_next {
    const char *tone; /* "" ours, "wait" theirs, "late" */
    const char *who, *what, *note;
    int64_t from_at, due_at; /* clock; due_at 0: none */
};
enum step_state { STEP_TODO, STEP_DONE, STEP_NOW };
struct part_step {
    const char *words, *when;
    enum step_state state;
};
struct part_photo {
    struct url full, thumb;
    const char *words;   /* alternative text */
    const char *caption; /* NULL: none */
    bool is_video;
};
struct part_moment {
    const char *tone; /* "" key good bad wait; "todo": not yet happened */
    const char *words, *detail, *quote;
    int64_t at; /* 0: none */
    const struct part_photo *photos;
    size_t photo_n;
    bool is_system;
};
struct part_share {
    const char *name, *grounds;
    int64_t percent_bp;
};
struct part_verdict {
    const char *line;                                /* the one sentence */
    int32_t owner_from_on, owner_until_on;           /* NO_DATE: no bar */
    int32_t contractor_from_on, contractor_until_on; /* likewise */
    int32_t first_on, today_on;
    const char *basis; /* articles */
    struct url more;   /* 查看依据与四个候选; s NULL: none */
};
struct axis_bar {
    int x, w;
    bool is_inside; /* the words fit into the bar */
    int text_x;
    const char *anchor, *words;
};
struct axis_view {
    int tick_x[20], tick_year[20];
    size_t tick_n;
    struct axis_bar owner, contractor;
    int first_x, today_x;
    const char *first_words, *summary; /* summary: all of it as a sentence */
};
/* The geometry of the verdict panel in a box of 760 by 138. */
struct axis_view axis_view(const struct html *h, const struct part_verdict *v);

/* ---- lists ----
 *   crumbs(h, links, n)         the last one is where we are
 *   tabs(h, tabs, n)            saved views with counts
 *   more_link(h, words)         "再看 25 件" to page->next, or nothing
 *   empty_state(h, icon, words, how)    what will appear here and how to begin
 *   figure_card(h, name, value, note, where)    a manager's figure
 */
struct part_link {
    const char *words;
    struct url where;
};
struct part_tab {
    const char *words;
    struct url where;
    bool is_on, is_late;
    const char *count; /* "12", "999+"; NULL: none */
};
