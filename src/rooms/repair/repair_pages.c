/*
 * repair_pages.c -- the addresses of a repair: the matter's page, its acts, its orders.
 *
 * A handler reads the checked fields, calls one operation and says where to go
 * on; what may happen is the operation's to know.
 */
#include "rooms/repair/repair_pages.h"
#include "app/page.h"
#include "app/signature.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "repair.html.h"
#include "repair_order.html.h"
#include "repair_owner.html.h"
#include "rooms/repair/repair_deed.h"
#include "rooms/repair/repair_fields.h"
#include "rooms/repair/repair_phone.h"
#include "rooms/repair/repair_view.h"
#include "store/files.h"

#include <string.h>

/* ---- the page ---- */

static enum err view_show(struct req *r, const struct matter *m)
{
    struct repair_view *v = arena_new(r->mem, struct repair_view);

    repair_view_fill(r, m, v);
    req_etag(r, m->version);
    req_title(r, m->title, v->is_owner ? "my" : "matters");
    if (v->is_owner)
        return show(r, repair_owner_page, repair_shape, v);
    return show(r, repair_page, repair_shape, v);
}

static enum err matter_show(struct req *r)
{
    struct matter m;
    enum err e = matter_load(r->op, path_text(r, "no"), &m);

    if (e == OK && strcmp(m.kind, "suggestion") == 0)
        return go(r, url_of(r->mem, "/p/%s/suggestions/%s", m.project, m.no));
    return e == OK ? view_show(r, &m) : e;
}

/* The same page under the owner's own address. */
static enum err my_matter_show(struct req *r)
{
    return matter_show(r);
}

static enum err matter_preview(struct req *r)
{
    struct repair_view *v = arena_new(r->mem, struct repair_view);
    struct matter m;
    enum err e = matter_load(r->op, path_text(r, "no"), &m);

    if (e != OK)
        return e;
    repair_view_fill(r, &m, v);
    return show(r, repair_preview, repair_shape, v);
}

/* ---- acts ---- */

/* The matter as it is now, when the sender saw this version; then the act's address is set. */
static enum err act_read(struct req *r, struct act *a)
{
    struct matter m;
    enum err e = matter_load(r->op, path_text(r, "no"), &m);

    if (e != OK)
        return e;
    *a = (struct act){ .no = m.no };
    return req_fresh(r, m.version);
}

static enum err act_done(struct req *r, enum err e)
{
    struct matter m;

    if (e != OK || (e = matter_load(r->op, path_text(r, "no"), &m)) != OK)
        return e;
    return repair_done(r, &m, false);
}

static const int64_t *photos_read(struct req *r, size_t *n)
{
    int64_t *ids;

    *n = form_count(r, "photos[]");
    ids = arena_new_n(r->mem, int64_t, *n + 1);
    for (size_t i = 0; i < *n; i++)
        ids[i] = form_int_at(r, "photos[]", i);
    return ids;
}

static const struct deed_line *lines_read(struct req *r, size_t *n)
{
    struct deed_line *lines;

    *n = form_count(r, "lines[]");
    lines = arena_new_n(r->mem, struct deed_line, *n + 1);
    for (size_t i = 0; i < *n; i++)
        lines[i] = (struct deed_line){ .kind = form_text_at(r, "lines[].kind", i),
                                       .words = form_text_at(r, "lines[].words", i),
                                       .amount_fen = form_int_at(r, "lines[].amount", i) };
    return lines;
}

/* The last part of the route's path. */
static const char *act_name(const struct req *r)
{
    return strrchr(r->route->path, '/') + 1;
}

