/* form_fuzz.c -- any bytes as path, form, cookies, parameters, headers and addresses. */
#include "base/must.h"
#include "base/text.h"
#include "http/http_address.h"
#include "http/http_form.h"
#include "http/http_guard.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What comes out is text: UTF-8, and not longer than what went in. */
static void check(const char *s, size_t most)
{
    must(strlen(s) <= most && utf8_valid(span_of(s)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *mem = arena_open((size_t)64 << 20);
    struct span raw = { (const char *)data, n };
    const char *text = arena_text(mem, raw);
    struct http_pair header = { text, text };
    struct form_pairs p;
    struct framing f;
    struct cidrs c;
    struct sockaddr_storage ss;
    socklen_t len;
    const char *path = NULL;

    if (!path_decode(mem, raw, &path)) {
        check(path, n);
        must(path[0] == '/' && path[1] != '/' && !strstr(path, "/../") && !strchr(path, '\\'));
    }
    if (!form_decode(mem, raw, &p))
        for (size_t i = 0; i < p.n; i++) {
            check(p.pairs[i].name, n);
            check(p.pairs[i].value, n);
        }
    cookie_find(mem, text, "sid");
    header_accepts(text, "gzip");
    media_type_of(mem, text);
    header_param(mem, text, "boundary");
    guard_headers(&header, 1, &f);
    listen_parse(text, &ss, &len);
    if (cidrs_parse(mem, text, &c) || cidrs_parse(mem, "::/0", &c))
        forwarded_client(&c, (struct ip){ { 0 } }, text);
    arena_close(mem);
    return 0;
}
