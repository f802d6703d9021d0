/*
 * demo.h -- what the files of `anju demo` share.
 *
 * The demo's dice are its own and seeded: the same seed tells the same story
 * (ids and keys apart, which are secrets of the installation).
 */
#pragma once
#include "app/photo.h"
#include "cli/command.h"
#include "rooms/repair/repair.h"

#define DEMO_PASSWORD    "anju-demo-2026"
#define DEMO_OWNER_PHONE "19000000021"
#define HOMES_A_BUILDING 112
#define DEMO_PICTURES    8
#define DEMO_STAFF       10

struct dice {
    uint64_t state;
};
uint64_t dice_roll(struct dice *d);
/* 0 … n-1 */
int dice_below(struct dice *d, int n);

struct demo_case {
    const char *place, *component, *symptom, *said, *cause, *found, *measures, *scope, *method,
        *materials, *done;
    int picture; /* of the report */
};
extern const struct demo_case demo_cases[];
extern const size_t demo_case_n;

struct demo_home {
    int64_t id, account_id;
    const char *code, *owner, *phone;
    int32_t handover_on;
};

struct demo {
    struct app *app;
    struct arena *mem;
    struct command_call *c;
    struct dice dice;
    int64_t now, project;
    int64_t home_n, matter_n;
    struct demo_home *homes;
    int64_t staff[DEMO_STAFF]; /* accounts in the order of demo_people */
#define DEMO_OWN_TEAM 3
    int64_t companies[5]; /* 总包, 装饰, 机电, 自有班组, 物业 */
    struct photo pictures[DEMO_PICTURES];
    int64_t next_matter; /* the next one to tell */
    int64_t turn_first;  /* where this turn began, and with which dice */
    struct dice turn_dice;
};
enum {
    DEMO_ADMIN,
    DEMO_MANAGER,
    DEMO_AGENT,
    DEMO_ENGINEER,
    DEMO_SUPERVISOR,
    DEMO_CONTRACTOR,
    DEMO_PROPERTY,
    DEMO_AGENT_2,
    DEMO_ENGINEER_2,
    DEMO_TEAM
};

/* The estate, its people and companies. */
enum err demo_estate(struct demo *d) CHECKED;
/* Versions of the catalogues, by the administrator. */
enum err demo_catalogue(struct demo *d) CHECKED;
/* Draws and keeps the pictures that reports use. */
enum err demo_pictures(struct demo *d) CHECKED;
/* Tells the matters one after the other, through the same operations as people do. */
enum err demo_matters(struct demo *d) CHECKED;
/* Prints who can log in. */
void demo_logins(FILE *to);
