/* verify_test.c -- what was tampered with is found and named (S1.3d). */
#include "app/event.h"
#include "app/photo_worker.h"
#include "cli/command.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rooms/archive/archive_fixture.h" /* cmocka last */

struct said {
    int status;
    char *out;
    size_t n;
};

static struct said verify(bool as_json)
{
    struct said s = { 0 };
    char data[] = "--data=x", json[] = "--json";
    char *argv[] = { data, json, NULL };
    FILE *err = fopen("/dev/null", "w");
    struct command_call c = { .mem = fix_mem, .app = &fix_app, .dir = "", .err = err };

    c.out = open_memstream(&s.out, &s.n);
    s.status = verify_command(&c, as_json ? 2 : 1, argv);
    fclose(c.out);
    fclose(err);
    return s;
}

/* One finding and no other, of this kind, with this text in its line. */
static void finds(const char *kind, const char *what, const char *name)
{
    struct said s = verify(true);
    json_t *o = json_loads(s.out, 0, NULL), *faults = json_object_get(o, "faults");
    json_t *f = json_array_get(faults, 0);

    assert_int_equal(s.status, 1);
    assert_non_null(o);
    assert_true(json_is_false(json_object_get(o, "good")));
    if (!f || strcmp(json_string_value(json_object_get(f, "kind")), kind) != 0 ||
        strcmp(json_string_value(json_object_get(f, "what")), what) != 0 ||
        !strstr(json_string_value(json_object_get(f, "name")), name))
        fail_msg("expected %s %s %s: %s", kind, what, name, s.out);
    assert_string_equal(json_string_value(json_object_get(f, "project")),
                        strcmp(name, "global") == 0 ? "" : "澜庭");
    json_decref(o);
    free(s.out);
}

static void good(void **state)
{
    struct said s;
    json_t *o;

    (void)state;
    (void)fix_sealed();
    s = verify(true);
    o = json_loads(s.out, 0, NULL);
    assert_int_equal(s.status, 0);
    assert_true(json_is_true(json_object_get(o, "good")));
    assert_int_equal(json_integer_value(json_object_get(o, "papers")), 1);
    assert_int_equal(json_integer_value(json_object_get(o, "files")), 5);
    assert_int_equal(json_integer_value(json_object_get(o, "events")), 4);
    assert_int_equal(json_integer_value(json_object_get(o, "unsealed")), 0);
    json_decref(o);
    free(s.out);
    s = verify(false);
    assert_int_equal(s.status, 0);
    assert_memory_equal(s.out, "All good: 1 projects, 4 events", 30);
    free(s.out);
}

static void events(void **state)
{
    struct said s;

    (void)state;
    (void)fix_sealed();
    fix_say("update event_payload set payload = '{\"round\":1}' where no = 2");
    finds("chain", "payload", "R260608-0004");
    fix_say("delete from event_payload where no = 2"); /* destroyed by law: the chain is whole */
    s = verify(false);
    assert_int_equal(s.status, 0);
    free(s.out);
    fix_say("update event set actor_id = 22 where no = 1");
    finds("chain", "hash", "R260608-0004");
    fix_say("update event set actor_id = 0 where no = 1");
    fix_say("update event_head set head = 'x'");
    finds("chain", "head", "R260608-0004");
}

static void events_gone(void **state)
{
    (void)state;
    fix_say("delete from event where no = 1");
    finds("chain", "gap", "R260608-0004");
}

/* Row, payload and head: nothing is left that could point at the chain. */
static void chain_gone(void **state)
{
    struct said s;

    (void)state;
    fix_say("delete from event");
    fix_say("delete from event_payload");
    fix_say("delete from event_head");
    s = verify(false);
    assert_int_equal(s.status, 1);
    assert_non_null(strstr(s.out, "FAULT chain in 澜庭"));
    assert_non_null(strstr(s.out, "taken out"));
    free(s.out);
}