/* Every text that a small act may carry, by its field's name. */
static const struct {
    const char *name;
    size_t at;
} deed_texts[] = {
    { "text", offsetof(struct deed, text) },
    { "reason", offsetof(struct deed, reason) },
    { "note", offsetof(struct deed, text) },
    { "way", offsetof(struct deed, way) },
    { "result", offsetof(struct deed, result) },
    { "purpose", offsetof(struct deed, purpose) },
    { "whom", offsetof(struct deed, whom) },
    { "who", offsetof(struct deed, who) },
    { "kind", offsetof(struct deed, kind) },
    { "name", offsetof(struct deed, name) },
    { "notice", offsetof(struct deed, notice) },
    { "letter", offsetof(struct deed, letter) },
    { "receipt", offsetof(struct deed, receipt) },
    { "other", offsetof(struct deed, other) },
    { "witness_1", offsetof(struct deed, witness_1) },
    { "witness_1_role", offsetof(struct deed, witness_1_role) },
    { "witness_2", offsetof(struct deed, witness_2) },
    { "witness_2_role", offsetof(struct deed, witness_2_role) },
};

struct deed deed_read(struct req *r)
{
    struct deed d = deed_new();

    for (size_t i = 0; i < LEN(deed_texts); i++) {
        const char *text = form_text(r, deed_texts[i].name);

        if (*text)
            memcpy((char *)&d + deed_texts[i].at, &text, sizeof(text));
    }
    d.at = form_int(r, "at");
    d.visit_at = form_int(r, "visit_at");
    d.visit_to = form_int(r, "visit_to");
    d.checker = form_int(r, "checker");
    d.company_id = form_int(r, "company");
    d.amount_fen = form_int(r, "amount");
    d.months = form_int(r, "warranty_months");
    d.due_on = form_date(r, "due_on");
    d.valid_until_on = form_date(r, "valid_until_on");
    d.photos = photos_read(r, &d.photo_n);
    d.lines = lines_read(r, &d.line_n);
    return d;
}

/* Any act of repair_deed.c. */
static enum err deed(struct req *r)
{
    struct deed d = deed_read(r);
    struct act a;
    enum err e = act_read(r, &a);

    a.fault = form_int(r, "fault");
    return e == OK ? act_done(r, repair_do(r->op, &a, act_name(r), &d)) : e;
}

static enum err link_matters(struct req *r)
{
    struct act a;
    enum err e = act_read(r, &a);

    return e == OK ? act_done(r, repair_link(r->op, &a, form_text(r, "kind"), form_text(r, "other"),
                                             form_text(r, "note")))
                   : e;
}

static enum err acknowledge(struct req *r)
{
    struct act a;
    enum err e = act_read(r, &a);

    return e == OK ? act_done(r, repair_acknowledge(r->op, &a, form_text(r, "urgency"),
                                                    form_text(r, "note")))
                   : e;
}

static enum err visit(struct req *r)
{
    struct act a;
    enum err e = act_read(r, &a);

    return e == OK ? act_done(r, repair_visit(r->op, &a, form_int(r, "visit_at"),
                                              form_int(r, "visit_to"), form_int(r, "checker")))
                   : e;
}

static enum err wish(struct req *r)
{
    struct act a;
    enum err e = act_read(r, &a);

    return e == OK ? act_done(r, repair_wish(r->op, &a, form_text(r, "wished"))) : e;
}

static enum err arrive(struct req *r)
{
    struct act a;
    enum err e = act_read(r, &a);

    return e == OK ? act_done(r, repair_arrive(r->op, &a)) : e;
}

static enum err check(struct req *r)
{
    struct check c = { .cause = form_text(r, "cause"),
                       .finding = form_text(r, "finding"),
                       .measures = form_text(r, "measures") };
    struct act a;
    enum err e = act_read(r, &a);

    c.photos = photos_read(r, &c.photo_n);
    a.fault = form_int(r, "fault");
    return e == OK ? act_done(r, repair_check(r->op, &a, &c)) : e;
}

static enum err decide(struct req *r)
{
    struct decision d = { .warranty_code = form_text(r, "warranty_code"),
                          .footing = form_text(r, "footing"),
                          .grounds = form_text(r, "grounds"),
                          .share_n = form_count(r, "shares[]") };
    struct share_new *shares = arena_new_n(r->mem, struct share_new, d.share_n + 1);
    struct act a;
    enum err e = act_read(r, &a);

