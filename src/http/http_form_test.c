/* http_form_test.c -- the strict decoders, the guard and the addresses. */
#include "base/must.h"
#include "base/text.h"
#include "http/http_address.h"
#include "http/http_form.h"
#include "http/http_guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *mem;

static int setup(void **state)
{
    (void)state;
    mem = arena_open(1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(mem);
    return 0;
}

static void paths(void **state)
{
    static const struct {
        const char *raw, *decoded; /* NULL: refused */
    } rows[] = {
        { "/", "/" },          { "/a/b", "/a/b" },      { "/a/b/", "/a/b/" },
        { "/a%20b", "/a b" },  { "/%E5%AE%89", "/安" }, { "/a+b", "/a+b" },
        { "/...", "/..." },    { "/.a", "/.a" },        { "", NULL },
        { "a", NULL },         { "*", NULL },           { "//a", NULL },
        { "/a//b", NULL },     { "/.", NULL },          { "/..", NULL },
        { "/a/./b", NULL },    { "/a/../b", NULL },     { "/a/..", NULL },
        { "/%2e%2E/b", NULL }, { "/a%2fb", NULL },      { "/a%2Fb", NULL },
        { "/a\\b", NULL },     { "/a%5cb", NULL },      { "/a%00", NULL },
        { "/a%0a", NULL },     { "/a%7f", NULL },       { "/a%", NULL },
        { "/a%4", NULL },      { "/a%zz", NULL },       { "/a#b", NULL },
        { "/%ff", NULL },      { "/%c0%af", NULL },     { "/%ed%a0%80", NULL },
    };

    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        const char *got = NULL;
        const struct refusal *no = path_decode(mem, span_of(rows[i].raw), &got);
        assert_int_equal(no == NULL, rows[i].decoded != NULL);
        if (!no)
            assert_string_equal(got, rows[i].decoded);
    }
}

static void forms(void **state)
{
    static const struct {
        const char *raw, *told; /* "name=value;" of each; NULL: refused */
    } rows[] = {
        { "", "" },
        { "a=1", "a=1;" },
        { "a=1&b=2&a=3", "a=1;b=2;a=3;" },
        { "a", "a=;" },
        { "a=", "a=;" },
        { "=1", "=1;" },
        { "&&a=1&", "a=1;" },
        { "a=b=c", "a=b=c;" },
        { "a=x+y%2B", "a=x y+;" },
        { "%61=%E4%BD%A0", "a=你;" },
        { "a=1%3b2", "a=1;2;" },
        { "a=%0d%0a", "a=\r\n;" },
        { "a=%00", NULL },
        { "a=%", NULL },
        { "a=%f", NULL },
        { "a=%ff", NULL },
        { "a=\xff", NULL },
        { "%ff=1", NULL },
    };

    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct form_pairs p;
        struct buf b = buf_new(mem, 1000);
        const struct refusal *no = form_decode(mem, span_of(rows[i].raw), &p);
        assert_int_equal(no == NULL, rows[i].told != NULL);
        for (size_t k = 0; !no && k < p.n; k++)
            buf_printf(&b, "%s=%s;", p.pairs[k].name, p.pairs[k].value);
        if (!no)
            assert_string_equal(b.p, rows[i].told);
    }
}

static void form_fields_have_a_ceiling(void **state)
{
    struct buf b = buf_new(mem, 100000);
    struct form_pairs p;

    (void)state;
    for (size_t i = 0; i < FORM_FIELDS_MAX; i++)
        buf_puts(&b, "a=1&");
    assert_null(form_decode(mem, (struct span){ b.p, b.n }, &p));
    assert_int_equal(p.n, FORM_FIELDS_MAX);
    buf_puts(&b, "b");
    assert_ptr_equal(form_decode(mem, (struct span){ b.p, b.n }, &p), &refuse_fields);
}

static void cookies_and_lists(void **state)
{
    (void)state;
    assert_string_equal(cookie_find(mem, "a=1; sid=x=y; b=", "sid"), "x=y");
    assert_string_equal(cookie_find(mem, "sid=1; sid=2", "sid"), "1");
    assert_null(cookie_find(mem, "xsid=1; sidx=2", "sid"));
    assert_string_equal(cookie_find(mem, "b=", "b"), "");
    assert_true(header_accepts("br, gzip;q=0.8", "gzip"));
    assert_true(header_accepts("GZIP", "gzip"));
    assert_false(header_accepts("gzip;q=0", "gzip"));
    assert_false(header_accepts("gzip; q=0.000", "gzip"));
    assert_true(header_accepts("gzip;q=0.001", "gzip"));
    assert_false(header_accepts("xgzip", "gzip"));
    assert_string_equal(media_type_of(mem, "Text/HTML ; charset=x"), "text/html");
    assert_string_equal(media_type_of(mem, "a b"), "");
    assert_string_equal(header_param(mem, "a/b; boundary=\"x;y\"; c=d", "Boundary"), "x;y");
    assert_string_equal(header_param(mem, "a/b;c=d", "c"), "d");
    assert_null(header_param(mem, "a/b; c=1; c=2", "c"));
    assert_null(header_param(mem, "a/b; c=\"1", "c"));
    assert_null(header_param(mem, "a/b; c=\"1\"x", "c"));
    assert_null(header_param(mem, "a/b; junk; c=1", "c"));
}

