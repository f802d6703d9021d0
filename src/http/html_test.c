/* html_test.c -- escaping and addresses.  The words are a small table of this test's own. */
#include "base/must.h"
#include "base/words.h"
#include "http/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *mem;

const char *word(enum lang lang, const char *zh)
{
    return lang == LANG_EN && strcmp(zh, "报修 & 维修") == 0 ? "Report & repair" : zh;
}

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

static void values(void **state)
{
    struct html h = { .out = buf_new(mem, 1000) };
    const char *s = "<b a=\"1\" c='2'>&安</b>";

    (void)state;
    html_put(&h, s);
    html_put(&h, (const char *)NULL);
    html_lit(&h, "|");
    html_put(&h, -5);
    html_put(&h, INT64_MIN);
    html_put(&h, (struct safe){ "<i>" });
    html_put_url(&h, (struct url){ "/a?b=1&c='" });
    assert_string_equal(h.out.p, "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;安&lt;/b&gt;|"
                                 "-5-9223372036854775808<i>/a?b=1&amp;c=&#39;");
}

static void words(void **state)
{
    static const struct {
        const char *lang, *put;
    } rows[] = {
        { "en", "Report &amp; repair" },
        { "zh-CN", "报修 &amp; 维修" },
        { NULL, "报修 &amp; 维修" },
    };

    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct html h = { .out = buf_new(mem, 1000), .lang = rows[i].lang };
        html_word(&h, "报修 & 维修");
        assert_string_equal(h.out.p, rows[i].put);
    }
}

static void addresses(void **state)
{
    (void)state;
    assert_string_equal(url_of(mem, "/p/%s/m/%s", "a b", "你").s, "/p/a%20b/m/%E4%BD%A0");
    assert_string_equal(url_of(mem, "/p/%s", "../x?y#z&\"").s, "/p/..%2Fx%3Fy%23z%26%22");
    assert_string_equal(url_of(mem, "/%d/%ld/%lld%%", -1, 2L, 3LL).s, "/-1/2/3%");
    assert_string_equal(url_of(mem, "/%s/x", "").s, "/");
    assert_string_equal(url_of(mem, "/%s", "/evil.example").s, "/%2Fevil.example");
    assert_string_equal(url_with(mem, (struct url){ "/a" }, "q", "1&2=3").s, "/a?q=1%262%3D3");
    assert_string_equal(url_with(mem, (struct url){ "/a?b=1#c" }, "q", "x y").s,
                        "/a?b=1&q=x%20y#c");
    assert_string_equal(url_tel(mem, "+86 138-0000 (1111)").s, "tel:+8613800001111");
    assert_string_equal(url_tel(mem, "javascript:110").s, "tel:110");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "quality 4 values are escaped for text and quoted attributes", values, setup, teardown,
          NULL },
        { "quality 4 words of a template are escaped in both languages", words, setup, teardown,
          NULL },
        { "quality 4 an address stays on this site whatever stands in it", addresses, setup,
          teardown, NULL },
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
