/* seal_test.c -- sealing, blind indexes, masks, and what counts as one and the same phone. */
#include "store/seal.h"
#include "store/store_test.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct seal *opened(struct place *p)
{
    const char *why = NULL;
    struct seal *s = seal_open(p->mem, p->dir, &why);

    if (!s)
        fail_msg("%s", why);
    return s;
}

static const char *keys_path(struct place *p)
{
    return arena_printf(p->mem, "%s/keys", p->dir);
}

static const char *refused(struct place *p)
{
    const char *why = NULL;

    assert_null(seal_open(p->mem, p->dir, &why));
    assert_non_null(why);
    return why;
}

static void sealed_and_back(void **state)
{
    struct place *p = *state;
    struct seal *s = opened(p);
    struct span a = seal_put(s, p->mem, "13900000001"), b = seal_put(s, p->mem, "13900000001");
    struct span empty = seal_put(s, p->mem, "");

    assert_int_equal(a.p[0], 1);
    assert_true(a.n != b.n || memcmp(a.p, b.p, a.n) != 0); /* equal texts don't look equal */
    assert_null(memmem(a.p, a.n, "1390", 4));
    assert_string_equal(seal_get(s, p->mem, a.p, a.n), "13900000001");
    assert_string_equal(seal_get(s, p->mem, empty.p, empty.n), "");
    seal_close(s);
    s = opened(p); /* the keys are the same after a restart */
    assert_string_equal(seal_get(s, p->mem, b.p, b.n), "13900000001");
    seal_close(s);
}

static void altered_is_refused(void **state)
{
    struct place *p = *state;
    struct seal *s = opened(p);
    struct span a = seal_put(s, p->mem, "320102199001010011");

    for (size_t i = 0; i < a.n; i++) {
        char *copy = arena_alloc(p->mem, a.n);
        memcpy(copy, a.p, a.n);
        copy[i] = (char)(copy[i] ^ 1);
        assert_null(seal_get(s, p->mem, copy, a.n));
    }
    for (size_t n = 0; n < a.n; n++)
        assert_null(seal_get(s, p->mem, a.p, n));
    assert_null(seal_get(s, p->mem, NULL, 0));
    seal_close(s);
}

static void other_keys_do_not_open(void **state)
{
    struct place *p = *state;
    struct seal *s = opened(p);
    struct span a = seal_put(s, p->mem, "13900000001");
    const char *index = seal_index(s, p->mem, "phone", "13900000001");

    seal_close(s);
    assert_int_equal(unlink(keys_path(p)), 0);
    s = opened(p);
    assert_null(seal_get(s, p->mem, a.p, a.n));
    assert_string_not_equal(index, seal_index(s, p->mem, "phone", "13900000001"));
    seal_close(s);
}

static void keys_rotate(void **state)
{
    struct place *p = *state;
    struct seal *s = opened(p);
    struct span old = seal_put(s, p->mem, "13900000001"), fresh;
    const char *index = seal_index(s, p->mem, "phone", "13900000001");
    int fd = open(keys_path(p), O_WRONLY | O_APPEND);

    seal_close(s);
    assert_true(
        dprintf(fd, "2 box 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n") >
        0);
    close(fd);
    s = opened(p);
    fresh = seal_put(s, p->mem, "13900000002");
    assert_int_equal(fresh.p[0], 2);
    assert_string_equal(seal_get(s, p->mem, old.p, old.n), "13900000001");
    assert_string_equal(seal_get(s, p->mem, fresh.p, fresh.n), "13900000002");
    assert_string_equal(index, seal_index(s, p->mem, "phone", "13900000001"));
    seal_close(s);
}

