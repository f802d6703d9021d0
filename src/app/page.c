/*
 * page.c -- what the layout needs to know, and how dates and money are said.
 *
 * Dates are said as people say them (今天 18:00, 明天, 11月23日 周一); the exact
 * instant stands in the title of the element.
 */
#include "app/page.h"
#include "app/req_inner.h"
#include "base/must.h"
#include "base/random.h"
#include "base/text.h"
#include "base/when.h"

#include <inttypes.h>
#include <string.h>

static const struct {
    const char *key, *words, *icon, *where;
    enum action right;
} menu[] = {
    { "field", W("今日"), "layout-dashboard", "/field", FIELD_TODAY },
    { "handed", W("转来的事项"), "list-checks", "/handed", HANDING_READ },
    { "matters", W("事项"), "list-checks", "/matters", MATTER_LIST },
    { "call", W("来电"), "phone-call", "/call", CALL_TAKE },
    { "notices", W("停水停电通知"), "bell", "/notices", NOTICE_READ },
    { "register", W("台账"), "clipboard-list", "/register", REGISTER_READ },
    { "overview", W("总览"), "gauge", "/overview", OVERVIEW_READ },
    { "homes", W("房屋与业主"), "house", "/homes", PERSON_READ },
    { "estate", W("项目和房屋"), "building-2", "/admin/estate", ESTATE_EDIT },
    { "import", W("导入"), "upload", "/admin/import", IMPORT_RUN },
    { "catalogues", W("目录"), "book-open", "/admin/catalogues", CATALOGUE_READ },
    { "companies", W("合作单位"), "users", "/admin/companies", COMPANY_READ },
    { "people", W("人员"), "users", "/admin/people", ACCOUNT_ADMIN },
    { "audit", W("操作记录"), "history", "/admin/audit", AUDIT_READ },
    { "security", W("登录安全"), "shield-check", "/admin/security", ACCOUNT_ADMIN },
    { "outbox", W("短信发件箱"), "message-square", "/admin/outbox", OUTBOX_READ },
    { "colleagues", W("本单位人员"), "users", "/company/people", COMPANY_INVITE },
    { "my", W("我的家"), "house", "/my", OWN_PAGES },
    { "report", W("报修"), "wrench", "/my/report", OWN_PAGES },
};

static void menu_fill(struct req *r, struct page *p)
{
    struct menu_item *items = arena_new_n(r->mem, struct menu_item, LEN(menu));

    for (size_t i = 0; i < LEN(menu); i++)
        if (may_somewhere(r->op->actor, menu[i].right, 0))
            items[p->menu_n++] = (struct menu_item){ .key = menu[i].key,
                                                     .words = word(r->op->lang, menu[i].words),
                                                     .icon = menu[i].icon,
                                                     .where = { menu[i].where } };
    p->menu_items = items;
}

static const char *main_post(const struct op *op)
{
    unsigned bits = roles_in(op->actor, 0);

    for (unsigned b = 1; b <= ROLE_OWNER; b <<= 1)
        if (bits & b)
            return word(op->lang, role_name_zh((enum role)b));
    return "";
}

static const char *first_char(struct arena *mem, const char *name)
{
    const char *p = name;

    return utf8_next(&p) ? arena_dup_n(mem, name, (size_t)(p - name)) : "";
}

/* By ?theme=, which holds from then on (dispatch.c), or by what was chosen before. */
static enum theme theme_of(const struct http_request *h)
{
    const char *want = http_query(h, "theme");

    if (!want)
        want = http_cookie(h, "theme");
    return want && strcmp(want, "dark") == 0    ? THEME_DARK
           : want && strcmp(want, "light") == 0 ? THEME_LIGHT
                                                : THEME_AUTO;
}

struct own_page {
    struct page page;
    struct req *r;
};

const struct page *page_of(struct req *r)
{
    struct own_page *own = arena_new(r->mem, struct own_page);
    struct page *p = &own->page;
    const struct actor *a = r->op->actor;
    unsigned bits = roles_in(a, 0);

    own->r = r;
    *p = (struct page){ .op = r->op,
                        .theme = theme_of(r->http),
                        .title = r->in->title ? r->in->title : "",
                        .menu = r->in->menu ? r->in->menu : "",
                        .path = r->http->path,
                        .csrf = a->csrf ? a->csrf : "",
                        .is_demo = r->op->app->is_demo,
                        .is_login = a->account_id != 0,
                        .is_staff = (bits & ~(unsigned)ROLE_OWNER) != 0,
                        .is_owner = (bits & ROLE_OWNER) != 0,
                        .who = a->name,
                        .post = main_post(r->op),
                        .initial = first_char(r->mem, a->name),
                        .next = r->in->next };
    p->write_key = random_token(r->mem, 16);
    if (r->op->problem.words && !r->op->problem.field)
        p->problem = r->op->problem.words;
    else if (r->op->problem.words || r->in->problem_n)
        p->problem = say(r->op, W("有几项需要修改，您填的内容都还在"));
    menu_fill(r, p);
    return p;
}

