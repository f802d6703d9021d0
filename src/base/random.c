/* random.c -- see random.h. */
#include "base/random.h"
#include "base/must.h"

#include <sodium.h>

void random_bytes(void *p, size_t n)
{
    must(sodium_init() >= 0);
    randombytes_buf(p, n);
}

const char *random_token(struct arena *mem, size_t bytes)
{
    unsigned char *raw = arena_alloc(mem, bytes);
    size_t room = sodium_base64_ENCODED_LEN(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(mem, room);

    random_bytes(raw, bytes);
    sodium_bin2base64(text, room, raw, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text;
}

const char *random_digits(struct arena *mem, int n)
{
    char *text = arena_alloc(mem, (size_t)n + 1);

    must(sodium_init() >= 0);
    for (int i = 0; i < n; i++)
        text[i] = (char)('0' + randombytes_uniform(10));
    return text;
}
