/* assets_test.c -- what was embedded is whole, compressed rightly, and follows the disk when asked.
 */
#include "app/assets.h"
#include "app/assets_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

static void every_name_leads_to_its_bytes(void **state)
{
    (void)state;
    assert_true(assets_n >= 9);
    for (size_t i = 0; i < assets_n; i++) {
        struct url u = asset_url(assets[i].name);
        const struct asset *a = asset_find(u.s);
        assert_ptr_equal(a, &assets[i]);
        assert_true(a->n > 0);
        assert_memory_equal(u.s, "/a/", 3);
    }
    assert_null(asset_find("/a/app.0000000000.css"));
    assert_null(asset_find("/a/../etc/passwd"));
    assert_null(asset_find(""));
}

static void compressed_bytes_are_the_same_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < assets_n; i++) {
        if (!assets[i].gz)
            continue;
        z_stream z = { 0 };
        unsigned char *out = malloc(assets[i].n + 1);
        unsigned char *in = malloc(assets[i].gz_n);
        memcpy(in, assets[i].gz, assets[i].gz_n);
        z.next_in = in;
        z.avail_in = (uInt)assets[i].gz_n;
        z.next_out = out;
        z.avail_out = (uInt)assets[i].n + 1;
        assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
        assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
        assert_int_equal(z.total_out, assets[i].n);
        assert_memory_equal(out, assets[i].bytes, assets[i].n);
        assert_true(assets[i].gz_n < assets[i].n);
        inflateEnd(&z);
        free(out);
        free(in);
    }
}

static void a_folder_shows_what_is_on_disk(void **state)
{
    char dir[] = "/tmp/assets-XXXXXX", path[64];
    struct url css = asset_url("app.css");

    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/app.css", dir);
    asset_set_dir(dir);
    assert_true(asset_is_fresh());
    assert_int_equal(asset_find(css.s)->n, assets[0].n); /* not there: the built-in one */
    FILE *f = fopen(path, "wb");
    fputs("b{}", f);
    fclose(f);
    const struct asset *a = asset_find(css.s);
    assert_int_equal(a->n, 3);
    assert_memory_equal(a->bytes, "b{}", 3);
    assert_null(a->gz);
    asset_set_dir(NULL);
    assert_int_equal(asset_find(css.s)->n, assets[0].n);
    unlink(path);
    rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_leads_to_its_bytes),
        cmocka_unit_test(compressed_bytes_are_the_same_file),
        cmocka_unit_test(a_folder_shows_what_is_on_disk),
    };

    return cmocka_run_group_tests_name("assets", tests, NULL, NULL);
}
