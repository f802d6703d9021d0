/* catalogue_test.c -- the shipped catalogues answer for every fault that can be reported. */
#include "rooms/estate/catalogue.h"

#include "rooms/estate/catalogue_edit.h"
#include "rooms/estate/catalogue_rules.h"
#include "rules/warranty.h"
#include "store/datadir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *mem;
static struct app app;
static struct op op;
static const char *dir;

static int open_op(void **state)
{
    const char *why = "";
    struct db_options o = { .durable = false };

    (void)state;
    mem = arena_open((size_t)1 << 28);
    dir = arena_dup(mem, mkdtemp((char[]){ "/tmp/anju-catalogue-XXXXXX" }));
    o.url = datadir_url(mem, dir);
    app = (struct app){ .db = db_open(mem, &o, &why) };
    if (!app.db)
        fail_msg("%s", why);
    op = (struct op){
        .app = &app, .tx = db_read(app.db, mem), .mem = mem, .actor = &actor_system, .lang = LANG_ZH
    };
    return 0;
}

static int close_op(void **state)
{
    static const char *const names[] = { "anju.db", "anju.db-wal", "anju.db-shm" };

    (void)state;
    assert_int_equal(db_read_end(op.tx), OK);
    db_close(app.db);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        (void)remove(arena_printf(mem, "%s/%s", dir, names[i]));
    (void)rmdir(dir);
    arena_close(mem);
    return 0;
}

static void valid(const struct catalogue_rule *rule, const char *what)
{
    static const char *const urgencies[] = { "emergency", "general_a", "general_b", "complex" };
    bool known = false;

    for (size_t i = 0; i < sizeof urgencies / sizeof *urgencies; i++)
        known = known || strcmp(rule->urgency, urgencies[i]) == 0;
    if (!known || !warranty_code(rule->warranty_code) || !catalogue_has(&op, "trade", rule->trade))
        fail_msg("%s: %s %s %s", what, rule->warranty_code, rule->trade, rule->urgency);
}

static void test_every_pair_is_answered(void **state)
{
    struct catalogue_item *places, *components, *symptoms;
    size_t place_n = catalogue_list(&op, "place", &places);
    size_t component_n = catalogue_list(&op, "component", &components);
    size_t symptom_n = catalogue_list(&op, "symptom", &symptoms);
    struct catalogue_rule rule;

    (void)state;
    assert_true(place_n > 20 && component_n > 20 && symptom_n > 20);
    for (size_t c = 0; c < component_n; c++)
        for (size_t s = 0; s < symptom_n; s++) {
            catalogue_rule_find(&op, components[c].code, symptoms[s].code, &rule);
            valid(&rule, arena_printf(mem, "%s %s", components[c].code, symptoms[s].code));
        }
}

static void test_places_sharpen_to_valid_rules(void **state)
{
    struct query q;
    struct catalogue_rule rule;
    int n = 0;

    (void)state;
    for (db_query(op.tx, &q, "select place, component, symptom from catalogue_place_rule");
         db_next(&q); n++) {
        const char *place = db_text(&q, 0);

        assert_true(catalogue_has(&op, "place", place));
        catalogue_rule_at(&op, place, db_text(&q, 1), db_text(&q, 2), &rule);
        valid(&rule, place);
    }
    assert_true(n > 10);
}

/* A row of a rule that names no item of the list could never be found. */
static void test_rules_name_items(void **state)
{
    (void)state;
    assert_int_equal(db_int(op.tx, "select count(*) from catalogue_rule r where (component <> ''"
                                   " and not exists (select 1 from catalogue c where c.kind ="
                                   " 'component' and c.code = r.component)) or (symptom <> ''"
                                   " and not exists (select 1 from catalogue c where c.kind ="
                                   " 'symptom' and c.code = r.symptom))"),
                     0);
    assert_int_equal(db_int(op.tx, "select count(*) from catalogue_rule where (care_zh = '') <>"
                                   " (care_en = '')"),
                     0);
}

