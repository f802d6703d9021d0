/* http_multipart_test.c -- the multipart reader, whole and in pieces of every size. */
#include "base/must.h"
#include "base/text.h"
#include "http/http_multipart.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/anju-multipart-XXXXXX";

#define FIELD(name) "--B\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_(name)                                                                                \
    "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" name "\"\r\n"                 \
    "Content-Type: Image/PNG; x=y\r\n\r\n"
#define END "--B--\r\n"

static int make_dir(void **state)
{
    (void)state;
    return mkdtemp(dir) ? 0 : -1;
}

static int drop_dir(void **state)
{
    (void)state;
    return rmdir(dir);
}

static size_t files_left(void)
{
    DIR *d = opendir(dir);
    size_t n = 0;

    assert_non_null(d);
    for (const struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

/* Feeds `body` in pieces of `step` bytes. */
static const struct refusal *feed(struct arena *mem, struct span body, size_t step,
                                  struct http_request *r)
{
    const struct multipart_limits limits = { .memory = 1000, .upload = 500, .dir = dir };
    struct multipart *m = multipart_new(mem, "B", &limits);
    const struct refusal *no = NULL;

    assert_non_null(m);
    for (size_t at = 0; at < body.n && !no; at += step)
        no = multipart_feed(m,
                            (struct span){ body.p + at, body.n - at < step ? body.n - at : step });
    return no ? no : multipart_finish(m, r);
}

static void put_file(struct buf *b, const struct http_upload *u)
{
    char bytes[600];
    FILE *f = fopen(u->path, "rb");
    size_t n;

    assert_non_null(f);
    n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    assert_int_equal(n, u->size);
    buf_printf(b, "%s:%s:%s:%.*s;", u->field, u->file_name, u->type, (int)n, bytes);
}

/* What came out, as one line; the code of the refusal otherwise. */
static const char *told(struct arena *mem, struct span body, size_t step)
{
    struct http_request r = { 0 };
    struct buf b = buf_new(mem, 10000);
    const struct refusal *no = feed(mem, body, step, &r);

    if (no)
        return no->code;
    for (size_t i = 0; i < r.form_n; i++)
        buf_printf(&b, "%s=%s;", r.form[i].name, r.form[i].value);
    for (size_t i = 0; i < r.upload_n; i++)
        put_file(&b, &r.uploads[i]);
    return b.p;
}

static const struct {
    const char *body, *told;
} rows[] = {
    { END, "" }, /* an empty form, as fetch sends it */
    { FIELD("a") "1\r\n" END, "a=1;" },
    { FIELD("a") "1\r\n--B--", "a=1;" },
    { FIELD("a") "\r\n" END, "a=;" },
    { FIELD("a") "1\r\n" FIELD("b") "2\r\n" END, "a=1;b=2;" },
    { FIELD("a") "x\r\n--C\r\n\r\n--\r\r\n-\r\n" END, "a=x\r\n--C\r\n\r\n--\r\r\n-;" },
    { FIELD("a") "\r\r\n" END, "a=\r;" },
    { FIELD("a") "\r\n\r\n" END, "a=\r\n;" },
    { FIELD("你") "好\r\n" END, "你=好;" },
    { FILE_("a.png") "data\r\n" END, "f:a.png:image/png:data;" },
    { FILE_("C:\\dir\\a.png") "data\r\n" END, "f:a.png:image/png:data;" },
    { FILE_("../../etc/passwd") "data\r\n" END, "f:passwd:image/png:data;" },
    { FILE_("..") "data\r\n" END, "f:file:image/png:data;" },
    { FILE_("a/") "data\r\n" END, "f:file:image/png:data;" },
    { FILE_("") "data\r\n" END, "f:file:image/png:data;" },
    { FILE_("") "\r\n" END, "" },
    { FILE_("a%22b.png") "data\r\n" END, "f:a\"b.png:image/png:data;" },
    { FILE_("a.png") "\r\n" END, "f:a.png:image/png:;" },
    /* cut short */
    { "", "bad_form" },
    { FIELD("a") "1", "bad_form" },
    { FIELD("a") "1\r\n--B", "bad_form" },
    { FIELD("a") "1\r\n--B-", "bad_form" },
    { FIELD("a") "1\r\n--B\r\n", "bad_form" },
    { FIELD("a") "1\r\n--B--\r", "bad_form" },
    { FILE_("a.png") "data", "bad_form" },
    /* not as browsers write it */
    { "\r\n" FIELD("a") "1\r\n" END, "bad_form" },
    { "preamble\r\n" FIELD("a") "1\r\n" END, "bad_form" },
    { FIELD("a") "1\r\n" END "x", "bad_form" },
    { FIELD("a") "1\r\n--B \r\n" END, "bad_form" },
    { FIELD("a") "1\r\n--Bx\r\n" END, "bad_form" },
    { "--B\r\n\r\n1\r\n" END, "bad_form" },
    { "--B\r\nContent-Type: text/plain\r\n\r\n1\r\n" END, "bad_form" },
    { "--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n" END, "bad_form" },
    { "--B\r\nContent-Disposition: form-data\r\n\r\n1\r\n" END, "bad_form" },
    { "--B\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n" END, "bad_form" },
    { "--B\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n" END,
      "bad_form" },
    { "--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"; "
      "filename=\"y\"\r\n\r\n1\r\n" END,
      "bad_form" },
    { "--B\r\nContent-Disposition: form-data; name=\"a\"; filename*=UTF-8''x\r\n\r\n1\r\n" END,
      "bad_form" },
    { "--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; "
      "name=\"b\"\r\n\r\n1\r\n" END,
      "bad_form" },
    { "--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: "
      "base64\r\n\r\n1\r\n" END,
      "bad_form" },
    { "--B\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n1\r\n" END, "bad_form" },
    { "--B\nContent-Disposition: form-data; name=\"a\"\n\n1\n--B--\n", "bad_form" },
    /* text */
    { FIELD("a") "\xff\r\n" END, "bad_text" },
    { FIELD("\xff") "1\r\n" END, "bad_text" },
    { FILE_("\xc3.png") "1\r\n" END, "bad_text" },
};

static void rows_in_pieces_of_every_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++)
        for (size_t step = 1; step < 40; step += step < 4 ? 1 : 7) {
            struct arena *mem = arena_open(1 << 20);
            assert_string_equal(told(mem, span_of(rows[i].body), step), rows[i].told);
            arena_close(mem);
            assert_int_equal(files_left(), 0);
        }
}

