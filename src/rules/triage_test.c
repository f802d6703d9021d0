/* triage_test.c -- the emergency kinds of clocks.md, in the words of people who call. */
#include "rules/triage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct arena *mem;

static int open_arena(void **state)
{
    (void)state;
    mem = arena_open((size_t)1 << 26);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(mem);
    return 0;
}

struct said {
    const char *text, *urgency;
};

static struct triage ask(const char *text, const char *usual, bool heating)
{
    return triage_suggest(mem, &(struct triage_question){ text, usual, heating });
}

static void check(const struct said *said, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct triage t = ask(said[i].text, "", true);

        if (strcmp(t.urgency, said[i].urgency) != 0)
            fail_msg("%s: %s, not %s (%s)", said[i].text, t.urgency, said[i].urgency, t.why);
    }
}

static void test_emergencies(void **state)
{
    static const struct said said[] = {
        { "厨房水管爆管了，水一直喷", "emergency" },
        { "厨房水管爆了，水流得到处都是", "emergency" },
        { "主卫顶上又漏了，灯罩里都是水", "emergency" },
        { "插座边上漏水，墙都湿了", "emergency" },
        { "客厅天花板大量漏水", "emergency" },
        { "卫生间漏水很大，关不住", "emergency" },
        { "家里突然没电了", "emergency" },
        { "全屋停水，邻居家有水", "emergency" },
        { "摸洗衣机外壳麻手", "emergency" },
        { "阳台有电线裸露在外面", "emergency" },
        { "厨房闻到很浓的煤气", "emergency" },
        { "灶台附近有燃气味", "emergency" },
        { "一楼卫生间污水倒灌", "emergency" },
        { "马桶里的水往外冒", "emergency" },
        { "有人困在电梯里", "emergency" },
        { "外墙瓷砖、保温脱落，差点砸到人", "emergency" },
        { "入户门锁不上", "emergency" },
        { "孩子被锁在门外", "emergency" },
        { "地暖一直不热，老人受不了", "emergency" },
        { "水管爆裂（ＢＵＲＳＴ）", "emergency" },
        { "廚房聞到煤氣味", "emergency" },
        { "There is a strong smell of gas in the kitchen", "emergency" },
        { "We have no power since this morning", "emergency" },
    };

    (void)state;
    check(said, sizeof said / sizeof *said);
}

static void test_no_false_alarms(void **state)
{
    static const struct said said[] = {
        { "没有爆管，只是墙角渗水", "general_a" },
        { "没有发生爆管", "general_b" },
        { "客厅两个插座都没电", "general_a" },
        { "漏电保护器跳闸", "general_a" },
        { "墙上没有水渍，只是空鼓", "general_b" },
        { "智能门锁电池没电提示", "general_a" },
        { "主卧墙面空鼓约0.3平方米", "general_b" },
        { "柜门划痕", "general_b" },
        { "", "general_b" },
        { "电梯厅墙面污染", "general_b" },
        { "业主说有点困难，希望周末上门", "general_b" },
        { "瓷砖漏做一块", "general_b" },
    };

    (void)state;
    check(said, sizeof said / sizeof *said);
}

static void test_complex(void **state)
{
    static const struct said said[] = {
        { "下雨时东侧外墙渗水到主卧", "complex" },
        { "客厅墙上有一条贯穿裂缝", "complex" },
        { "楼板开裂，从上层能看到光", "complex" },
    };

    (void)state;
    check(said, sizeof said / sizeof *said);
}

static void test_heating_depends_on_season(void **state)
{
    (void)state;
    assert_string_equal(ask("地暖不热", "", true).urgency, "emergency");
    assert_string_equal(ask("地暖不热", "", false).urgency, "general_a");
}

static void test_text_only_raises(void **state)
{
    struct triage t = ask("墙角渗水", "complex", false);

    (void)state;
    assert_string_equal(t.urgency, "complex");
    assert_null(t.word);
    assert_string_equal(t.why, "所选构件和现象通常属于“复杂”");
    assert_string_equal(ask("水管爆管", "general_b", false).urgency, "emergency");
    assert_string_equal(ask("门有划痕", "emergency", false).urgency, "emergency");
}