static void test_rules_mean_what_the_law_says(void **state)
{
    static const struct {
        const char *place, *component, *symptom, *warranty, *urgency;
    } cases[] = {
        { "master_bath", "ceiling", "leak", "wet_room_leak", "general_a" },
        { "roof", "ceiling", "leak", "roof_leak", "general_a" },
        { "basement", "wall", "leak", "basement_leak", "general_a" },
        { "basement", "water_supply", "leak", "pipe_leak", "general_a" },
        { "living", "wall", "crack_through", "structure", "complex" },
        { "facade", "wall", "leak", "wet_room_leak", "complex" },
        { "facade", "tile", "falling_off", "decoration", "emergency" },
        { "kitchen", "gas", "odour", "equipment", "emergency" },
        { "living", "strong_current", "no_water_power", "electrical", "emergency" },
        { "living", "floor", "hollow", "floor_hollow", "general_b" },
        { "living", "door", "wont_open_close", "door_window", "general_a" },
        { "entrance", "door", "wont_open_close", "door_window", "emergency" },
        { "lift", "door", "wont_open_close", "equipment", "emergency" },
        { "", "nothing_known", "nor_this", "other", "general_b" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct catalogue_rule rule;

        catalogue_rule_at(&op, cases[i].place, cases[i].component, cases[i].symptom, &rule);
        assert_string_equal(rule.warranty_code, cases[i].warranty);
        assert_string_equal(rule.urgency, cases[i].urgency);
    }
}

static void test_words_follow_the_language(void **state)
{
    struct op en = op;

    (void)state;
    en.lang = LANG_EN;
    assert_string_equal(catalogue_words(&op, "place", "master_bath"), "主卫");
    assert_string_equal(catalogue_words(&en, "place", "master_bath"), "Master bathroom");
    assert_string_equal(catalogue_words(&op, "place", "moon"), "moon");
    assert_false(catalogue_has(&op, "place", "moon"));
}

static void test_water_and_gas_have_care_notes(void **state)
{
    struct catalogue_rule rule;

    (void)state;
    catalogue_rule_find(&op, "gas", "odour", &rule);
    assert_non_null(strstr(rule.care, "燃气"));
    catalogue_rule_find(&op, "water_supply", "leak", &rule);
    assert_non_null(strstr(rule.care, "总阀"));
    catalogue_rule_find(&op, "strong_current", "leak", &rule);
    assert_non_null(strstr(rule.care, "空气开关"));
}

/* ---- editing; op becomes a writing one for the time of a turn ---- */

static enum err in_turn(struct tx *tx, void *arg)
{
    void (*const *act)(struct op *) = arg;
    struct op writing = op;

    writing.tx = tx;
    writing.now = INT64_C(1795000000000);
    (*act)(&writing);
    return OK;
}

static void turn(void (*act)(struct op *w))
{
    assert_int_equal(db_write(app.db, 0, mem, in_turn, &act), OK);
}

static void edit_words(struct op *w)
{
    struct catalogue_row row;

    assert_int_equal(catalogue_row_load(w, "place", "garden", &row), OK);
    row.is_retired = true;
    assert_int_equal(catalogue_row_put(w, &row, "测试"), OK);
    assert_false(catalogue_has(w, "place", "garden"));
    assert_string_equal(catalogue_words(w, "place", "garden"), "花园");
    assert_int_equal(catalogue_row_load(w, "place", "garden", &row), OK);
    assert_int_equal(row.version, 2);
    row = (struct catalogue_row){ .kind = "place", .code = "attic", .zh = "阁楼", .en = "Attic" };
    assert_int_equal(catalogue_row_add(w, &row, "测试"), OK);
    assert_int_equal(catalogue_row_add(w, &row, "测试"), E_RULE);
    row.code = "阁楼";
    assert_int_equal(catalogue_row_add(w, &row, "测试"), E_INPUT);
    assert_true(catalogue_has(w, "place", "attic"));
}

static void test_words_are_edited_and_retired(void **state)
{
    (void)state;
    turn(edit_words);
}

static void edit_rules(struct op *w)
{
    struct rule_row row;
    struct catalogue_rule rule;

    assert_int_equal(rule_row_load(w, "gas", "noise", &row), OK);
    assert_int_equal(row.version, 0);
    row.urgency = "complex";
    assert_int_equal(rule_row_put(w, &row, "测试"), OK);
    catalogue_rule_find(w, "gas", "noise", &rule);
    assert_string_equal(rule.urgency, "complex");
    catalogue_rule_find(w, "gas", "hollow", &rule);
    assert_string_equal(rule.urgency, "general_a");
    row.trade = "witchcraft";
    assert_int_equal(rule_row_put(w, &row, "测试"), E_INPUT);
    assert_int_equal(rule_row_load(w, "gas", "nothing_known", &row), E_NOT_FOUND);
}

static void test_a_rule_of_its_own_leaves_the_general_one(void **state)
{
    (void)state;
    turn(edit_rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "every component with every symptom has a warranty code, a trade and an urgency",
          test_every_pair_is_answered, NULL, NULL, NULL },
        { "what a place sharpens is valid", test_places_sharpen_to_valid_rules, NULL, NULL, NULL },
        { "rules name items of the catalogues, notes are in both languages", test_rules_name_items,
          NULL, NULL, NULL },
        { "the clocks' examples of urgency and the law's parts are met",
          test_rules_mean_what_the_law_says, NULL, NULL, NULL },
        { "words follow the reader's language", test_words_follow_the_language, NULL, NULL, NULL },
        { "water, electricity and gas come with what to do meanwhile",
          test_water_and_gas_have_care_notes, NULL, NULL, NULL },
        { "words are edited, added and retired, and old matters still find them",
          test_words_are_edited_and_retired, NULL, NULL, NULL },
        { "a rule of its own leaves the general one as it was",
          test_a_rule_of_its_own_leaves_the_general_one, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("catalogues", tests, open_op, close_op);
}