static void keys_are_private(void **state)
{
    struct place *p = *state;
    struct stat st;

    seal_close(opened(p));
    assert_int_equal(stat(keys_path(p), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(chmod(keys_path(p), 0640), 0);
    assert_non_null(strstr(refused(p), "chmod 600"));
}

static void damaged_keys_are_refused(void **state)
{
    struct place *p = *state;
    int fd;

    seal_close(opened(p));
    assert_int_equal(truncate(keys_path(p), 100), 0);
    assert_non_null(strstr(refused(p), "backup"));
    assert_int_equal(truncate(keys_path(p), 0), 0);
    assert_non_null(strstr(refused(p), "backup"));
    fd = open(keys_path(p), O_WRONLY);
    assert_int_equal(write(fd, "0 box x\n", 8), 8);
    close(fd);
    assert_non_null(strstr(refused(p), "backup"));
}

static void keys_belong_to_a_database(void **state)
{
    struct place *p = *state;
    struct seal *s = opened(p);
    const char *why = NULL;

    place_db(p);
    assert_true(seal_fits(s, p->db, p->mem, &why));
    assert_true(seal_fits(s, p->db, p->mem, &why));
    seal_close(s);
    assert_int_equal(unlink(keys_path(p)), 0);
    s = opened(p); /* made anew */
    assert_false(seal_fits(s, p->db, p->mem, &why));
    assert_non_null(strstr(why, "restore"));
    assert_int_equal(place_say(p, "update meta set value = 'xyz'"), OK);
    assert_false(seal_fits(s, p->db, p->mem, &why));
    seal_close(s);
}

static void indexes_meet_and_part(void **state)
{
    struct place *p = *state;
    struct seal *s = opened(p);
    const char *a = seal_index(s, p->mem, "phone", "13900000001");

    assert_int_equal(strlen(a), 32);
    assert_string_equal(a, seal_index(s, p->mem, "phone", "13900000001"));
    assert_string_not_equal(a, seal_index(s, p->mem, "phone", "13900000002"));
    assert_string_not_equal(a, seal_index(s, p->mem, "id", "13900000001"));
    assert_string_not_equal(a, seal_mac(s, p->mem, "phone", "13900000001"));
    assert_string_not_equal(seal_index(s, p->mem, "a", "bc"), seal_index(s, p->mem, "ab", "c"));
    assert_string_not_equal(seal_index(s, p->mem, "a:b", "c"), seal_index(s, p->mem, "a", "b:c"));
    assert_string_equal(seal_mac(s, p->mem, "verify", "x"), seal_mac(s, p->mem, "verify", "x"));
    seal_close(s);
}

static void masks(void **state)
{
    struct place *p = *state;

    assert_string_equal(phone_masked(p->mem, "13900000001"), "139****0001");
    assert_string_equal(phone_masked(p->mem, "02512345678"), "025****5678");
    assert_string_equal(phone_masked(p->mem, "123456"), "****");
    assert_string_equal(phone_masked(p->mem, ""), "****");
    assert_string_equal(id_number_masked(p->mem, "320102199001010011"), "320***********0011");
    assert_string_equal(id_number_masked(p->mem, "12X"), "****");
}

static void phones_fold(void **state)
{
    static const struct {
        const char *typed, *phone; /* NULL: none */
    } cases[] = {
        { "13900000001", "13900000001" },
        { " 139-0000-0001 ", "13900000001" },
        { "139 0000 0001", "13900000001" },
        { "１３９００００ ０００１", "13900000001" },
        { "139—0000—0001", "13900000001" },
        { "139　0000　0001", "13900000001" },
        { "+86 139 0000 0001", "13900000001" },
        { "＋８６13900000001", "13900000001" },
        { "0086-13900000001", "13900000001" },
        { "8613900000001", "13900000001" },
        { "(+86)139.0000.0001", "13900000001" },
        { "19000031234", "19000031234" }, /* test range */
        { "025-12345678", "02512345678" },
        { "（025）1234 5678", "02512345678" },
        { "0512-8765432", "05128765432" },
        { "0512-87654321", "051287654321" },
        { "+86 25 1234 5678", "02512345678" },
        { "+86 10 1234 5678", "01012345678" },
        { "400-820-1234", "4008201234" },
        { "12900000001", NULL },
        { "1390000000", NULL },
        { "139000000012", NULL },
        { "+1 212 555 0100", NULL },
        { "139+00000001", NULL },
        { "00512-8765432", NULL },
        { "+86 86 139 0000 0001", NULL },
        { "1390000000l", NULL },
        { "电话13900000001", NULL },
        { "", NULL },
        { "+", NULL },
        { "+86", NULL },
        { "0086", NULL },
        { "111111111111111111111111111111111111", NULL },
    };
    struct place *p = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *got = NULL;
        bool is = phone_fold(p->mem, cases[i].typed, &got);

        if (is != (cases[i].phone != NULL) || (is && strcmp(got, cases[i].phone) != 0))
            fail_msg("%s: %s", cases[i].typed, is ? got : "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SENTENCE("S3.5e a sealed text comes back, also after a restart", sealed_and_back),
        SENTENCE("S3.5e altered or cut bytes are refused", altered_is_refused),
        SENTENCE("S3.5e with other keys nothing opens and nothing is found",
                 other_keys_do_not_open),
        SENTENCE("S3.5e a new key seals, the old one still opens", keys_rotate),
        SENTENCE("S3.5e keys that others may read are refused", keys_are_private),
        SENTENCE("S3.5e damaged keys are refused, not replaced", damaged_keys_are_refused),
        SENTENCE("S3.5e a database refuses keys that it was not written with",
                 keys_belong_to_a_database),
        SENTENCE("S3.5e blind indexes meet for equal purpose and text only", indexes_meet_and_part),
        SENTENCE("S3.5e masks show the last four at most", masks),
        SENTENCE("a phone is the same however it is typed", phones_fold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
