/* archive_pages_test.c -- who gets which file and which paper, through the dispatcher. */
#include "app/dispatch.h"
#include "app/photo_worker.h"
#include "app/session.h"
#include "base/must.h"
#include "base/text.h"
#include "rooms/archive/archive_pages.h"

#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rooms/archive/archive_fixture.h" /* cmocka last */

enum { NOBODY = 0, OWNER = 21, ENGINEER = 22, STRANGER = 23 };

static const struct route_set sets[] = { { archive_routes, &archive_route_n }, { 0 } };

/* ---- asking ---- */

struct login {
    int64_t account;
    const char *cookie;
};

static enum err log_in(struct op *op, void *arg)
{
    struct login *l = arg;

    l->cookie =
        session_open(op, &(struct session_new){ l->account, "password", "", "127.0.0.1", "test" });
    return OK;
}

static struct http_answer ask(struct http_request *r, int64_t account)
{
    struct dispatch *d = dispatch_open(&fix_app, sets, NULL, NULL);
    struct http_answer a = { .file = -1 };
    struct login l = { .account = account };
    struct http_pair headers[4] = { { "host", "anju.example" }, { "accept", "application/json" } };
    size_t n = 2;

    if (account) {
        assert_int_equal(fix_write(log_in, &l), OK);
        headers[n++] = (struct http_pair){ "cookie", arena_printf(fix_mem, "%s=%s", SESSION_COOKIE,
                                                                  l.cookie) };
        headers[n++] =
            (struct http_pair){ "x-csrf-token",
                                fix_text("select csrf from session order by id desc limit 1") };
    }
    r->mem = fix_mem;
    r->host = "anju.example";
    r->peer = "127.0.0.1";
    r->media_type = r->media_type ? r->media_type : "";
    r->headers = headers;
    r->header_n = n;
    dispatch_handle(d, r, &a);
    dispatch_close(d);
    return a;
}

static struct http_answer get(const char *path, int64_t account)
{
    struct http_request r = { .method = HTTP_GET, .path = path };

    return ask(&r, account);
}

static int status_of(const char *path, int64_t account)
{
    struct http_answer a = get(path, account);

    if (a.file >= 0)
        close(a.file);
    return a.status;
}

static const char *header(const struct http_answer *a, const char *name)
{
    for (size_t i = 0; i < a->header_n; i++)
        if (strcmp(a->headers[i].name, name) == 0)
            return a->headers[i].value;
    return "";
}

static const char *photo_path(const char *purpose)
{
    return arena_printf(fix_mem, "/p/lanting/files/%s",
                        fix_text(arena_printf(fix_mem,
                                              "select cast(id as text) from file"
                                              " where purpose = '%s'",
                                              purpose)));
}

/* ---- papers ---- */

static void genuine(void **state)
{
    struct paper p = fix_sealed();
    const char *path = arena_printf(fix_mem, "/v/%s", fix_text("select code from paper"));
    struct http_answer a = get(path, NOBODY);

    (void)state;
    assert_int_equal(a.status, 200);
    assert_non_null(strstr(a.body.p, "\"genuine\":true"));
    assert_non_null(strstr(a.body.p, p.facts_hash));
    assert_non_null(strstr(a.body.p, "\"signer\":\"陈**\""));
    assert_null(strstr(a.body.p, "淑"));
    assert_null(strstr(a.body.p, "1802"));
    assert_null(strstr(a.body.p, "0021"));
    fix_say("update paper set facts = replace(facts, '合格', '可以')");
    fix_say("update paper set facts = facts || ' '");
    a = get(path, NOBODY);
    assert_non_null(strstr(a.body.p, "\"genuine\":false"));
    assert_non_null(strstr(a.body.p, "\"state\":\"facts\""));
}