static void test_reason_names_the_words(void **state)
{
    struct triage t = ask("厨房爆管", "general_a", false);

    (void)state;
    assert_string_equal(t.word, "爆管");
    assert_string_equal(t.why, "描述里有“爆管”，可能是水管爆裂或大量漏水");
}

static void test_long_text_is_read_to_its_end(void **state)
{
    char text[9001];

    (void)state;
    for (size_t i = 0; i < 8970; i += 3)
        memcpy(text + i, "墙", 3);
    memcpy(text + 8970, "。家里漏电", sizeof "。家里漏电");
    assert_string_equal(ask(text, "", false).urgency, "emergency");
}

static void proposes(const char *text, enum triage_field field, const char *code)
{
    struct triage_proposal p = triage_propose(mem, text, false);
    const char *got = p.of[field].code ? p.of[field].code : "";

    if (strcmp(got, code) != 0)
        fail_msg("%s: %s is %s, not %s", text, triage_field_word(field), got, code);
}

static void test_a_word_within_a_longer_one_is_silent(void **state)
{
    struct triage_proposal p = triage_propose(mem, "主卧卫生间地漏堵了", false);

    (void)state;
    assert_string_equal(p.of[TRIAGE_PLACE].code, "master_bath");
    assert_int_equal(p.of[TRIAGE_PLACE].reason_n, 1);
    assert_string_equal(p.of[TRIAGE_PLACE].reasons[0].word, "主卧卫生间");
    assert_null(p.of[TRIAGE_PLACE].rival);
}

static void test_a_word_counts_once(void **state)
{
    (void)state;
    assert_int_equal(triage_propose(mem, "漏水", false).of[TRIAGE_SYMPTOM].score,
                     triage_propose(mem, "漏水。漏水，漏水！", false).of[TRIAGE_SYMPTOM].score);
}

static void test_proposals(void **state)
{
    (void)state;
    proposes("客厅墙面没有开裂，只是空鼓", TRIAGE_SYMPTOM, "hollow");
    proposes("廚房水龍頭鬆動", TRIAGE_COMPONENT, "sanitary");
    proposes("请问防水保修几年", TRIAGE_KIND, "consult");
    proposes("电梯门打不开，有人困在里面", TRIAGE_URGENCY, "emergency");
    proposes("你好", TRIAGE_KIND, "");
    proposes("", TRIAGE_PLACE, "");
    proposes("地暖不热", TRIAGE_URGENCY, "general_a"); /* not the heating season */
    proposes("主卫漏水，我要投诉", TRIAGE_KIND, "complaint");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "the nine kinds of emergency are heard in people's own words", test_emergencies, NULL,
          NULL, NULL },
        { "denials, dead sockets and breakers are no emergencies", test_no_false_alarms, NULL, NULL,
          NULL },
        { "façade leaks, through cracks and structure are complex", test_complex, NULL, NULL,
          NULL },
        { "no heating is an emergency in the heating season only", test_heating_depends_on_season,
          NULL, NULL, NULL },
        { "the text raises what was chosen and never lowers it", test_text_only_raises, NULL, NULL,
          NULL },
        { "the reason names the words that were found", test_reason_names_the_words, NULL, NULL,
          NULL },
        { "a long description is read to its end", test_long_text_is_read_to_its_end, NULL, NULL,
          NULL },
        { "S3.2.1b a word within a longer one says nothing of its own",
          test_a_word_within_a_longer_one_is_silent, NULL, NULL, NULL },
        { "S3.2.1b a word counts once however often it is said", test_a_word_counts_once, NULL,
          NULL, NULL },
        { "S3.2.1b denied, traditional, polite and angry words are understood", test_proposals,
          NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("triage", tests, open_arena, close_arena);
}
