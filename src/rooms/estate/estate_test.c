/* estate_test.c -- projects, buildings and homes against a real database. */
#include "rooms/estate/estate.h"

#include "app/event.h"
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
static const char *dir;

static int open_app(void **state)
{
    const char *why = "";
    struct db_options o = { .durable = false };

    (void)state;
    mem = arena_open((size_t)1 << 28);
    dir = arena_dup(mem, mkdtemp((char[]){ "/tmp/anju-estate-XXXXXX" }));
    o.url = datadir_url(mem, dir);
    app = (struct app){ .db = db_open(mem, &o, &why) };
    if (!app.db)
        fail_msg("%s", why);
    return 0;
}

static int close_app(void **state)
{
    static const char *const names[] = { "anju.db", "anju.db-wal", "anju.db-shm" };

    (void)state;
    db_close(app.db);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        (void)remove(arena_printf(mem, "%s/%s", dir, names[i]));
    (void)rmdir(dir);
    arena_close(mem);
    return 0;
}

/* Runs fn with a writing op; the scene keeps what a test looks at afterwards. */
struct scene {
    int64_t project, building, home;
    void (*act)(struct op *op, struct scene *s);
};

static enum err scene_run(struct tx *tx, void *arg)
{
    struct scene *s = arg;
    struct op op = { .app = &app,
                     .tx = tx,
                     .mem = mem,
                     .actor = &actor_system,
                     .now = INT64_C(1795000000000),
                     .lang = LANG_ZH,
                     .project = s->project };

    s->act(&op, s);
    return OK;
}

static void in_turn(struct scene *s, void (*act)(struct op *op, struct scene *s))
{
    s->act = act;
    assert_int_equal(db_write(app.db, s->project, mem, scene_run, s), OK);
}

static void build(struct op *op, struct scene *s)
{
    struct building_view b = { .code = "3", .name = "", .completion_on = 19000 };
    struct home_view h = { .unit = "2",
                           .room = "1802",
                           .type = "三室两厅",
                           .fit_out = "fitted",
                           .external_id = "",
                           .area_cm2 = 1183300,
                           .notice_on = 19100,
                           .keys_on = 19110,
                           .signed_on = NO_DATE,
                           .handover_on = NO_DATE,
                           .handover_by = "keys" };

    assert_int_equal(estate_project_ensure(op, "澜庭 North Bay", &s->project), OK);
    op->project = s->project;
    assert_int_equal(estate_building_ensure(op, &b, &s->building), OK);
    h.building_id = s->building;
    assert_int_equal(estate_home_put(op, &h, &s->home), OK);
}

/* ---- projects ---- */

static void test_project_names_itself(struct op *op, struct scene *s)
{
    struct project_view p;
    int64_t again = 0, other = 0;

    assert_int_equal(project_find(op, "north-bay"), s->project);
    assert_int_equal(project_load(op, s->project, &p), OK);
    assert_string_equal(p.name, "澜庭 North Bay");
    assert_int_equal(p.home_n, 1);
    assert_int_equal(p.handed_n, 1);
    assert_int_equal(estate_project_ensure(op, "澜庭 North Bay", &again), OK);
    assert_int_equal(again, s->project);
    assert_int_equal(estate_project_ensure(op, "云栖", &other), OK);
    assert_int_equal(project_load(op, other, &p), OK);
    assert_string_equal(p.slug, "p2");
}

static void test_project_is_edited(struct op *op, struct scene *s)
{
    struct project_view p;

    assert_int_equal(project_load(op, s->project, &p), OK);
    p.hotline = "4008000000";
    p.waterproof_promise = "5y";
    assert_int_equal(estate_project_put(op, &p), OK);
    p.waterproof_promise = "five years";
    assert_int_equal(estate_project_put(op, &p), E_INPUT);
    assert_string_equal(op->problem.field, "waterproof_promise");
    p.waterproof_promise = "5y";
    p.rule_pack = "atlantis";
    assert_int_equal(estate_project_put(op, &p), E_INPUT);
    assert_int_equal(project_load(op, s->project, &p), OK);
    assert_string_equal(p.hotline, "4008000000");
    assert_int_equal(p.version, 2);
}

/* ---- buildings ---- */

static void test_building_keeps_what_is_not_told(struct op *op, struct scene *s)
{
    struct building_view b;
    int64_t id = 0;

    op->project = s->project;
    assert_int_equal(
        estate_building_ensure(
            op, &(struct building_view){ .code = "3", .name = "", .completion_on = NO_DATE }, &id),
        OK);
    assert_int_equal(id, s->building);
    assert_int_equal(building_load(op, id, &b), OK);
    assert_string_equal(b.name, "3栋");
    assert_string_equal(b.phase, "一期");
    assert_int_equal(b.completion_on, 19000);
    assert_int_equal(b.design_life_y, 50);
    assert_int_equal(b.version, 1);
    b.completion_on = 19010;
    assert_int_equal(estate_building_put(op, &b), OK);
    assert_int_equal(building_load(op, id, &b), OK);
    assert_int_equal(b.completion_on, 19010);
    assert_int_equal(b.version, 2);
}

/* ---- homes ---- */

static void test_home_is_found_as_people_type(struct op *op, struct scene *s)
{
    static const char *const typed[] = { "3-2-1802", "3栋2单元1802", "3#2-1802",
                                         "３栋２单元１８０２室", "3-1802" };

    op->project = s->project;
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        if (home_find(op, typed[i]) != s->home)
            fail_msg("not found: %s", typed[i]);
    assert_int_equal(home_find(op, "3-2-1803"), 0);
    assert_int_equal(home_find(op, "3栋"), 0);
    assert_int_equal(home_find(op, ""), 0);
}