    for (size_t i = 0; i < d.share_n; i++)
        shares[i] =
            (struct share_new){ .party = form_text_at(r, "shares[].party", i),
                                .name = form_text_at(r, "shares[].name", i),
                                .grounds = form_text_at(r, "shares[].grounds", i),
                                .evidence = form_text_at(r, "shares[].evidence", i),
                                .evidence_file = form_int_at(r, "shares[].evidence_file", i),
                                .company_id = form_int_at(r, "shares[].company", i),
                                .percent_bp = form_int_at(r, "shares[].percent", i) };
    d.shares = shares;
    a.fault = form_int(r, "fault");
    return e == OK ? act_done(r, repair_decide(r->op, &a, &d)) : e;
}

static enum err plan(struct req *r)
{
    struct plan_new p = { .scope = form_text(r, "scope"),
                          .method = form_text(r, "method"),
                          .materials = form_text(r, "materials"),
                          .start_on = form_date(r, "start_on"),
                          .finish_on = form_date(r, "finish_on"),
                          .cost_fen = form_int(r, "cost") };
    struct act a;
    enum err e = act_read(r, &a);

    a.fault = form_int(r, "fault");
    return e == OK ? act_done(r, repair_plan(r->op, &a, &p)) : e;
}

static enum err agree(struct req *r)
{
    struct act a;
    enum err e = act_read(r, &a);

    a.fault = form_int(r, "fault");
    return e == OK ? act_done(r, repair_agree(r->op, &a)) : e;
}

static enum err change(struct req *r)
{
    struct act a;
    enum err e = act_read(r, &a);

    a.fault = form_int(r, "fault");
    return e == OK ? act_done(r, repair_ask_change(r->op, &a, form_text(r, "reason"))) : e;
}

static enum err order(struct req *r)
{
    struct order_new o = { .company_id = form_int(r, "company"),
                           .trade = form_text(r, "trade"),
                           .scope = form_text(r, "scope"),
                           .due_on = form_date(r, "due_on") };
    struct act a;
    enum err e = act_read(r, &a);

    a.fault = form_int(r, "fault");
    return e == OK ? act_done(r, repair_order(r->op, &a, &o)) : e;
}

static enum err refuse(struct req *r)
{
    size_t n;
    const int64_t *photos = photos_read(r, &n);
    struct act a;
    enum err e = act_read(r, &a);

    a.fault = form_int(r, "fault");
    return e == OK ? act_done(r, repair_refuse(r->op, &a, form_text(r, "reason"), photos, n)) : e;
}

static enum err close_matter(struct req *r)
{
    struct act a;
    enum err e = act_read(r, &a);

    a.fault = form_int(r, "fault");
    return e == OK ? act_done(r, repair_close(r->op, &a, form_text(r, "note"))) : e;
}

static enum err note(struct req *r)
{
    size_t n;
    const int64_t *photos = photos_read(r, &n);
    struct act a;
    enum err e = act_read(r, &a);

    return e == OK ? act_done(r, repair_note(r->op, &a, form_text(r, "text"), photos, n)) : e;
}

/* ---- the signature: drawn and stored before the transaction ---- */

struct signed_picture {
    struct signature drawn;
    unsigned char hash[FILE_HASH_BYTES];
};

static enum err accept_prepare(struct req *r)
{
    struct signed_picture *p;

    if (!form_has(r, "strokes"))
        return OK;
    p = arena_new(r->mem, struct signed_picture);
    if (signature_draw(r->mem, form_text(r, "strokes"), &p->drawn) != OK)
        return fail(r->op, E_INPUT, "strokes", "signer", W("签名没有写完整，请重写一次"));
    r->kept = p;
    return files_put(r->op->app->files, p->drawn.png.p, p->drawn.png.n, p->hash);
}

static struct signing signing_read(struct req *r)
{
    const struct signed_picture *p = r->kept;
    const char *agent = http_header(r->http, "user-agent");

    return (struct signing){ .signer = form_text(r, "signer"),
                             .how = p ? "drawn" : "typed",
                             .device = utf8_cut(r->mem, agent ? agent : "", 200),
                             .strokes_hash = p ? p->drawn.hash : "",
                             .picture = p ? p->hash : NULL,
                             .picture_size = p ? (int64_t)p->drawn.png.n : 0,
                             .care_known = form_bool(r, "care") };
}