static void page_of_paper(void **state)
{
    struct paper p = fix_sealed();
    struct dispatch *d = dispatch_open(&fix_app, sets, NULL, NULL);
    struct http_pair headers[] = { { "accept", "text/html" } };
    struct http_answer a = { .file = -1 };
    struct http_request r = { .mem = fix_mem,
                              .method = HTTP_GET,
                              .path = arena_printf(fix_mem, "/v/%s",
                                                   fix_text("select code from paper")),
                              .peer = "127.0.0.1",
                              .media_type = "",
                              .headers = headers,
                              .header_n = 1 };

    (void)state;
    dispatch_handle(d, &r, &a);
    dispatch_close(d);
    assert_int_equal(a.status, 200);
    assert_non_null(strstr(a.body.p, "A 260614-0001"));
    assert_non_null(strstr(a.body.p, "这份文书是真的"));
    assert_non_null(
        strstr(a.body.p, arena_printf(fix_mem, "%.4s %.4s", p.facts_hash, p.facts_hash + 4)));
    assert_null(strstr(a.body.p, "淑"));
}

static void unknown(void **state)
{
    struct http_answer a;

    (void)state;
    (void)fix_sealed();
    a = get("/v/AAAAAAAAAAAAAAAAAAAAAA", NOBODY);
    assert_int_equal(a.status, 404);
    assert_non_null(strstr(a.body.p, "no_such_paper"));
    assert_int_equal(status_of("/v/%", NOBODY), 404);
    assert_int_equal(status_of("/v/' or 1=1 --", NOBODY), 404);
}

static void pdf_for_whom(void **state)
{
    static const char path[] = "/p/lanting/papers/A260614-0001";
    struct http_answer a;
    char head[8] = "";

    (void)state;
    (void)fix_sealed();
    a = get(path, OWNER);
    assert_int_equal(a.status, 200);
    assert_string_equal(a.type, "application/pdf");
    assert_int_equal(pread(a.file, head, 7, 0), 7);
    close(a.file);
    assert_memory_equal(head, "%PDF-1.", 7);
    assert_non_null(strstr(header(&a, "Content-Disposition"), "A260614-0001.pdf"));
    assert_non_null(strstr(header(&a, "Cache-Control"), "private"));
    assert_int_equal(status_of(path, ENGINEER), 200);
    assert_int_equal(status_of(path, STRANGER), 404);
    assert_int_equal(status_of(path, NOBODY), 401);
    assert_int_equal(status_of("/p/lanting/papers/A260614-0002", OWNER), 404);
    assert_int_equal(status_of("/p/elsewhere/papers/A260614-0001", OWNER), 404);
    fix_say("update home_person set to_on = 20600");
    assert_int_equal(status_of(path, OWNER), 404);
}

/* ---- photos ---- */

static void photo_for_whom(void **state)
{
    struct http_answer a = get(photo_path("after"), OWNER);
    struct http_request r = { .method = HTTP_GET, .path = photo_path("after") };
    struct http_pair thumb = { "thumb", "1" };
    int64_t full = a.length;

    (void)state;
    assert_int_equal(a.status, 200);
    assert_string_equal(a.type, "image/jpeg");
    assert_string_equal(header(&a, "X-Content-Type-Options"), "nosniff");
    assert_string_equal(
        header(&a, "ETag"),
        arena_printf(fix_mem, "\"%s\"", fix_text("select hash from file where purpose = 'after'")));
    close(a.file);
    r.query = &thumb;
    r.query_n = 1;
    a = ask(&r, OWNER);
    assert_int_equal(a.status, 200);
    assert_true(a.length < full);
    close(a.file);
    assert_int_equal(status_of(photo_path("report"), ENGINEER), 200);
    assert_int_equal(status_of(photo_path("signature"), STRANGER), 404);
    assert_int_equal(status_of(photo_path("report"), STRANGER), 404);
    assert_int_equal(status_of(photo_path("report"), NOBODY), 401);
    assert_int_equal(status_of("/p/lanting/files/1", OWNER), 404);
    assert_int_equal(status_of("/p/lanting/files/-1", OWNER), 404);
}

