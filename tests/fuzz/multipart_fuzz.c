/* multipart_fuzz.c -- any bytes as a multipart body; in pieces it must read as it does whole. */
#include "base/must.h"
#include "base/text.h"
#include "http/http_multipart.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct refusal *read_body(struct arena *mem, struct span body, size_t step,
                                       struct http_request *r)
{
    static char dir[] = "/dev/shm/anju-fuzz-XXXXXX";
    static bool made;
    const struct multipart_limits limits = { .memory = 4096, .upload = 4096, .dir = dir };
    struct multipart *m = multipart_new(mem, "B", &limits);
    const struct refusal *no = NULL;

    if (!made)
        must(mkdtemp(dir));
    made = true;
    for (size_t at = 0; at < body.n && !no; at += step) {
        size_t left = body.n - at;
        no = multipart_feed(m, (struct span){ body.p + at, left < step ? left : step });
    }
    return no ? no : multipart_finish(m, r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *mem = arena_open((size_t)64 << 20);
    struct span body = { (const char *)data, n };
    struct http_request whole = { 0 }, pieces = { 0 };
    const struct refusal *no = read_body(mem, body, n ? n : 1, &whole);

    must(no == read_body(mem, body, 3, &pieces));
    must(whole.form_n == pieces.form_n && whole.upload_n == pieces.upload_n);
    for (size_t i = 0; i < whole.form_n; i++) {
        must(strcmp(whole.form[i].value, pieces.form[i].value) == 0);
        must(utf8_valid(span_of(whole.form[i].name)) && utf8_valid(span_of(whole.form[i].value)));
    }
    for (size_t i = 0; i < whole.upload_n; i++) {
        must(whole.uploads[i].size == pieces.uploads[i].size);
        must(!strchr(whole.uploads[i].file_name, '\\'));
    }
    arena_close(mem);
    return 0;
}