static enum err accept(struct req *r)
{
    struct signing s = signing_read(r);
    struct act a;
    enum err e = act_read(r, &a);

    a.fault = form_int(r, "fault");
    return e == OK ? act_done(r, repair_accept(r->op, &a, &s)) : e;
}

static enum err sign_reason(struct req *r)
{
    struct signing s = signing_read(r);
    struct deed d = deed_new();
    struct act a;
    enum err e = act_read(r, &a);

    a.fault = form_int(r, "fault");
    d.signing = &s;
    return e == OK ? act_done(r, repair_do(r->op, &a, "sign_reason", &d)) : e;
}

/* ---- orders ---- */

static enum err order_find(struct req *r, struct order_page_view *v)
{
    struct order o;
    enum err e = order_load(r->op, path_text(r, "no"), &o, &v->repair.m);

    if (e != OK)
        return e;
    repair_view_fill(r, &v->repair.m, &v->repair);
    for (size_t i = 0; i < v->repair.order_n; i++)
        if (v->repair.orders[i].o.id == o.id)
            v->order = &v->repair.orders[i];
    for (size_t i = 0; i < v->repair.fault_n; i++)
        if (v->repair.faults[i].f.id == o.fault_id)
            v->fault = &v->repair.faults[i];
    v->may_see_phone = order_phone_is_open(r->op, &o, &v->repair.m);
    return v->order && v->fault ? OK : E_NOT_FOUND;
}

static enum err order_show(struct req *r)
{
    struct order_page_view *v = arena_new(r->mem, struct order_page_view);
    enum err e = order_find(r, v);

    if (e != OK)
        return e;
    req_etag(r, v->order->o.version);
    req_title(r, v->repair.m.title, "field");
    return show(r, repair_order_page, order_page_shape, v);
}

static enum err phone_show(struct req *r)
{
    struct order_page_view *v = arena_new(r->mem, struct order_page_view);
    const char *phone;
    enum err e = order_phone(r->op, path_text(r, "no"), &phone);

    if (e != OK || (e = order_find(r, v)) != OK)
        return e;
    v->phone = phone;
    req_title(r, v->repair.m.title, "field");
    return show(r, repair_order_page, order_page_shape, v);
}

static enum err work_read(struct req *r)
{
    struct matter m;
    struct order o;
    enum err e = order_load(r->op, path_text(r, "no"), &o, &m);

    return e == OK ? req_fresh(r, o.version) : e;
}

static enum err work_done(struct req *r, enum err e)
{
    struct matter m;
    struct order o;

    if (e != OK || (e = order_load(r->op, path_text(r, "no"), &o, &m)) != OK)
        return e;
    return done_at(r, url_of(r->mem, "/p/%s/orders/%s", m.project, o.no), false);
}

static enum err take(struct req *r)
{
    enum err e = work_read(r);

    return e == OK ? work_done(r, order_take(r->op, path_text(r, "no"), form_text(r, "worker"),
                                             form_int(r, "appointed_at")))
                   : e;
}

static enum err decline(struct req *r)
{
    enum err e = work_read(r);

    return e == OK ? work_done(r, order_decline(r->op, path_text(r, "no"), form_text(r, "reason")))
                   : e;
}

static enum err start(struct req *r)
{
    size_t n;
    const int64_t *photos = photos_read(r, &n);
    enum err e = work_read(r);

    return e == OK ? work_done(r, order_start(r->op, path_text(r, "no"), photos, n)) : e;
}

static enum err finish(struct req *r)
{
    struct finish f = { .work_done = form_text(r, "work_done"), .cost_fen = form_int(r, "cost") };
    enum err e = work_read(r);

    f.photos = photos_read(r, &f.photo_n);
    f.lines = lines_read(r, &f.line_n);
    return e == OK ? work_done(r, order_finish(r->op, path_text(r, "no"), &f)) : e;
}

