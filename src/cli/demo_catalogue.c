/*
 * demo_catalogue.c -- the catalogues of the demo have a past: a place that was missing, a name that
 * nobody liked and was taken back, a care note that a complaint taught; and types of homes that
 * know their places.
 */
#include "app/job.h"
#include "app/session.h"
#include "base/must.h"
#include "base/when.h"
#include "cli/demo.h"
#include "rooms/estate/catalogue_edit.h"
#include "rooms/estate/catalogue_rules.h"
#include "rooms/estate/catalogue_version.h"
#include "rooms/estate/home_type.h"

#define WITH_CLOAKROOM 2 /* the version that the last one goes back to */

static enum err add_cloakroom(struct op *op)
{
    static const struct catalogue_row cloakroom = {
        .kind = "place", .code = "cloakroom", .zh = "衣帽间", .en = "Cloakroom", .pos = 65
    };

    return catalogue_row_add(op, &cloakroom, "二期户型有衣帽间，报修时找不到这一项");
}

static enum err rename_garden(struct op *op)
{
    struct catalogue_row row;
    enum err e = catalogue_row_load(op, "place", "garden", &row);

    row.zh = "庭院";
    row.en = "Courtyard";
    return e == OK ? catalogue_row_put(op, &row, "和销售资料的叫法一致") : e;
}

static enum err take_it_back(struct op *op)
{
    return version_rollback(op, book_of("place"), WITH_CLOAKROOM,
                            "业主习惯说“花园”，改名后来电都要再问一遍");
}

static enum err teach_hollow_tiles(struct op *op)
{
    struct rule_row row;
    enum err e = rule_row_load(op, "tile", "hollow", &row);

    row.care_zh = "请不要敲打空鼓的瓷砖，也不要在上面放重物；有松动时请绕行。";
    row.care_en = "Please do not knock at hollow tiles or put heavy things on them; walk around "
                  "them if they are loose.";
    return e == OK ? rule_row_put(op, &row, "有业主自行敲打造成脱落，补上提醒") : e;
}

static const struct {
    int days_ago;
    enum err (*change)(struct op *op);
} past[] = {
    { 420, add_cloakroom },
    { 160, rename_garden },
    { 90, teach_hollow_tiles },
    { 75, take_it_back },
};

static enum err tell(struct op *op, void *arg)
{
    const struct demo *d = arg;
    enum err e = OK;

    op->actor = actor_load(op, d->staff[DEMO_ADMIN]);
    for (size_t i = 0; e == OK && i < sizeof past / sizeof *past; i++) {
        op->now = d->now - past[i].days_ago * DAY_MS;
        e = past[i].change(op);
    }
    return e;
}

/* Flats: no stairs of their own, no garden; the small type has one bathroom. */
static enum err choose_places(struct op *op, void *arg)
{
    static const char *const flat[] = { "entrance", "living",  "dining",      "master_bedroom",
                                        "study",    "kitchen", "master_bath", "second_bedroom",
                                        "balcony",  "utility", "guest_bath",  "cloakroom" };
    const struct demo *d = arg;
    enum err e;

    op->actor = actor_load(op, d->staff[DEMO_MANAGER]);
    op->now = d->now - 60 * DAY_MS;
    if ((e = home_type_put(op, "A1", flat, LEN(flat) - 2)) == OK)
        e = home_type_put(op, "A2", flat, LEN(flat));
    return e == E_NOT_FOUND ? OK : e; /* so few homes that a type is missing */
}

enum err demo_catalogue(struct demo *d)
{
    enum err e = app_write(d->app, 0, d->mem, tell, d);

    return e == OK ? app_write(d->app, d->project, d->mem, choose_places, d) : e;
}
