/*
 * session.c -- who is it; see session.h.
 *
 * A session's secret is 256 random bits in a cookie; the database keeps its
 * hash, so a stolen backup opens no session.  Grants are read with the session
 * at every request: a right that ends, ends with the next click.
 */
#include "app/session.h"
#include "base/id.h"
#include "base/must.h"
#include "base/random.h"
#include "base/text.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#define SESSION_DAYS  14
#define IDLE_MS       (INT64_C(72) * 3600 * 1000) /* three days without a click end it */
#define SEEN_STEP_MS  (INT64_C(5) * 60 * 1000)
#define GRANT_LIMIT   512
#define AGENT_LONGEST 200

const char *token_hash(struct arena *mem, const char *token)
{
    unsigned char h[32];

    crypto_generichash(h, sizeof h, (const unsigned char *)token, strlen(token), NULL, 0);
    return text_hex(mem, h, sizeof h);
}

static size_t staff_grants(struct op *op, struct actor *a, struct grant *grants, size_t n)
{
    struct query q;

    for (db_query(op->tx, &q,
                  "select project_id, role, company_id from membership"
                  " where account_id = $1 and ended_at is null",
                  I(a->account_id));
         db_next(&q) && n < GRANT_LIMIT; n++)
        grants[n] = (struct grant){ .project_id = db_i64(&q, 0),
                                    .role = role_of_word(db_text(&q, 1)),
                                    .company_id = db_i64(&q, 2) };
    db_done(&q);
    return n;
}

static size_t owner_grants(struct op *op, struct actor *a, struct grant *grants, size_t n)
{
    struct query q;

    for (db_query(op->tx, &q,
                  "select distinct ap.project_id from account_person ap join home_person hp"
                  " on hp.project_id = ap.project_id and hp.person_id = ap.person_id"
                  " where ap.account_id = $1 and hp.to_on is null",
                  I(a->account_id));
         db_next(&q) && n < GRANT_LIMIT; n++)
        grants[n] = (struct grant){ .project_id = db_i64(&q, 0), .role = ROLE_OWNER };
    db_done(&q);
    return n;
}

const struct actor *actor_load(struct op *op, int64_t account_id)
{
    struct actor *a;
    struct grant *grants;
    struct query q;

    if (!db_one(op->tx, &q, "select name from account where id = $1 and disabled_at is null",
                I(account_id))) {
        db_done(&q);
        return &actor_nobody;
    }
    a = arena_new(op->mem, struct actor);
    grants = arena_new_n(op->mem, struct grant, GRANT_LIMIT);
    *a = (struct actor){ .account_id = account_id,
                         .name = db_text(&q, 0),
                         .csrf = "",
                         .may_write = true,
                         .grants = grants };
    db_done(&q);
    a->grant_n = owner_grants(op, a, grants, staff_grants(op, a, grants, 0));
    return a;
}

static struct actor *actor_copy(struct op *op, int64_t account_id)
{
    const struct actor *loaded = actor_load(op, account_id);
    struct actor *a;

    if (!loaded->account_id)
        return NULL;
    a = arena_new(op->mem, struct actor);
    *a = *loaded;
    return a;
}

static const struct actor *by_bearer(struct op *op, const char *bearer)
{
    struct query q;
    struct actor *a;
    int64_t account, project;
    const char *scopes;

    if (!db_one(op->tx, &q,
                "select account_id, project_id, scopes from token where token_hash = $1"
                " and revoked_at is null and expires_at > $2",
                T(token_hash(op->mem, bearer)), I(op->now))) {
        db_done(&q);
        return &actor_nobody;
    }
    account = db_i64(&q, 0);
    project = db_i64(&q, 1);
    scopes = db_text(&q, 2);
    db_done(&q);
    a = actor_copy(op, account);
    if (!a)
        return &actor_nobody;
    a->by_token = true;
    a->may_write = strstr(scopes, "write") != NULL;
    a->token_project = project;
    return a;
}

/* A token of one project narrows every grant to that project. */
static const struct actor *narrowed(struct op *op, const struct actor *in)
{
    struct actor *a;
    struct grant *grants;
    size_t n = 0;

    if (!in->token_project)
        return in;
    a = arena_new(op->mem, struct actor);
    grants = arena_new_n(op->mem, struct grant, in->grant_n + 1);
    for (size_t i = 0; i < in->grant_n; i++) {
        const struct grant *g = &in->grants[i];
        if (g->project_id == 0 || g->project_id == in->token_project) {
            grants[n] = *g;
            grants[n++].project_id = in->token_project;
        }
    }
    *a = *in;
    a->grants = grants;
    a->grant_n = n;
    return a;
}