/* appoint, no_access, supervise, stop, resume, cancel */
static enum err order_deed(struct req *r)
{
    struct deed d = deed_read(r);
    enum err e = work_read(r);

    return e == OK ? work_done(r, order_do(r->op, path_text(r, "no"), act_name(r), &d)) : e;
}

/* clang-format off */
#define M "/p/{project}/matters/{no}"
#define O "/p/{project}/orders/{no}"
#define DEED(path, right, fields, name)                                                            \
    { HTTP_POST, path, right, SCOPE_PROJECT, fields, repair_shape, NULL, deed, matter_show, name }
#define ORDER_DEED(path, right, fields, name)                                                      \
    { HTTP_POST, path, right, SCOPE_PROJECT, fields, order_page_shape, NULL, order_deed, order_show, name }
const struct route repair_routes[] = {
    /*    method, path, access, scope, fields, answer, prepare, handler, again */
    ROUTE(GET, M, MATTER_READ, SCOPE_PROJECT, NULL, repair_shape, NULL, matter_show, NULL),
    ROUTE(GET, M "/preview", MATTER_READ, SCOPE_PROJECT, NULL, repair_shape, NULL, matter_preview, NULL),
    ROUTE(GET, "/my/{project}/{no}", MATTER_READ, SCOPE_PROJECT, NULL, repair_shape, NULL, my_matter_show, NULL),
    ROUTE(POST, M "/acknowledge", REPAIR_ACKNOWLEDGE, SCOPE_PROJECT, acknowledge_fields, repair_shape, NULL, acknowledge, matter_show),
    ROUTE(POST, M "/visit", REPAIR_VISIT, SCOPE_PROJECT, visit_fields, repair_shape, NULL, visit, matter_show),
    ROUTE(POST, M "/wish", REPAIR_VISIT_OWN, SCOPE_PROJECT, wish_fields, repair_shape, NULL, wish, matter_show),
    ROUTE(POST, M "/arrive", REPAIR_CHECK, SCOPE_PROJECT, arrive_fields, repair_shape, NULL, arrive, matter_show),
    ROUTE(POST, M "/check", REPAIR_CHECK, SCOPE_PROJECT, check_fields, repair_shape, NULL, check, matter_show),
    ROUTE(POST, M "/decide", REPAIR_DECIDE, SCOPE_PROJECT, decide_fields, repair_shape, NULL, decide, matter_show),
    ROUTE(POST, M "/plan", REPAIR_PLAN, SCOPE_PROJECT, plan_fields, repair_shape, NULL, plan, matter_show),
    ROUTE(POST, M "/agree", REPAIR_CONSENT, SCOPE_PROJECT, agree_fields, repair_shape, NULL, agree, matter_show),
    ROUTE(POST, M "/change", REPAIR_CONSENT, SCOPE_PROJECT, change_fields, repair_shape, NULL, change, matter_show),
    ROUTE(POST, M "/order", REPAIR_ORDER, SCOPE_PROJECT, order_fields, repair_shape, NULL, order, matter_show),
    ROUTE(POST, M "/accept", REPAIR_ACCEPT, SCOPE_PROJECT, accept_fields, repair_shape, accept_prepare, accept, matter_show),
    ROUTE(POST, M "/refuse", REPAIR_ACCEPT, SCOPE_PROJECT, refusal_fields, repair_shape, NULL, refuse, matter_show),
    ROUTE(POST, M "/close", REPAIR_CLOSE, SCOPE_PROJECT, close_fields, repair_shape, NULL, close_matter, matter_show),
    ROUTE(POST, M "/note", MATTER_NOTE, SCOPE_PROJECT, note_fields, repair_shape, NULL, note, matter_show),
    DEED(M "/offer", REPAIR_VISIT, visit_fields, "offer"),
    DEED(M "/agree_visit", REPAIR_VISIT_OWN, agree_visit_fields, "agree_visit"),
    DEED(M "/contact", REPAIR_VISIT, contact_fields, "contact"),
    DEED(M "/miss", REPAIR_VISIT, miss_fields, "miss"),
    DEED(M "/no_access", REPAIR_CHECK, no_access_fields, "no_access"),
    DEED(M "/triage", REPAIR_SAFE, triage_fields, "triage"),
    DEED(M "/make_safe", REPAIR_SAFE, make_safe_fields, "make_safe"),
    DEED(M "/enter_absent", REPAIR_ENTER, enter_absent_fields, "enter_absent"),
    DEED(M "/object", REPAIR_CONSENT, object_fields, "object"),
    DEED(M "/uphold", REPAIR_REVIEW, review_fields, "uphold"),
    DEED(M "/overturn", REPAIR_REVIEW, review_fields, "overturn"),
    DEED(M "/scope", REPAIR_DECIDE, scope_fields, "scope"),
    DEED(M "/want_paid", REPAIR_CONSENT, agree_fields, "want_paid"),
    DEED(M "/quote", REPAIR_PLAN, quote_fields, "quote"),
    DEED(M "/accept_quote", REPAIR_CONSENT, agree_fields, "accept_quote"),
    DEED(M "/decline_quote", REPAIR_CONSENT, change_fields, "decline_quote"),
    DEED(M "/pay", REPAIR_PAY, pay_fields, "pay"),
    DEED(M "/refuse_to_sign", REPAIR_VISIT, refuse_to_sign_fields, "refuse_to_sign"),
    DEED(M "/joint", REPAIR_VISIT, joint_fields, "joint"),
    DEED(M "/settle", REPAIR_REVIEW, settle_fields, "settle"),
    DEED(M "/withdraw", REPAIR_WITHDRAW, withdraw_fields, "withdraw"),
    DEED(M "/duplicate", REPAIR_LINK, duplicate_fields, "duplicate"),
    DEED(M "/advise", REPAIR_CLOSE, advise_fields, "advise"),
    DEED(M "/hand", REPAIR_HAND, hand_fields, "hand"),
    DEED(M "/take_back", REPAIR_HAND, take_back_fields, "take_back"),
    DEED(M "/close_handed", REPAIR_HAND, close_fields, "close_handed"),
    DEED(M "/reopen", REPAIR_REOPEN, reopen_fields, "reopen"),
    ROUTE(POST, M "/sign_reason", REPAIR_ACCEPT, SCOPE_PROJECT, sign_reason_fields, repair_shape, accept_prepare, sign_reason, matter_show),
    ROUTE(POST, M "/link", REPAIR_LINK, SCOPE_PROJECT, link_fields, repair_shape, NULL, link_matters, matter_show),
    ROUTE(GET, O, ORDER_READ, SCOPE_PROJECT, NULL, order_page_shape, NULL, order_show, NULL),
    ROUTE(POST, O "/take", ORDER_WORK, SCOPE_PROJECT, take_fields, order_page_shape, NULL, take, order_show),
    ROUTE(POST, O "/decline", ORDER_WORK, SCOPE_PROJECT, decline_fields, order_page_shape, NULL, decline, order_show),
    ROUTE(POST, O "/start", ORDER_WORK, SCOPE_PROJECT, start_fields, order_page_shape, NULL, start, order_show),
    ROUTE(POST, O "/finish", ORDER_WORK, SCOPE_PROJECT, finish_fields, order_page_shape, NULL, finish, order_show),
    ROUTE(POST, O "/phone", ORDER_PHONE, SCOPE_PROJECT, NULL, order_page_shape, NULL, phone_show, order_show),
    ORDER_DEED(O "/appoint", ORDER_WORK, appoint_fields, "order_appoint"),
    ORDER_DEED(O "/no_access", ORDER_WORK, no_access_fields, "order_no_access"),
    ORDER_DEED(O "/supervise", ORDER_SUPERVISE, supervise_fields, "order_supervise"),
    ORDER_DEED(O "/stop", ORDER_SUPERVISE, supervise_fields, "order_stop"),
    ORDER_DEED(O "/resume", ORDER_SUPERVISE, resume_fields, "order_resume"),
    ORDER_DEED(O "/cancel", REPAIR_ORDER, cancel_fields, "order_cancel"),
};
/* clang-format on */
const size_t repair_route_n = LEN(repair_routes);
