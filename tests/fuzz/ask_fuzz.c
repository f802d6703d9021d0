/*
 * ask_fuzz.c -- any bytes as a line of `anju rules`: an answer or an error, never both or neither.
 */
#include "base/must.h"
#include "cli/ask.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    /* The first byte chooses the question, the rest is the line. */
    static void (*const questions[])(struct ask *) = { ask_deadline, ask_warranty, ask_split,
                                                       ask_search_terms };
    struct arena *mem = arena_open((size_t)1 << 30);
    struct json out = json_new(mem, (size_t)1 << 26);
    struct ask a = { .mem = mem, .out = &out };

    json_open(&out, NULL, '{');
    ask_open(&a, (const char *)data + (n > 0), n - (n > 0));
    if (!a.code)
        questions[n ? data[0] % 4 : 0](&a);
    if (a.code) {
        must(a.message);
        must((strcmp(a.code, "calendar_missing") == 0) == (a.missing_year != 0));
    } else {
        json_close(&out, '}');
        must(out.out.full || out.out.n > 2);
    }
    arena_close(mem);
    return 0;
}
