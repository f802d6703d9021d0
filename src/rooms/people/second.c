/* second.c -- see second.h. */
#include "rooms/people/second.h"
#include "app/event.h"
#include "app/session.h"
#include "base/must.h"
#include "base/random.h"
#include "base/text.h"
#include "base/totp.h"
#include "store/seal.h"

#include <string.h>

#define QUARTER_MS     (INT64_C(15) * 60000)
#define TRIES_MOST     10
#define TICKET_MS      (INT64_C(5) * 60000)
#define TICKET_TRIES   5
#define STEPS_AROUND   1
#define RECOVERY_BYTES 10 /* 80 bits: its hash can't be tried through */

bool second_is_on(const struct op *op, int64_t account)
{
    return db_int(op->tx,
                  "select count(*) from second_factor where account_id = $1"
                  " and confirmed_at is not null",
                  I(account)) > 0;
}

/* $2: what a project says that says nothing. */
#define NEEDS_IT                                                                                   \
    "exists (select 1 from membership m where m.account_id = a.id and m.ended_at is null"          \
    " and m.role in ('admin', 'manager') and (exists (select 1 from project p"                     \
    " where m.project_id in (0, p.id) and (p.second_factor = 'on' or (p.second_factor = ''"        \
    " and $2 = 1))) or ($2 = 1 and not exists (select 1 from project))))"

bool second_is_required(const struct op *op, int64_t account)
{
    return db_int(op->tx, "select count(*) from account a where a.id = $1 and " NEEDS_IT,
                  I(account), I(!op->app->is_demo)) > 0;
}

void second_enforce(struct op *op)
{
    db_exec(op->tx,
            "update session set needs = 'enrol' where ended_at is null and expires_at > $1"
            " and account_id in (select a.id from account a where not exists (select 1"
            " from second_factor s where s.account_id = a.id and s.confirmed_at is not null)"
            " and " NEEDS_IT ")",
            I(op->now), I(!op->app->is_demo));
}

/* ---- setting it up ---- */

static bool is_staff(const struct op *op)
{
    return db_int(op->tx, "select count(*) from account where id = $1 and kind = 'staff'",
                  I(op->actor->account_id)) > 0;
}

enum err second_begin(struct op *op)
{
    unsigned char secret[TOTP_SECRET_BYTES];
    struct span sealed;

    /* A key for programs must not become a way to lock its owner out. */
    if (!op->actor->session_id || !is_staff(op))
        return fail(op, E_DENIED, "not_yours", NULL, W("两步验证由员工登录后自己设置"));
    if (second_is_on(op, op->actor->account_id))
        return fail(op, E_RULE, "on_already", NULL, W("两步验证已经开启；换手机请先关闭再设置"));
    random_bytes(secret, sizeof secret);
    sealed = seal_put(op->app->seal, op->mem, text_hex(op->mem, secret, sizeof secret));
    db_exec(op->tx,
            "insert into second_factor (account_id, secret_sealed, created_at) values ($1, $2, $3)"
            " on conflict (account_id) do update set secret_sealed = excluded.secret_sealed,"
            " created_at = excluded.created_at, last_step = 0",
            I(op->actor->account_id), B(sealed.p, sealed.n), I(op->now));
    return OK;
}

struct secret {
    unsigned char bytes[TOTP_SECRET_BYTES];
    int64_t last_step;
    bool is_on;
};

static bool secret_load(const struct op *op, int64_t account, struct secret *ret)
{
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select secret_sealed, last_step, confirmed_at from second_factor"
                        " where account_id = $1",
                        I(account));

    if (found) {
        size_t n = 0;
        const void *p = db_bytes(&q, 0, &n);
        const char *hex = seal_get(op->app->seal, op->mem, p, n);

        found = hex && hex_bytes(hex, ret->bytes, sizeof ret->bytes);
        ret->last_step = db_i64(&q, 1);
        ret->is_on = !db_is_null(&q, 2);
    }
    db_done(&q);
    return found;
}

/* Four letters and a gap, as one types them. */
static const char *in_fours(struct arena *mem, const char *text)
{
    const char *all = "";

    for (size_t i = 0; text[i]; i += 4)
        all = arena_printf(mem, "%s%s%.4s", all, i ? " " : "", text + i);
    return all;
}

const char *second_uri(const struct op *op, const char **secret)
{
    struct secret s = { .is_on = false };
    const char *login, *safe = "", *text;

    if (!op->actor->session_id || !secret_load(op, op->actor->account_id, &s) || s.is_on)
        return NULL;
    text = base32(op->mem, s.bytes, sizeof s.bytes);
    *secret = in_fours(op->mem, text);
    login = db_str(op->tx, "select login from account where id = $1", I(op->actor->account_id));
    for (; login && *login; login++)
        safe = arena_printf(op->mem, "%s%%%02X", safe, (unsigned char)*login);
    return arena_printf(op->mem,
                        "otpauth://totp/Anju:%s?secret=%s&issuer=Anju&algorithm=SHA1&digits=6"
                        "&period=30",
                        safe, text);
}

/* ---- codes ---- */

static const char *recovery_hash(const struct op *op, int64_t account, const char *code)
{
    return token_hash(op->mem, arena_printf(op->mem, "%lld %s", (long long)account, code));
}

