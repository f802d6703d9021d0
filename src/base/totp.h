/*
 * totp.h -- codes of an authenticator app: RFC 6238 over RFC 4226, SHA-1, six digits, 30 seconds.
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define TOTP_SECRET_BYTES 20
#define TOTP_STEP_MS      INT64_C(30000)

/* The step of an instant, and the code of a step as six digits. */
int64_t totp_step(int64_t at);
const char *totp_code(struct arena *mem, const void *secret, size_t n, int64_t step);
/* The eight digits of the RFC's examples, for the test. */
const char *totp_code_of(struct arena *mem, const void *secret, size_t n, int64_t step, int digits);
/*
 * The step whose code this is, among `around` steps before and after the instant and later than
 * `after`; 0: none.  A clock may be a little off; a code that was taken once is never taken again.
 */
int64_t totp_find(struct arena *mem, const void *secret, size_t n, int64_t at, int64_t around,
                  int64_t after, const char *code);
/* Base 32 of RFC 4648 without padding, as apps want the secret. */
const char *base32(struct arena *mem, const void *p, size_t n);