const struct actor *session_actor(struct op *op, const char *cookie, const char *bearer)
{
    struct query q;
    struct actor *a;
    int64_t session, account;
    const char *csrf, *needs;

    if (bearer)
        return narrowed(op, by_bearer(op, bearer));
    if (!cookie || strlen(cookie) < 20 || strlen(cookie) > 100)
        return &actor_nobody;
    if (!db_one(op->tx, &q,
                "select id, account_id, csrf, needs from session where token_hash = $1"
                " and ended_at is null and expires_at > $2 and seen_at > $3",
                T(token_hash(op->mem, cookie)), I(op->now), I(op->now - IDLE_MS))) {
        db_done(&q);
        return &actor_nobody;
    }
    session = db_i64(&q, 0);
    account = db_i64(&q, 1);
    csrf = db_text(&q, 2);
    needs = db_text(&q, 3);
    db_done(&q);
    a = actor_copy(op, account);
    if (!a)
        return &actor_nobody;
    if (*needs) {
        a->must_enrol = true;
        a->grant_n = 0;
    }
    a->session_id = session;
    a->csrf = csrf;
    if (tx_is_write(op->tx))
        db_exec(op->tx, "update session set seen_at = $1 where id = $2 and seen_at < $3",
                I(op->now), I(session), I(op->now - SEEN_STEP_MS));
    return a;
}

void login_note(struct op *op, const struct session_new *s, const char *result)
{
    db_exec(op->tx,
            "insert into login_event (id, account_id, at, way, result, peer, agent)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            I(id_new()), I(s->account_id), I(op->now), T(s->way), T(result), T(s->peer),
            T(utf8_cut(op->mem, s->agent, AGENT_LONGEST)));
}

const char *session_open(struct op *op, const struct session_new *s)
{
    const char *secret = random_token(op->mem, 32);

    db_exec(op->tx,
            "insert into session (id, token_hash, account_id, csrf, created_at, seen_at,"
            " expires_at, peer, agent, way, needs)"
            " values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)",
            I(id_new()), T(token_hash(op->mem, secret)), I(s->account_id),
            T(random_token(op->mem, 24)), I(op->now), I(op->now + SESSION_DAYS * INT64_C(86400000)),
            T(s->peer), T(utf8_cut(op->mem, s->agent, AGENT_LONGEST)), T(s->way), T(s->needs));
    login_note(op, s, "in");
    return secret;
}

void session_end(struct op *op, int64_t session_id)
{
    db_exec(op->tx, "update session set ended_at = $1 where id = $2 and ended_at is null",
            I(op->now), I(session_id));
}

void session_end_all(struct op *op, int64_t account_id, int64_t but)
{
    db_exec(op->tx,
            "update session set ended_at = $1 where account_id = $2 and id <> $3"
            " and ended_at is null",
            I(op->now), I(account_id), I(but));
}

/* ---- passwords: at most two hashes at once, 19 MiB each ---- */

#define ARGON_OPS 2
#define ARGON_MEM ((size_t)19 * 1024 * 1024)
#define AT_ONCE   2

static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_free = PTHREAD_COND_INITIALIZER;
static int gate_n;

static void gate_enter(void)
{
    pthread_mutex_lock(&gate_lock);
    while (gate_n >= AT_ONCE)
        pthread_cond_wait(&gate_free, &gate_lock);
    gate_n++;
    pthread_mutex_unlock(&gate_lock);
}

static void gate_leave(void)
{
    pthread_mutex_lock(&gate_lock);
    gate_n--;
    pthread_cond_signal(&gate_free);
    pthread_mutex_unlock(&gate_lock);
}

const char *password_hash(struct arena *mem, const char *password)
{
    char *out = arena_alloc(mem, crypto_pwhash_STRBYTES);
    int bad;

    gate_enter();
    bad = crypto_pwhash_str(out, password, strlen(password), ARGON_OPS, ARGON_MEM);
    gate_leave();
    must(bad == 0);
    return out;
}

/* A missing account costs the same time as a wrong password (quality, security 11). */
bool password_ok(const char *hash, const char *password)
{
    static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    bool ok;

    gate_enter();
    ok = crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password)) == 0;
    gate_leave();
    return ok && hash;
}

bool rate_ok(struct op *op, const char *what, const char *whom, int64_t n, int64_t window_ms)
{
    int64_t window = op->now - op->now % window_ms;
    int64_t count = db_int(op->tx,
                           "insert into rate (what, whom, window_at, n) values ($1, $2, $3, 1)"
                           " on conflict (what, whom, window_at) do update set n = rate.n + 1"
                           " returning n",
                           T(what), T(whom), I(window));

    return count <= n;
}