void second_codes(struct op *op, int64_t account, const char ***codes)
{
    unsigned char raw[RECOVERY_BYTES];

    *codes = arena_new_n(op->mem, const char *, RECOVERY_CODES);
    db_exec(op->tx, "delete from recovery_code where account_id = $1", I(account));
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        const char *text;

        random_bytes(raw, sizeof raw);
        text = base32(op->mem, raw, sizeof raw);
        (*codes)[i] = in_fours(op->mem, text);
        db_exec(op->tx, "insert into recovery_code (account_id, code_hash) values ($1, $2)",
                I(account), T(recovery_hash(op, account, text)));
    }
    event_add(op, "account", account, "account.recovery_codes", NULL);
}

int64_t second_codes_left(const struct op *op, int64_t account)
{
    return db_int(op->tx,
                  "select count(*) from recovery_code where account_id = $1 and used_at is null",
                  I(account));
}

/* Letters and digits as they were meant: no width, no gaps, capitals. */
static const char *code_fold(struct arena *mem, const char *typed)
{
    char out[40];
    size_t n = 0;

    for (uint32_t c; n < sizeof out - 1 && (c = fold_width(utf8_next(&typed)));) {
        if (c >= 'a' && c <= 'z')
            c -= 32;
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))
            out[n++] = (char)c;
    }
    out[n] = '\0';
    return arena_dup(mem, out);
}

static bool step_take(struct op *op, int64_t account, const struct secret *s, const char *code)
{
    int64_t step =
        totp_find(op->mem, s->bytes, sizeof s->bytes, op->now, STEPS_AROUND, s->last_step, code);

    return step && db_exec(op->tx,
                           "update second_factor set last_step = $2 where account_id = $1"
                           " and last_step < $2",
                           I(account), I(step)) == 1;
}

static bool recovery_take(struct op *op, int64_t account, const char *code)
{
    return db_exec(op->tx,
                   "update recovery_code set used_at = $3 where account_id = $1 and code_hash = $2"
                   " and used_at is null",
                   I(account), T(recovery_hash(op, account, code)), I(op->now)) == 1;
}

static enum err within_rate(struct op *op, int64_t account)
{
    op->keep_on_fail = true;
    if (rate_ok(op, "second", arena_printf(op->mem, "%lld", (long long)account), TRIES_MOST,
                QUARTER_MS))
        return OK;
    return fail(op, E_TOO_MANY, "too_many", "code", W("尝试次数太多，请 15 分钟后再试"));
}

static enum err wrong(struct op *op)
{
    return fail(op, E_INPUT, "code", "code",
                W("验证码不对或已经用过。请等验证器换出新的 6 位数字再填"));
}

enum err second_take(struct op *op, int64_t account, const char *code, const char **way)
{
    const char *folded = code_fold(op->mem, code);
    struct secret s = { .is_on = false };
    enum err e = within_rate(op, account);

    if (e != OK)
        return e;
    if (!secret_load(op, account, &s) || !s.is_on)
        return wrong(op);
    *way = "second";
    if (strlen(folded) == 6 && step_take(op, account, &s, folded))
        return OK;
    *way = "recovery";
    if (strlen(folded) == 16 && recovery_take(op, account, folded)) {
        event_add(op, "account", account, "account.recovery_used", NULL);
        return OK;
    }
    return wrong(op);
}

enum err second_confirm(struct op *op, const char *code, const char ***codes)
{
    int64_t account = op->actor->account_id;
    struct secret s = { .is_on = false };
    enum err e = within_rate(op, account);

    if (e != OK)
        return e;
    if (!op->actor->session_id || !secret_load(op, account, &s) || s.is_on)
        return fail(op, E_RULE, "not_begun", NULL, W("请先点“开始设置”，扫二维码"));
    if (!step_take(op, account, &s, code_fold(op->mem, code)))
        return wrong(op);
    db_exec(op->tx, "update second_factor set confirmed_at = $2 where account_id = $1", I(account),
            I(op->now));
    session_end_all(op, account, op->actor->session_id);
    db_exec(op->tx, "update session set needs = '' where id = $1", I(op->actor->session_id));
    event_add(op, "account", account, "account.second_on", NULL);
    second_codes(op, account, codes);
    return OK;
}

void second_remove(struct op *op, int64_t account, int64_t but_session)
{
    db_exec(op->tx, "delete from second_factor where account_id = $1", I(account));
    db_exec(op->tx, "delete from recovery_code where account_id = $1", I(account));
    session_end_all(op, account, but_session);
    event_add(op, "account", account, "account.second_off", NULL);
}

/* ---- between password and code ---- */

const char *second_ticket(struct op *op, int64_t account)
{
    const char *ticket = random_token(op->mem, 24);

    db_exec(op->tx, "delete from second_ticket where expires_at < $1", I(op->now));
    db_exec(op->tx,
            "insert into second_ticket (ticket_hash, account_id, expires_at) values ($1, $2, $3)",
            T(token_hash(op->mem, ticket)), I(account), I(op->now + TICKET_MS));
    return ticket;
}

int64_t second_ticket_try(struct op *op, const char *ticket)
{
    return db_int(op->tx,
                  "update second_ticket set tries = tries + 1 where ticket_hash = $1"
                  " and used_at is null and expires_at > $2 and tries < $3 and exists (select 1"
                  " from account a where a.id = second_ticket.account_id"
                  " and a.disabled_at is null) returning account_id",
                  T(token_hash(op->mem, ticket)), I(op->now), I(TICKET_TRIES));
}

void second_ticket_used(struct op *op, const char *ticket)
{
    db_exec(op->tx, "update second_ticket set used_at = $2 where ticket_hash = $1",
            T(token_hash(op->mem, ticket)), I(op->now));
}