static void test_ambiguous_home_is_not_guessed(struct op *op, struct scene *s)
{
    struct home_view h;
    int64_t id = 0;

    op->project = s->project;
    assert_int_equal(home_load(op, s->home, &h), OK);
    h.id = 0;
    h.unit = "1";
    assert_int_equal(estate_home_put(op, &h, &id), OK);
    assert_int_equal(home_find(op, "3-1802"), 0);
    assert_int_equal(home_find(op, "3-1-1802"), id);
}

static void test_governing_date_follows_the_choice(struct op *op, struct scene *s)
{
    struct home_view h;
    struct event *events;
    size_t n;
    int64_t id;

    op->project = s->project;
    assert_int_equal(home_load(op, s->home, &h), OK);
    assert_string_equal(h.say, "3栋2单元1802");
    assert_int_equal(h.handover_on, 19110);
    h.handover_by = "notice";
    assert_int_equal(estate_home_put(op, &h, &id), OK);
    assert_int_equal(home_load(op, s->home, &h), OK);
    assert_int_equal(h.handover_on, 19100);
    assert_int_equal(h.version, 2);
    n = event_list(op, "home", s->home, &events);
    assert_int_equal(n, 2);
    assert_string_equal(events[1].what, "home.edit");
    assert_non_null(strstr(events[1].payload, "handover_on"));
    assert_null(strstr(events[1].payload, "fit_out"));
    assert_int_equal(estate_home_put(op, &h, &id), OK);
    assert_int_equal(event_list(op, "home", s->home, &events), 2);
}

static void test_handover_needs_its_date(struct op *op, struct scene *s)
{
    struct home_view h;
    int64_t id;

    op->project = s->project;
    assert_int_equal(home_load(op, s->home, &h), OK);
    h.handover_by = "signed";
    assert_int_equal(estate_home_put(op, &h, &id), E_RULE);
    assert_string_equal(op->problem.code, "handover_date_missing");
    h.signed_on = 18999;
    assert_int_equal(estate_home_put(op, &h, &id), E_RULE);
    assert_string_equal(op->problem.code, "handover_before_completion");
}

static void test_room_is_there_once(struct op *op, struct scene *s)
{
    struct home_view h;
    int64_t id;

    op->project = s->project;
    assert_int_equal(home_load(op, s->home, &h), OK);
    h.id = 0;
    assert_int_equal(estate_home_put(op, &h, &id), E_RULE);
    assert_string_equal(op->problem.code, "home_taken");
}

static void test_list_goes_on_where_it_stopped(struct op *op, struct scene *s)
{
    static const char *const rooms[] = { "201", "1001", "102" };
    struct home_view h, *list;
    int64_t id;

    op->project = s->project;
    assert_int_equal(home_load(op, s->home, &h), OK);
    h.id = 0;
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        h.room = rooms[i];
        assert_int_equal(estate_home_put(op, &h, &id), OK);
    }
    assert_int_equal(home_list(op, 0, 0, 2, &list), 2);
    assert_string_equal(list[0].room, "102");
    assert_string_equal(list[1].room, "201");
    assert_int_equal(home_list(op, s->building, list[1].id, 9, &list), 2);
    assert_string_equal(list[0].room, "1001");
    assert_string_equal(list[1].room, "1802");
}

static void test_another_project_sees_nothing(struct op *op, struct scene *s)
{
    struct home_view h, *list;
    struct building_view b;
    int64_t other = 0;

    assert_int_equal(estate_project_ensure(op, "别处", &other), OK);
    op->project = other;
    assert_int_equal(home_load(op, s->home, &h), E_NOT_FOUND);
    assert_int_equal(building_load(op, s->building, &b), E_NOT_FOUND);
    assert_int_equal(home_find(op, "3-2-1802"), 0);
    assert_int_equal(home_list(op, 0, 0, 9, &list), 0);
}

static void run(void (*act)(struct op *op, struct scene *s))
{
    struct scene s = { 0 };

    in_turn(&s, build);
    in_turn(&s, act);
}

#define SCENE(fn)                                                                                  \
    static void run_##fn(void **state)                                                             \
    {                                                                                              \
        (void)state;                                                                               \
        run(test_##fn);                                                                            \
    }
/* clang-format off */
SCENE(project_names_itself)
SCENE(project_is_edited)
SCENE(building_keeps_what_is_not_told)
SCENE(home_is_found_as_people_type)
SCENE(ambiguous_home_is_not_guessed)
SCENE(governing_date_follows_the_choice)
SCENE(handover_needs_its_date)
SCENE(room_is_there_once)
SCENE(list_goes_on_where_it_stopped)
SCENE(another_project_sees_nothing)
/* clang-format on */

#define TEST(name, fn)                                                                             \
    {                                                                                              \
        name, run_##fn, open_app, close_app, NULL                                                  \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a project gets a short name from its Latin letters, else a number",
             project_names_itself),
        TEST("a project is edited, and refuses a promise or a pack that nobody knows",
             project_is_edited),
        TEST("a building keeps what a later file does not tell", building_keeps_what_is_not_told),
        TEST("a home is found by every spelling of its room", home_is_found_as_people_type),
        TEST("a room that could be two homes is not guessed", ambiguous_home_is_not_guessed),
        TEST("the handover that governs follows the choice, with an event",
             governing_date_follows_the_choice),
        TEST("a handover needs its date, behind completion", handover_needs_its_date),
        TEST("a room is there once", room_is_there_once),
        TEST("a list goes on where it stopped, lower floors first", list_goes_on_where_it_stopped),
        TEST("another project sees none of it", another_project_sees_nothing),
    };

    return cmocka_run_group_tests_name("estate", tests, NULL, NULL);
}