static void files(void **state)
{
    const char *path = fix_path(fix_text("select hash from file where purpose = 'before'"));
    const char *thumb = fix_path(fix_text("select thumb_hash from file where purpose = 'after'"));
    FILE *f = fopen(path, "ab");
    struct said s;

    (void)state;
    assert_non_null(f);
    fputc('x', f);
    fclose(f);
    finds("file", "altered", "IMG.jpg");
    assert_int_equal(truncate(path, 0), 0);
    finds("file", "altered", "IMG.jpg");
    assert_int_equal(remove(thumb), 0);
    s = verify(false);
    assert_non_null(strstr(s.out, "2 faults"));
    assert_non_null(strstr(s.out, "missing from DIR/files"));
    free(s.out);
}

static void rows_of_files(void **state)
{
    (void)state;
    fix_say("update file set hash = 'zz' where purpose = 'before'");
    finds("file", "hash", "IMG.jpg");
}

static void papers(void **state)
{
    (void)state;
    (void)fix_sealed();
    fix_say("update paper set facts = replace(facts, '60', '40')");
    finds("paper", "facts", "A260614-0001");
}

static void paper_unconfirmed(void **state)
{
    (void)state;
    (void)fix_sealed();
    fix_say("delete from event_payload where no ="
            " (select no from event where what = 'paper.sealed')");
    finds("paper", "chain", "A260614-0001");
}

/* Somebody puts another sheet in, and corrects every row but the chain. */
static void paper_swapped(void **state)
{
    (void)state;
    (void)fix_sealed();
    fix_say("update paper set file_hash = (select hash from file where purpose = 'signature')");
    fix_say("update file set hash = (select file_hash from paper) where purpose = 'sheet'");
    finds("paper", "chain", "A260614-0001");
}

static void sheet_altered(void **state)
{
    struct paper p = fix_sealed();
    FILE *f = fopen(fix_path(p.file_hash), "r+b");
    struct said s;

    (void)state;
    assert_non_null(f);
    fseek(f, 900, SEEK_SET);
    fputc('#', f);
    fclose(f);
    s = verify(false);
    assert_int_equal(s.status, 1);
    assert_non_null(strstr(s.out, "acceptance A260614-0001: the paper's file was altered"));
    assert_non_null(strstr(s.out, "A260614-0001.pdf"));
    free(s.out);
}

static void not_sealed(void **state)
{
    struct said s;

    (void)state;
    (void)fix_sealed();
    fix_say("update paper set state = 'sealing'");
    s = verify(false);
    assert_int_equal(s.status, 0);
    assert_non_null(strstr(s.out, "1 not sealed yet"));
    free(s.out);
    fix_say("update paper set state = 'failed'");
    finds("paper", "failed", "A260614-0001");
}

#define TEST(name, fn)                                                                             \
    {                                                                                              \
        name, fn, fix_open, fix_close, NULL                                                        \
    }

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST("S1.3d what is as it was written verifies", good),
        TEST("S1.3d an altered event, payload or head is found; a destroyed payload is not a fault",
             events),
        TEST("S1.3d a missing event is found", events_gone),
        TEST("S1.3d a chain that was taken out whole is found", chain_gone),
        TEST("S1.3d an altered, cut or missing photo is found and named", files),
        TEST("S1.3d a file row without a hash is found", rows_of_files),
        TEST("S1.3d altered facts of a paper are found", papers),
        TEST("S1.3d a sheet swapped together with its rows is found by the chain", paper_swapped),
        TEST("S1.3d a sheet whose event has lost its words is not confirmed", paper_unconfirmed),
        TEST("S1.3d an altered PDF is found and named", sheet_altered),
        TEST("S1.3d a sheet that waits is no fault, one that failed is", not_sealed),
    };

    if (argc > 1 && strcmp(argv[1], PHOTO_WORKER) == 0)
        photo_worker_main(argc > 2 ? argv[2] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
