/*
 * totp.c -- see totp.h.
 *
 * Authenticator apps compute HMAC-SHA-1 and nothing else reliably, and no library that is linked
 * offers SHA-1; here it stands for this use only, and is not asked to resist collisions.
 */
#include "base/totp.h"
#include "base/must.h"

#include <inttypes.h>
#include <string.h>

#define BLOCK  64
#define DIGEST 20

struct sha1 {
    uint32_t h[5];
    unsigned char block[BLOCK];
    uint64_t n; /* bytes so far */
};

static uint32_t turn(uint32_t x, int n)
{
    return (x << n) | (x >> (32 - n));
}

static void round_of(const uint32_t v[5], int t, uint32_t *f, uint32_t *k)
{
    uint32_t b = v[1], c = v[2], d = v[3];

    if (t < 20) {
        *f = (b & c) | (~b & d);
        *k = 0x5A827999;
    } else if (t < 40) {
        *f = b ^ c ^ d;
        *k = 0x6ED9EBA1;
    } else if (t < 60) {
        *f = (b & c) | (b & d) | (c & d);
        *k = 0x8F1BBCDC;
    } else {
        *f = b ^ c ^ d;
        *k = 0xCA62C1D6;
    }
}

static void sha1_block(struct sha1 *s)
{
    uint32_t w[80], v[5];

    for (int t = 0; t < 16; t++)
        w[t] = (uint32_t)s->block[4 * t] << 24 | (uint32_t)s->block[4 * t + 1] << 16 |
               (uint32_t)s->block[4 * t + 2] << 8 | s->block[4 * t + 3];
    for (int t = 16; t < 80; t++)
        w[t] = turn(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    memcpy(v, s->h, sizeof v);
    for (int t = 0; t < 80; t++) {
        uint32_t f, k, next;

        round_of(v, t, &f, &k);
        next = turn(v[0], 5) + f + v[4] + k + w[t];
        v[4] = v[3];
        v[3] = v[2];
        v[2] = turn(v[1], 30);
        v[1] = v[0];
        v[0] = next;
    }
    for (int i = 0; i < 5; i++)
        s->h[i] += v[i];
}

static void sha1_add(struct sha1 *s, const void *p, size_t n)
{
    const unsigned char *in = p;

    while (n--) {
        s->block[s->n++ % BLOCK] = *in++;
        if (s->n % BLOCK == 0)
            sha1_block(s);
    }
}

static struct sha1 sha1_begin(void)
{
    return (struct sha1){ .h = { 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0 } };
}

static void sha1_end(struct sha1 *s, unsigned char out[DIGEST])
{
    uint64_t bits = s->n * 8;
    unsigned char length[8];

    sha1_add(s, "\x80", 1);
    while (s->n % BLOCK != BLOCK - 8)
        sha1_add(s, "", 1);
    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    sha1_add(s, length, 8);
    for (int i = 0; i < DIGEST; i++)
        out[i] = (unsigned char)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

/* RFC 2104; keys here are shorter than a block. */
static void hmac(const void *key, size_t key_n, const void *p, size_t n, unsigned char out[DIGEST])
{
    unsigned char pad[BLOCK], inner[DIGEST];
    struct sha1 s;

    must(key_n <= BLOCK);
    for (int pass = 0; pass < 2; pass++) {
        memset(pad, pass == 0 ? 0x36 : 0x5C, sizeof pad);
        for (size_t i = 0; i < key_n; i++)
            pad[i] ^= ((const unsigned char *)key)[i];
        s = sha1_begin();
        sha1_add(&s, pad, sizeof pad);
        sha1_add(&s, pass == 0 ? p : inner, pass == 0 ? n : sizeof inner);
        sha1_end(&s, pass == 0 ? inner : out);
    }
}

int64_t totp_step(int64_t at)
{
    return at / TOTP_STEP_MS;
}

const char *totp_code_of(struct arena *mem, const void *secret, size_t n, int64_t step, int digits)
{
    unsigned char counter[8], h[DIGEST];
    uint32_t whole, limit = 1;
    int at;

    for (int i = 0; i < 8; i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    hmac(secret, n, counter, sizeof counter, h);
    at = h[DIGEST - 1] & 15;
    whole = (uint32_t)(h[at] & 127) << 24 | (uint32_t)h[at + 1] << 16 | (uint32_t)h[at + 2] << 8 |
            h[at + 3];
    for (int i = 0; i < digits; i++)
        limit *= 10;
    return arena_printf(mem, "%0*" PRIu32, digits, whole % limit);
}

const char *totp_code(struct arena *mem, const void *secret, size_t n, int64_t step)
{
    return totp_code_of(mem, secret, n, step, 6);
}

/* As long as it takes, whatever the code is. */
static bool same(const char *a, const char *b)
{
    unsigned char differs = strlen(a) != strlen(b);

    for (size_t i = 0; a[i] && b[i]; i++)
        differs |= (unsigned char)(a[i] ^ b[i]);
    return differs == 0;
}

int64_t totp_find(struct arena *mem, const void *secret, size_t n, int64_t at, int64_t around,
                  int64_t after, const char *code)
{
    int64_t found = 0, now = totp_step(at);

    for (int64_t step = now - around; step <= now + around; step++)
        if (same(totp_code(mem, secret, n, step), code) && step > after)
            found = step;
    return found;
}

const char *base32(struct arena *mem, const void *p, size_t n)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const unsigned char *in = p;
    char *out = arena_alloc(mem, n * 8 / 5 + 2), *at = out;
    uint32_t bits = 0;
    int held = 0;

    for (size_t i = 0; i < n; i++) {
        bits = (bits << 8 | in[i]) & 0xFFFFF;
        for (held += 8; held >= 5; held -= 5)
            *at++ = letters[bits >> (held - 5) & 31];
    }
    if (held)
        *at++ = letters[bits << (5 - held) & 31];
    *at = '\0';
    return out;
}
