/*
 * second.h -- the second factor of staff: codes of an authenticator app, and recovery codes.
 *
 * Administrators and managers need it where their project asks for it; without
 * one they may do nothing but set it up.  A code is taken once.
 */
#pragma once
#include "app/op.h"

#define RECOVERY_CODES 8

bool second_is_on(const struct op *op, int64_t account);
/* Asked of administrators and managers by one of their projects; without any project by us.  A
   demo asks only where a project says so. */
bool second_is_required(const struct op *op, int64_t account);
/* Of all staff who need it and lack it: their sessions may only set it up from now on. */
void second_enforce(struct op *op);

/* A fresh secret for the actor, to be confirmed.  E_RULE: one is on already; E_DENIED: not staff.
 */
enum err second_begin(struct op *op) CHECKED;
/* The otpauth address of the actor's unconfirmed secret, and the secret to type; NULL: none. */
const char *second_uri(const struct op *op, const char **secret);
/* The first code switches it on, ends her other sessions and gives the recovery codes, shown once.
   E_INPUT: not the code. */
enum err second_confirm(struct op *op, const char *code, const char ***codes) CHECKED;
/*
 * Takes a code of the app or a recovery code ("" *way: which it was, "second" or "recovery").
 * E_INPUT: wrong, or taken before; E_TOO_MANY: tried too often.  Keeps its counters on refusal.
 */
enum err second_take(struct op *op, int64_t account, const char *code, const char **way) CHECKED;
/* New recovery codes for old. */
void second_codes(struct op *op, int64_t account, const char ***codes);
int64_t second_codes_left(const struct op *op, int64_t account);
/* Switches it off and ends the account's sessions but one (0: all). */
void second_remove(struct op *op, int64_t account, int64_t but_session);

/* Between password and code: a ticket for the cookie, and the account it stands for (0: none, too
   old, tried too often). */
const char *second_ticket(struct op *op, int64_t account);
int64_t second_ticket_try(struct op *op, const char *ticket);
void second_ticket_used(struct op *op, const char *ticket);
