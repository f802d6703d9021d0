/*
 * text.h -- UTF-8 at the border, and the folding that lets people type as they like.
 *
 * Past the border all text is NUL-terminated valid UTF-8 without NUL inside.
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

/* True when the bytes are well-formed UTF-8 (no overlong forms, surrogates, NUL). */
bool utf8_valid(struct span s);
/* Decodes one code point of valid UTF-8 at *p and moves *p behind it; 0 at the end. */
uint32_t utf8_next(const char **p);
/* Writes `c` as UTF-8 into out[4]; returns the number of bytes. */
size_t utf8_put(char out[4], uint32_t c);
/* Number of code points in valid UTF-8. */
size_t utf8_count(const char *s);
/* First `n` code points, with … behind when something was cut. */
const char *utf8_cut(struct arena *mem, const char *s, size_t n);

bool is_han(uint32_t c);
/* Full-width forms to half-width, ideographic space to space. */
uint32_t fold_width(uint32_t c);

struct span span_of(const char *s);
bool span_is(struct span s, const char *word);
struct span span_trim(struct span s);
/* Trims ASCII and ideographic white space at both ends. */
const char *text_trim(struct arena *mem, const char *s);
bool text_starts(const char *s, const char *prefix);
bool text_ends(const char *s, const char *suffix);
/* Whole of `s` as a decimal 64-bit integer; false on anything else or overflow. */
bool text_int(const char *s, int64_t *ret);
/* Lower-case hexadecimal of n bytes. */
const char *text_hex(struct arena *mem, const void *p, size_t n);
/* Hexadecimal to exactly n bytes; false when it is anything else. */
bool hex_bytes(const char *hex, void *ret, size_t n);
