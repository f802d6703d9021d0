/* keeping_test.c -- anchors of the days that ended, and uploads that nobody claimed. */
#include "app/event.h"
#include "app/photo_worker.h"
#include "base/when.h"
#include "rooms/archive/keeping.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rooms/archive/archive_fixture.h" /* cmocka last */

struct given {
    const struct photo *photo;
    int64_t id, age_ms;
    const char *subject;
};

static enum err add(struct op *op, void *arg)
{
    struct given *g = arg;

    op->now -= g->age_ms;
    g->id = file_add(op, &(struct file_new){ .photo = g->photo,
                                             .name = "a.jpg",
                                             .subject = g->subject,
                                             .subject_id = strcmp(g->subject, "upload") == 0
                                                               ? op->actor->account_id
                                                               : MATTER,
                                             .purpose = "report",
                                             .client_hash = "" });
    return OK;
}

static int64_t given(const struct photo *p, const char *subject, int64_t age_ms)
{
    struct given g = { .photo = p, .age_ms = age_ms, .subject = subject };

    assert_int_equal(fix_write(add, &g), OK);
    return g.id;
}

static bool row_is_there(int64_t id)
{
    return fix_int(arena_printf(fix_mem, "select count(*) from file where id = %lld",
                                (long long)id)) == 1;
}

static bool bytes_are_there(const char *hash)
{
    return access(fix_path(hash), F_OK) == 0;
}

/* As if the bytes had been put yesterday. */
static void make_old(const char *hash)
{
    const struct timespec old[] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };

    assert_int_equal(utimensat(AT_FDCWD, fix_path(hash), old, 0), 0);
}

static void run(enum err (*fn)(struct job *job))
{
    struct job job = { .app = &fix_app, .mem = fix_mem };

    assert_int_equal(fn(&job), OK);
}

static void old_uploads_are_forgotten(void **state)
{
    struct photo gone = fix_photo(64, 48), shared = fix_photo(80, 60), young = fix_photo(96, 72),
                 again = fix_photo(112, 84);
    int64_t a = given(&gone, "upload", UPLOAD_KEEP_MS + 1000),
            b = given(&shared, "upload", UPLOAD_KEEP_MS + 1000),
            claimed = given(&shared, "matter", UPLOAD_KEEP_MS + 1000),
            c = given(&young, "upload", UPLOAD_KEEP_MS - 1000),
            d = given(&again, "upload", UPLOAD_KEEP_MS + 1000);

    (void)state;
    make_old(gone.full_hash);
    make_old(gone.thumb_hash);
    make_old(shared.full_hash);
    make_old(young.full_hash);
    run(keeping_forget);
    assert_false(row_is_there(a) || row_is_there(b) || row_is_there(d));
    assert_true(row_is_there(claimed) && row_is_there(c));
    assert_false(bytes_are_there(gone.full_hash) || bytes_are_there(gone.thumb_hash));
    assert_true(bytes_are_there(shared.full_hash)); /* a row names them */
    assert_true(bytes_are_there(young.full_hash));
    assert_true(bytes_are_there(again.full_hash)); /* put a moment ago, perhaps for another row */
}

static enum err look(struct op *op, void *arg)
{
    *(enum err *)arg = uploads_have_room(op);
    return OK;
}

static void uploads_are_limited(void **state)
{
    struct photo p = fix_photo(64, 48);
    enum err said = OK;

    (void)state;
    for (int i = 0; i < UPLOADS_WAIT_MOST - 1; i++)
        given(&p, "upload", 0);
    assert_int_equal(fix_write(look, &said), OK);
    assert_int_equal(said, OK);
    given(&p, "upload", 0);
    assert_int_equal(fix_write(look, &said), OK);
    assert_int_equal(said, E_TOO_MANY);
}

static enum err happen(struct op *op, void *arg)
{
    op->now -= *(const int64_t *)arg;
    event_add(op, "matter", MATTER, "repair.note", "{}");
    return OK;
}

static size_t faults(void)
{
    struct op op = fix_read();
    struct event_fault *list;
    size_t n = event_verify(&op, PROJECT, NULL, 0, &list);

    fix_read_end(&op);
    return n;
}

static void days_are_anchored(void **state)
{
    int64_t yesterday = DAY_MS, now = 0;

    (void)state;
    assert_int_equal(fix_write(happen, &yesterday), OK);
    assert_int_equal(fix_write(happen, &now), OK);
    run(keeping_anchor);
    run(keeping_anchor);
    assert_int_equal(fix_int("select count(*) from event_anchor"), 1);
    assert_int_equal(faults(), 0);
    fix_say("update event_anchor set hash = 'ab'");
    assert_int_equal(faults(), 1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        { "quality.md security 21: uploads that nobody claimed are forgotten after a day, bytes "
          "too",
          old_uploads_are_forgotten, fix_open, fix_close, NULL },
        { "quality.md security 21: an account cannot fill the disk with uploads that it never uses",
          uploads_are_limited, fix_open, fix_close, NULL },
        { "each day that ended is anchored once, and an anchor that was changed shows",
          days_are_anchored, fix_open, fix_close, NULL },
    };

    if (argc > 1 && strcmp(argv[1], PHOTO_WORKER) == 0)
        photo_worker_main(argc > 2 ? argv[2] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
