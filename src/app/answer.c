/*
 * answer.c -- from what a handler said to bytes: pages, JSON, problems, files.
 *
 * Security headers are set here for every answer.  Rendering happens outside
 * the transaction; only the JSON of a write is made inside it, because it is
 * stored with the write's key.
 */
#include "app/page.h"
#include "app/req_inner.h"
#include "base/must.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PAGE_LIMIT ((size_t)4 * 1024 * 1024)

static const struct {
    int status;
    const char *title;
} kinds[] = {
    [OK] = { 200, "OK" },
    [E_INPUT] = { 422, "Unprocessable Content" },
    [E_LOGIN] = { 401, "Unauthorized" },
    [E_DENIED] = { 403, "Forbidden" },
    [E_NOT_FOUND] = { 404, "Not Found" },
    [E_STALE] = { 409, "Conflict" },
    [E_RULE] = { 409, "Conflict" },
    [E_TOO_MANY] = { 429, "Too Many Requests" },
    [E_TOO_BIG] = { 413, "Content Too Large" },
    [E_MEDIA] = { 415, "Unsupported Media Type" },
    [E_STORE] = { 503, "Service Unavailable" },
};

int err_status(enum err e)
{
    return kinds[e].status;
}

/* What is said when an operation gave a kind but no words of its own. */
static const struct problem plain[] = {
    [E_INPUT] = { "input", W("填写的内容有误，请按提示修改"), NULL },
    [E_LOGIN] = { "login", W("请先登录"), NULL },
    [E_DENIED] = { "denied", W("您没有这项权限。需要时请联系项目管理员"), NULL },
    [E_NOT_FOUND] = { "not_found", W("没有找到这个页面或记录，也可能您无权查看"), NULL },
    [E_STALE] = { "stale", W("在您填写期间，别人已经改过这条记录。您填的内容还在，请核对后再提交"),
                  NULL },
    [E_RULE] = { "rule", W("现在不能做这一步"), NULL },
    [E_TOO_MANY] = { "too_many", W("操作太频繁，请稍后再试"), NULL },
    [E_TOO_BIG] = { "too_big", W("内容太大，请缩小后再试"), NULL },
    [E_MEDIA] = { "media", W("不支持这种文件，请上传 JPEG、PNG、HEIC 照片或 MP4、MOV 视频"), NULL },
    [E_STORE] = { "store", W("暂时无法保存，您填的内容没有丢，请稍后再试"), NULL },
};

static struct problem problem_of(const struct req *r, enum err e)
{
    struct problem p = r->op->problem;

    if (!p.words || !*p.words || e == E_STORE) {
        p = plain[e];
        p.words = word(r->op->lang, p.words);
    }
    return p;
}