static void guard(void **state)
{
    static const struct {
        struct http_pair h[3];
        bool fine;
    } rows[] = {
        { { { "Host", "a" } }, true },
        { { { "Host", "[::1]:80" }, { "Content-Length", "5" } }, true },
        { { { "Host", "a" }, { "Transfer-Encoding", "Chunked" } }, true },
        { { { "X", "1" } }, false },
        { { { "Host", "a" }, { "host", "a" } }, false },
        { { { "Host", "" } }, false },
        { { { "Host", "a@b" } }, false },
        { { { "Host", "a" }, { "Content-Length", "5" }, { "content-length", "5" } }, false },
        { { { "Host", "a" }, { "Content-Length", "" } }, false },
        { { { "Host", "a" }, { "Content-Length", "1234567890123456789" } }, false },
        { { { "Host", "a" }, { "Content-Length", "5" }, { "Transfer-Encoding", "chunked" } },
          false },
        { { { "Host", "a" }, { "Transfer-Encoding", "identity" } }, false },
        { { { "Host", "a" }, { "Content-Length0", "5" } }, false },
        { { { "Host", "a" }, { "X A", "5" } }, false },
        { { { "Host", "a" }, { "X:A", "5" } }, false },
        { { { "Host", "a" }, { "", "5" } }, false },
        { { { "Host", "a" }, { "X", "a\x01" } }, false },
        { { { "Host", "a" }, { "X", "\xc3" } }, false },
        { { { "Host", "a" }, { "X", "你\t好" } }, true },
    };
    struct framing f;

    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        size_t n = 0;
        while (n < 3 && rows[i].h[n].name)
            n++;
        assert_int_equal(guard_headers(rows[i].h, n, &f) == NULL, rows[i].fine);
    }
    assert_true(guard_version("HTTP/1.1") && guard_version("HTTP/1.0"));
    assert_false(guard_version("HTTP/2.0") || guard_version("http/1.1"));
}

static const char *client(const char *trusted, const char *peer, const char *forwarded)
{
    struct cidrs c;
    struct ip ip;

    assert_true(cidrs_parse(mem, trusted, &c));
    assert_true(ip_parse(span_of(peer), &ip));
    ip = forwarded_client(&c, ip, forwarded);
    return ip_text(mem, &ip);
}

static void forwarded(void **state)
{
    (void)state;
    assert_string_equal(client("", "10.0.0.1", "1.1.1.1"), "10.0.0.1");
    assert_string_equal(client("10.0.0.0/8", "10.0.0.1", "1.1.1.1"), "1.1.1.1");
    assert_string_equal(client("10.0.0.0/8", "10.0.0.1", "6.6.6.6, 1.1.1.1,10.2.2.2"), "1.1.1.1");
    assert_string_equal(client("10.0.0.0/8", "10.0.0.1", "1.1.1.1, junk"), "10.0.0.1");
    assert_string_equal(client("10.0.0.0/8", "10.0.0.1", NULL), "10.0.0.1");
    assert_string_equal(client("10.0.0.0/8", "10.0.0.1", ""), "10.0.0.1");
    assert_string_equal(client("fd00::/8, 127.0.0.1", "127.0.0.1", "2001:db8::1"), "2001:db8::1");
    assert_string_equal(client("10.0.0.0/9", "10.128.0.1", "1.1.1.1"), "10.128.0.1");
}

static void networks_and_doors(void **state)
{
    static const char *const bad[] = { "10.0.0.0/33", "x",         "10.0.0.0/", "10.0.0.0/-1",
                                       ",",           "10.0.0.1,", "::/129" };
    static const struct {
        const char *text;
        bool fine;
    } doors[] = {
        { "127.0.0.1:8080", true },   { "[::1]:0", true },       { "localhost:80", true },
        { "0.0.0.0:80", true },       { "[::]:80", true },       { "127.0.0.1", false },
        { "::1:80", false },          { ":80", false },          { "127.0.0.1:", false },
        { "127.0.0.1:65536", false }, { "127.0.0.1:8x", false }, { "example.com:80", false },
    };
    struct sockaddr_storage ss;
    struct cidrs c;
    socklen_t len;

    (void)state;
    for (size_t i = 0; i < LEN(bad); i++)
        assert_false(cidrs_parse(mem, bad[i], &c));
    for (size_t i = 0; i < LEN(doors); i++)
        assert_int_equal(listen_parse(doors[i].text, &ss, &len), doors[i].fine);
}

#define NAMED(name, fn)                                                                            \
    {                                                                                              \
        name, fn, setup, teardown, NULL                                                            \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        NAMED("quality 7 a path has one reading or is refused", paths),
        NAMED("quality 21 an urlencoded form has one reading or is refused", forms),
        NAMED("quality 21 a form has at most a thousand fields", form_fields_have_a_ceiling),
        NAMED("quality 21 cookies, accept lists and parameters are read exactly",
              cookies_and_lists),
        NAMED("dependencies 1.3 rule 1: ambiguous headers are refused", guard),
        NAMED("quality 20 forwarded addresses are believed from the right only", forwarded),
        NAMED("quality 20 networks and listening addresses are read strictly", networks_and_doors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
