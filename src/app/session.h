/*
 * session.h -- who is it?  Sessions in the database with hashed tokens, bearer tokens, rate limits.
 */
#pragma once
#include "app/op.h"

#define SESSION_COOKIE "anju"

/* Loads the actor of a cookie or bearer token; actor_nobody when there is none. */
const struct actor *session_actor(struct op *op, const char *cookie, const char *bearer);
/* Loads an actor by account, with its grants (for commands, jobs and tests). */
const struct actor *actor_load(struct op *op, int64_t account_id);
struct session_new {
    int64_t account_id;
    const char *way;   /* how she came in: password code link second recovery */
    const char *needs; /* "enrol": may only set up the second factor; "" */
    const char *peer, *agent;
};
/* Opens a session, notes it in the history of log-ins, and returns the secret for the cookie (shown
   once, kept hashed). */
const char *session_open(struct op *op, const struct session_new *s);
/* Notes a try in the account's history; result: "in", "wrong", "half" (the code is still to come).
 */
void login_note(struct op *op, const struct session_new *s, const char *result);
void session_end(struct op *op, int64_t session_id);
/* Ends all sessions of an account but one (password change). */
void session_end_all(struct op *op, int64_t account_id, int64_t but);
/* Argon2id, t=2, m=19 MiB; at most `cores` at once; never inside a transaction. */
const char *password_hash(struct arena *mem, const char *password);
bool password_ok(const char *hash, const char *password);
/* BLAKE2b hex of a token, as stored. */
const char *token_hash(struct arena *mem, const char *token);
/* Counts one more `what` of `whom` and says whether it is within n per window. */
bool rate_ok(struct op *op, const char *what, const char *whom, int64_t n, int64_t window_ms);