static void nul_is_refused(void **state)
{
    static const char in_value[] = FIELD("a") "x\0y\r\n" END;
    static const char in_name[] = FIELD("a\0b") "x\r\n" END;
    static const char in_file[] = FILE_("a.png") "x\0y\r\n" END;
    struct arena *mem = arena_open(1 << 20);
    struct http_request r = { 0 };

    (void)state;
    assert_string_equal(told(mem, (struct span){ in_value, sizeof in_value - 1 }, 7), "bad_text");
    assert_string_equal(told(mem, (struct span){ in_name, sizeof in_name - 1 }, 7), "bad_text");
    assert_null(feed(mem, (struct span){ in_file, sizeof in_file - 1 }, 7, &r));
    assert_int_equal(r.uploads[0].size, 3);
    arena_close(mem);
}

static const char *many(struct arena *mem, const char *part, size_t n)
{
    struct buf b = buf_new(mem, 1 << 18);

    for (size_t i = 0; i < n; i++)
        buf_puts(&b, part);
    buf_puts(&b, END);
    return b.p;
}

static void ceilings(void **state)
{
    struct arena *mem = arena_open((size_t)8 << 20);
    struct http_request r = { 0 };
    struct buf big = buf_new(mem, 2000);

    (void)state;
    assert_null(feed(mem, span_of(many(mem, FIELD("a") "\r\n", 256)), 999, &r));
    assert_ptr_equal(feed(mem, span_of(many(mem, FIELD("a") "\r\n", 257)), 999, &r),
                     &refuse_fields);
    assert_null(feed(mem, span_of(many(mem, FILE_("a") "x\r\n", 64)), 999, &r));
    assert_ptr_equal(feed(mem, span_of(many(mem, FILE_("a") "x\r\n", 65)), 999, &r),
                     &refuse_fields);
    for (size_t i = 0; i < 501; i++)
        buf_putc(&big, 'x');
    assert_string_equal(told(mem, span_of(arena_printf(mem, FILE_("a") "%s\r\n" END, big.p)), 64),
                        "too_big");
    assert_string_equal(
        told(mem,
             span_of(arena_printf(mem, FIELD("a") "%s\r\n" FIELD("b") "%s\r\n" END, big.p, big.p)),
             64),
        "too_big");
    arena_close(mem);
    assert_int_equal(files_left(), 0);
}

static void boundaries(void **state)
{
    static const char *const bad[] = { "", "a b ", "a\"b", "a\r\nb", "你" };
    const struct multipart_limits limits = { .memory = 1, .upload = 1, .dir = dir };
    struct arena *mem = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < LEN(bad); i++)
        assert_null(multipart_new(mem, bad[i], &limits));
    assert_null(multipart_new(mem, NULL, &limits));
    assert_null(multipart_new(mem, arena_printf(mem, "%071d", 0), &limits));
    assert_non_null(multipart_new(mem, arena_printf(mem, "%070d", 0), &limits));
    arena_close(mem);
}

static void taken_over(void **state)
{
    struct arena *mem = arena_open(1 << 20);
    struct http_request r = { 0 };
    const char *kept = arena_printf(mem, "%s/kept", dir);

    (void)state;
    assert_null(feed(mem, span_of(FILE_("a") "x\r\n" END), 999, &r));
    assert_int_equal(rename(r.uploads[0].path, kept), 0);
    arena_reset(mem);
    assert_int_equal(files_left(), 1);
    assert_int_equal(unlink(arena_printf(mem, "%s/kept", dir)), 0);
    arena_close(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "quality 6 a multipart body reads the same in pieces of every size",
          rows_in_pieces_of_every_size, NULL, NULL, NULL },
        { "quality 21 NUL in a field is refused, in a file it is data", nul_is_refused, NULL, NULL,
          NULL },
        { "quality 21 fields, files and bytes have ceilings", ceilings, NULL, NULL, NULL },
        { "quality 21 only boundaries of RFC 2046 are taken", boundaries, NULL, NULL, NULL },
        { "quality 21 a file taken over outlives its request, no other does", taken_over, NULL,
          NULL, NULL },
    };

    return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