void answer_head(const struct req *r, struct http_answer *a)
{
    http_answer_header(a, "Content-Security-Policy",
                       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
                       "blob: data:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; "
                       "manifest-src 'self'; "
                       "form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    http_answer_header(a, "X-Content-Type-Options", "nosniff");
    http_answer_header(a, "Referrer-Policy", "same-origin");
    http_answer_header(a, "Cross-Origin-Opener-Policy", "same-origin");
    if (r->in->kind != ANSWER_FILE)
        http_answer_header(a, "Cache-Control", "no-store");
    http_answer_header(a, "Vary", "Accept, Cookie, Accept-Language");
    for (size_t i = 0; i < r->in->cookie_n; i++)
        http_answer_header(a, "Set-Cookie", r->in->cookies[i]);
}

void answer_redirect(const struct req *r, struct http_answer *a, int status, const char *where)
{
    a->status = status;
    a->body = buf_new(r->mem, 16);
    a->type = "text/plain; charset=utf-8";
    http_answer_header(a, "Location", where);
    answer_head(r, a);
}

const char *answer_json(struct req *r)
{
    struct json j = json_new(r->mem, PAGE_LIMIT);

    if (r->in->view && r->in->shape) {
        shape_write(&j, NULL, r->in->shape, r->in->view);
    } else {
        json_open(&j, NULL, '{');
        json_bool(&j, "ok", true);
        json_close(&j, '}');
    }
    must(!j.out.full);
    return j.out.p;
}

static void page_render(struct req *r, struct http_answer *a, html_template *page, const void *view)
{
    struct html h = { .out = buf_new(r->mem, PAGE_LIMIT), .lang = lang_tag(r->op->lang) };

    h.page = page_of(r);
    page(&h, view);
    must(!h.out.full);
    a->body = h.out;
    a->type = "text/html; charset=utf-8";
}

static void text_body(struct req *r, struct http_answer *a, const char *text, const char *type)
{
    a->body = buf_new(r->mem, PAGE_LIMIT);
    buf_puts(&a->body, text);
    a->type = type;
}

static void next_header(const struct req *r, struct http_answer *a)
{
    if (r->in->next.s)
        http_answer_header(a, "Link",
                           arena_printf(r->mem, "<%s%s>; rel=\"next\"", r->wants_json ? "/api" : "",
                                        r->in->next.s));
}

static void disposition(const struct req *r, struct http_answer *a)
{
    if (r->in->attachment)
        http_answer_header(a, "Content-Disposition",
                           arena_printf(r->mem, "attachment; filename*=UTF-8''%s",
                                        url_of(r->mem, "/%s", r->in->attachment).s + 1));
}

/* "bytes=100-199", "bytes=100-", "bytes=-50": the one part that players ask for.  More than one, or
   anything else, counts as not asked.  *n 0: nothing of the file is in it. */
static bool range_read(const char *s, int64_t size, int64_t *from, int64_t *n)
{
    char dash, first[20] = "", last[20] = "";
    int64_t a = 0, z = 0;
    int end = 0;

    if (!text_starts(s, "bytes=") || strchr(s, ','))
        return false;
    s += strlen("bytes=");
    if (sscanf(s, "%19[0-9]%c%19[0-9]%n", first, &dash, last, &end) < 2 &&
        sscanf(s, "%c%19[0-9]%n", &dash, last, &end) != 2)
        return false;
    if (dash != '-' || (*last && s[end]) || (*first && !text_int(first, &a)) ||
        (*last && !text_int(last, &z)) || (!*last && s[strlen(first) + 1]))
        return false;
    if (!*first) {
        *n = z < size ? z : size;
        *from = size - *n;
        return true;
    }
    if (*last && z < a)
        return false;
    *from = a;
    *n = a >= size ? 0 : (*last && z < size - 1 ? z : size - 1) - a + 1;
    return true;
}

/* RFC 9110, 14: a part of a file, so that a player may seek. */
static void range_render(const struct req *r, struct http_answer *a)
{
    const char *asked = http_header(r->http, "range"), *seen = http_header(r->http, "if-range");
    int64_t from, n;

    http_answer_header(a, "Accept-Ranges", "bytes");
    if (!asked || (seen && (!r->in->etag || strcmp(seen, r->in->etag) != 0)) ||
        !range_read(asked, r->in->size, &from, &n))
        return;
    if (n > 0) {
        a->status = 206;
        a->offset = from;
        a->length = n;
        http_answer_header(a, "Content-Range",
                           arena_printf(r->mem, "bytes %" PRId64 "-%" PRId64 "/%" PRId64, from,
                                        from + n - 1, r->in->size));
        return;
    }
    close(a->file);
    a->file = -1;
    a->status = 416;
    a->length = 0;
    a->body = buf_new(r->mem, 16);
    http_answer_header(a, "Content-Range", arena_printf(r->mem, "bytes */%" PRId64, r->in->size));
}

static void file_render(const struct req *r, struct http_answer *a)
{
    a->file = r->in->fd;
    a->length = r->in->size;
    range_render(r, a);
    a->type = r->in->type;
    http_answer_header(a, "Cache-Control", "private, max-age=86400");
    if (r->in->etag)
        http_answer_header(a, "ETag", r->in->etag);
    disposition(r, a);
}

static void done_render(struct req *r, struct http_answer *a)
{
    if (!r->wants_json) {
        answer_redirect(r, a, 303, r->in->where.s);
        return;
    }
    a->status = r->in->created ? 201 : 200;
    text_body(r, a, r->in->json ? r->in->json : answer_json(r), "application/json");
    if (r->in->created)
        http_answer_header(a, "Location", arena_printf(r->mem, "/api%s", r->in->where.s));
    answer_head(r, a);
}

void answer_render(struct req *r, struct http_answer *a)
{
    struct req_inner *in = r->in;

    a->status = in->status ? in->status : 200;
    switch (in->kind) {
    case ANSWER_DONE: done_render(r, a); return;
    case ANSWER_PAGE:
        if (r->wants_json)
            text_body(r, a, answer_json(r), "application/json");
        else
            page_render(r, a, in->page, in->view);
        if (in->etag)
            http_answer_header(a, "ETag", in->etag);
        next_header(r, a);
        break;
    case ANSWER_FILE: file_render(r, a); break;
    case ANSWER_BYTES:
        a->body = buf_new(r->mem, in->bytes.n + 1);
        buf_put(&a->body, in->bytes.p, in->bytes.n);
        a->type = in->type;
        disposition(r, a);
        break;
    case ANSWER_STREAM:
        a->pull = in->pull;
        a->pull_done = in->pull_done;
        a->pull_arg = in->pull_arg;
        a->type = in->type;
        disposition(r, a);
        break;
    case ANSWER_EVENTS:
        a->events = true;
        a->type = "text/event-stream";
        a->events_open = in->events_open;
        a->events_arg = in->events_arg;
        break;
    case ANSWER_NONE: must_not("a handler that returned OK without an answer");
    }
    answer_head(r, a);
}

/* RFC 9457; the fields' own words stand under "errors". */
static void problem_json(struct req *r, enum err e, const struct problem *p, struct http_answer *a)
{
    struct json j = json_new(r->mem, PAGE_LIMIT);

    json_open(&j, NULL, '{');
    json_text(&j, "type", arena_printf(r->mem, "urn:anju:problem:%s", p->code));
    json_text(&j, "title", kinds[e].title);
    json_int(&j, "status", kinds[e].status);
    json_text(&j, "code", p->code);
    json_text(&j, "detail", p->words);
    if (p->field)
        json_text(&j, "field", p->field);
    if (r->in->problem_n) {
        json_open(&j, "errors", '[');
        for (size_t i = 0; i < r->in->problem_n; i++) {
            json_open(&j, NULL, '{');
            json_text(&j, "field", r->in->problems[i].field);
            json_text(&j, "message", r->in->problems[i].words);
            json_close(&j, '}');
        }
        json_close(&j, ']');
    }
    json_close(&j, '}');
    text_body(r, a, j.out.p, "application/problem+json");
}

void problem_page__any(struct html *h, const void *view);

void answer_problem(struct req *r, enum err e, struct http_answer *a)
{
    struct problem p = problem_of(r, e);

    a->status = kinds[e].status;
    r->in->kind = ANSWER_PAGE;
    r->op->problem = p;
    if (e == E_TOO_MANY)
        http_answer_header(a, "Retry-After", "60");
    if (r->wants_json)
        problem_json(r, e, &p, a);
    else
        page_render(r, a, problem_page__any, &p);
    answer_head(r, a);
}

/* ---- what handlers call ---- */

enum err show_(struct req *r, html_template *page, const struct shape *shape, const void *view)
{
    r->in->kind = ANSWER_PAGE;
    r->in->page = page;
    r->in->shape = shape;
    r->in->view = view;
    return OK;
}

enum err done(struct req *r, struct url where, const struct shape *shape, const void *view,
              bool created)
{
    r->in->kind = ANSWER_DONE;
    r->in->where = where;
    r->in->shape = shape;
    r->in->view = view;
    r->in->created = created;
    return OK;
}

enum err done_at(struct req *r, struct url where, bool created)
{
    r->in->is_elsewhere = true;
    return done(r, where, NULL, NULL, created);
}

enum err go(struct req *r, struct url where)
{
    return done(r, where, NULL, NULL, false);
}

enum err show_file(struct req *r, int fd, int64_t size, const char *type,
                   const char *attachment_name, const char *etag)
{
    r->in->kind = ANSWER_FILE;
    r->in->fd = fd;
    r->in->size = size;
    r->in->type = type;
    r->in->attachment = attachment_name;
    r->in->etag = etag;
    return OK;
}

enum err show_bytes(struct req *r, struct span bytes, const char *type, const char *attachment_name)
{
    r->in->kind = ANSWER_BYTES;
    r->in->bytes = bytes;
    r->in->type = type;
    r->in->attachment = attachment_name;
    return OK;
}

enum err show_stream(struct req *r, int64_t (*pull)(void *arg, char *out, size_t room),
                     void (*pull_done)(void *arg), void *arg, const char *type,
                     const char *attachment_name)
{
    r->in->kind = ANSWER_STREAM;
    r->in->pull = pull;
    r->in->pull_done = pull_done;
    r->in->pull_arg = arg;
    r->in->type = type;
    r->in->attachment = attachment_name;
    return OK;
}

enum err show_events(struct req *r, void (*open)(void *arg, struct http_stream *s), void *arg)
{
    r->in->kind = ANSWER_EVENTS;
    r->in->events_open = open;
    r->in->events_arg = arg;
    return OK;
}

void req_cookie(struct req *r, const char *name, const char *value, int64_t max_age_s)
{
    must(r->in->cookie_n < LEN(r->in->cookies));
    r->in->cookies[r->in->cookie_n++] =
        arena_printf(r->mem, "%s=%s; Path=/; Max-Age=%" PRId64 "; HttpOnly; SameSite=Lax%s", name,
                     value, max_age_s, r->http->secure ? "; Secure" : "");
}

void req_etag(struct req *r, int64_t version)
{
    r->in->etag = arena_printf(r->mem, "\"%" PRId64 "\"", version);
}

enum err req_fresh(struct req *r, int64_t version)
{
    const char *seen = r->in->seen_version;
    const char *now = arena_printf(r->mem, "%" PRId64, version);

    if (!seen || strcmp(seen, now) == 0 || strcmp(seen, "*") == 0)
        return OK;
    return fail(r->op, E_STALE, "stale", NULL,
                W("在您填写期间，别人已经改过这条记录（您看到的是第 %s 版，现在是第 %s 版）。"
                  "您填的内容还在，请核对后再提交"),
                seen, now);
}

void req_title(struct req *r, const char *title, const char *menu)
{
    r->in->title = title;
    r->in->menu = menu;
}

void req_next(struct req *r, struct url next)
{
    r->in->next = next;
}