/* Sends a file as a phone does. */
static struct http_answer send_photo(const char *path, const char *client_hash, int64_t account)
{
    struct http_upload up = {
        .field = "photo", .file_name = "IMG_1.jpg", .type = "image/png", .path = path, .size = 1
    };
    struct http_pair form = { "client_hash", client_hash };
    struct http_request r = { .method = HTTP_POST,
                              .path = "/p/lanting/files",
                              .media_type = "multipart/form-data",
                              .uploads = &up,
                              .upload_n = 1,
                              .form = &form,
                              .form_n = client_hash ? 1 : 0 };

    return ask(&r, account);
}

static const char *a_picture(const char *bytes)
{
    const char *path = arena_printf(fix_mem, "%s/picture", fix_app.data_dir);
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    fputs(bytes, f);
    fclose(f);
    return path;
}

static const char *sha256_of(const char *path)
{
    unsigned char hash[32], bytes[200000];
    FILE *f = fopen(path, "rb");
    size_t n = fread(bytes, 1, sizeof bytes, f);

    fclose(f);
    crypto_hash_sha256(hash, bytes, n);
    return text_hex(fix_mem, hash, sizeof hash);
}

static void uploaded(void **state)
{
    const char *path = fix_path(fix_text("select hash from file where purpose = 'report'"));
    const char *sha = sha256_of(path);
    struct http_answer a = send_photo(path, sha, OWNER);
    json_t *o = json_loads(a.body.p, 0, NULL);
    const char *id = json_string_value(json_object_get(o, "id"));

    (void)state;
    assert_int_equal(a.status, 201);
    assert_non_null(id);
    assert_string_equal(json_string_value(json_object_get(o, "sha256")), sha);
    assert_string_equal(fix_text("select client_hash from file where subject = 'upload'"), sha);
    assert_int_equal(fix_int("select subject_id from file where subject = 'upload'"), OWNER);
    id = arena_printf(fix_mem, "/p/lanting/files/%s", id);
    assert_int_equal(status_of(id, OWNER), 200);
    assert_int_equal(status_of(id, ENGINEER), 404);
    json_decref(o);
}

static void not_uploaded(void **state)
{
    const char *path = fix_path(fix_text("select hash from file where purpose = 'report'"));
    const char *wrong = fix_text("select hash from file where purpose = 'report'");
    int64_t before = fix_int("select count(*) from file");
    struct http_answer a = send_photo(path, wrong, OWNER);

    (void)state;
    assert_int_equal(a.status, 415);
    assert_non_null(strstr(a.body.p, "arrived_otherwise"));
    a = send_photo(a_picture("<svg onload=alert(1)>"), NULL, OWNER);
    assert_int_equal(a.status, 415);
    assert_non_null(strstr(a.body.p, "photo_kind"));
    assert_int_equal(send_photo(path, NULL, NOBODY).status, 401);
    assert_int_equal(send_photo(path, "short", OWNER).status, 422);
    assert_int_equal(fix_int("select count(*) from file"), before);
}

#define TEST(name, fn)                                                                             \
    {                                                                                              \
        name, fn, fix_open, fix_close, NULL                                                        \
    }

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST("S1.3d anybody with the QR sees whether a paper is genuine, and nobody's name",
             genuine),
        TEST("S1.3d the page shows number and fingerprint as they stand on the paper",
             page_of_paper),
        TEST("a code that doesn't exist is told plainly", unknown),
        TEST("S3.2.5b the sheet is for the home's owners and the staff, as long as they are",
             pdf_for_whom),
        TEST("security 3: a photo is as visible as its matter", photo_for_whom),
        TEST("quality.md 10: a photo sent by itself is answered with the hash of what arrived",
             uploaded),
        TEST("a photo that arrived otherwise, or is none, leaves nothing behind", not_uploaded),
    };

    if (argc > 1 && strcmp(argv[1], PHOTO_WORKER) == 0)
        photo_worker_main(argc > 2 ? argv[2] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
