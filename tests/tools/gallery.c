/*
 * gallery.c -- every part of src/app/parts.html in its states, for the browser test.
 *
 *   gallery desk|phone|public|paper zh-CN|en
 *
 * Stands on the templates alone: what app/page.h promises is played by the few functions here.
 */
#include "app/assets.h"
#include "app/page.h"
#include "app/parts.h"
#include "base/must.h"
#include "base/when.h"
#include "gallery_page.html.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct arena *mem;

const char *old(const struct html *h, const char *field, const char *fallback)
{
    (void)h;
    return strcmp(field, "phone") == 0 ? "1900000" : fallback ? fallback : "";
}

const char *field_error(const struct html *h, const char *field)
{
    return strcmp(field, "phone") == 0
               ? words_of(h, W("电话号码不对：请填 11 位手机号，或带区号的固定电话"))
               : NULL;
}

void form_begin(struct html *h, struct url action)
{
    h->form_n++;
    h->form = action.s;
}

void form_end(struct html *h)
{
    h->form = NULL;
}

bool form_is_refused(const struct html *h)
{
    (void)h;
    return true;
}

const char *form_key(const struct html *h)
{
    return h->page->write_key;
}

const char *field_id(const struct html *h, const char *kind, const char *name)
{
    return arena_printf(html_mem(h), "%s-%s", kind, name);
}

const char *say_when(const struct html *h, int64_t at)
{
    return arena_printf(mem, "%s %02d:00", words_of(h, W("今天")), (int)(at / 3600000 % 24));
}

const char *exact_when(const struct html *h, int64_t at)
{
    (void)h;
    return at ? when_text(mem, at, ZONE_SHANGHAI) : "";
}

const char *sayf(const struct html *h, const char *zh, ...)
{
    va_list args;
    const char *s;

    va_start(args, zh);
    s = arena_vprintf(mem, words_of(h, zh), args);
    va_end(args);
    return s;
}

struct arena *html_mem(const struct html *h)
{
    (void)h;
    return mem;
}

bool may_somewhere(const struct actor *a, enum action action, int64_t project)
{
    (void)a;
    (void)project;
    return action == CALL_TAKE;
}

/* GET /a/… for the test: writes the asset behind a path. */
static int put_asset(const char *path)
{
    const struct asset *a = asset_find(path);

    if (!a)
        return 1;
    fprintf(stdout, "%s\n", a->type);
    return fwrite(a->bytes, 1, a->n, stdout) != a->n;
}

int main(int argc, char **argv)
{
    static const struct actor who = { .name = "周敏", .csrf = "token" };
    static const struct menu_item menu[] = {
        { "matters", W("事项"), "list-checks", { "/matters" }, "318" },
        { "call", W("来电"), "phone-call", { "/call" }, NULL },
        { "overview", W("总览"), "gauge", { "/overview" }, NULL },
    };

    if (argc == 2)
        return put_asset(argv[1]);
    must(argc == 3);
    bool is_desk = strcmp(argv[1], "desk") == 0, is_english = strcmp(argv[2], "en") == 0;
    mem = arena_open((size_t)8 << 20);
    struct op op = {
        .mem = mem, .actor = &who, .now = 1780902000000, .lang = is_english ? LANG_EN : LANG_ZH
    };
    struct page page = { .op = &op,
                         .title = is_english ? "Parts" : "组件",
                         .menu = "matters",
                         .path = "/matters",
                         .csrf = "token",
                         .write_key = "key",
                         .is_demo = true,
                         .is_login = strcmp(argv[1], "public") != 0,
                         .is_staff = is_desk,
                         .is_owner = !is_desk,
                         .who = "周敏",
                         .post = is_english ? "Service agent" : "客服专员",
                         .menu_n = LEN(menu),
                         .menu_items = menu,
                         .problem = words_of(&(struct html){ .page = &(struct page){ .op = &op } },
                                             W("有几项需要修改，您填的内容都还在")),
                         .next = { "/matters?after=1" } };
    struct html h = { .out = buf_new(mem, (size_t)1 << 20), .lang = argv[2], .page = &page };
    gallery_page(&h, argv[1]);
    fwrite(h.out.p, 1, h.out.n, stdout);
    arena_close(mem);
    return 0;
}
