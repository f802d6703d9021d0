/*
 * random.h -- the one place where randomness is read, and what is made of it.
 *
 * Everything here is a secret and comes from the kernel.  The demo's dice are
 * its own (cli/demo) and seeded, so that a demo can be told again.
 */
#pragma once
#include "base/arena.h"

/* Secret bytes from the kernel. */
void random_bytes(void *p, size_t n);
/* A secret of 128 bits or more as URL-safe text (base64url without padding). */
const char *random_token(struct arena *mem, size_t bytes);
/* `n` decimal digits, each as likely as the others; for codes sent to phones. */
const char *random_digits(struct arena *mem, int n);