static const struct req *req_of(const struct html *h)
{
    return ((const struct own_page *)(const void *)h->page)->r;
}

struct arena *html_mem(const struct html *h)
{
    return h->out.mem;
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
    const struct req *r = req_of(h);
    size_t n = h->form ? strcspn(h->form, "?#") : 0;

    return r->is_again &&
           (!h->form || (strlen(r->http->path) == n && strncmp(h->form, r->http->path, n) == 0));
}

const char *form_key(const struct html *h)
{
    const struct req *r = req_of(h);

    if (form_is_refused(h) && r->in->write_key)
        return r->in->write_key;
    return h->form_n > 1 ? arena_printf(html_mem(h), "%s-%d", h->page->write_key, h->form_n)
                         : h->page->write_key;
}

const char *field_id(const struct html *h, const char *kind, const char *name)
{
    return h->form_n > 1 ? arena_printf(html_mem(h), "%s%d-%s", kind, h->form_n, name)
                         : arena_printf(html_mem(h), "%s-%s", kind, name);
}

const char *old(const struct html *h, const char *field, const char *fallback)
{
    const struct req *r = req_of(h);

    for (size_t i = 0; form_is_refused(h) && i < r->in->raw_n; i++)
        if (strcmp(r->in->raw[i].name, field) == 0)
            return r->in->raw[i].value;
    return fallback ? fallback : "";
}

const char *field_error(const struct html *h, const char *field)
{
    const struct req *r = req_of(h);
    const struct problem *p = &r->op->problem;

    if (!form_is_refused(h))
        return NULL;
    for (size_t i = 0; i < r->in->problem_n; i++)
        if (strcmp(r->in->problems[i].field, field) == 0)
            return r->in->problems[i].words;
    return p->field && strcmp(p->field, field) == 0 ? p->words : NULL;
}

const char *sayf(const struct html *h, const char *zh, ...)
{
    va_list args;
    const char *s;

    va_start(args, zh);
    s = arena_vprintf(html_mem(h), word(h->page->op->lang, zh), args);
    va_end(args);
    return s;
}

static const char *const weekdays[] = { W("周一"), W("周二"), W("周三"), W("周四"),
                                        W("周五"), W("周六"), W("周日") };

const char *say_date(const struct html *h, int32_t on)
{
    int32_t today = when_date(h->page->op->now, ZONE_SHANGHAI);
    struct civil c = date_civil(on);
    enum lang lang = h->page->op->lang;

    if (on == NO_DATE)
        return "";
    if (on == today)
        return word(lang, W("今天"));
    if (on == today + 1)
        return word(lang, W("明天"));
    if (on == today - 1)
        return word(lang, W("昨天"));
    if (c.year != date_civil(today).year)
        return lang == LANG_EN ? date_text(html_mem(h), on)
                               : arena_printf(html_mem(h), "%d年%d月%d日", c.year, c.month, c.day);
    if (lang == LANG_EN)
        return arena_printf(html_mem(h), "%s %d/%d", word(lang, weekdays[date_weekday(on)]),
                            c.month, c.day);
    return arena_printf(html_mem(h), "%d月%d日 %s", c.month, c.day, weekdays[date_weekday(on)]);
}

const char *say_when(const struct html *h, int64_t at)
{
    int32_t on = when_date(at, ZONE_SHANGHAI);
    int minutes = (int)((at - when_of_date(on, ZONE_SHANGHAI)) / 60000);

    if (!at)
        return "";
    return arena_printf(html_mem(h), "%s %02d:%02d", say_date(h, on), minutes / 60, minutes % 60);
}

const char *exact_when(const struct html *h, int64_t at)
{
    return at ? when_text(html_mem(h), at, ZONE_SHANGHAI) : "";
}

const char *say_money(const struct html *h, int64_t fen)
{
    int64_t yuan = fen < 0 ? -(fen / 100) : fen / 100;
    int64_t rest = fen < 0 ? -(fen % 100) : fen % 100;
    const char *digits = arena_printf(html_mem(h), "%" PRId64, yuan);
    size_t n = strlen(digits);
    struct buf b = buf_new(html_mem(h), 64);

    buf_puts(&b, fen < 0 ? "-¥" : "¥");
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            buf_putc(&b, ',');
        buf_putc(&b, digits[i]);
    }
    buf_printf(&b, ".%02" PRId64, rest);
    return b.p;
}
