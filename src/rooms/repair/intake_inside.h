/* intake_inside.h -- what the ways of reporting share: fields, reading, the end of each. */
#pragma once
#include "rooms/repair/intake_find.h"
#include "rooms/repair/repair_fields.h"

#define MATTERS_MAX 60

#define REPORT_FIELDS                                                                              \
    { "relation", F_TEXT, false, 0, 20, NULL, W("和房屋的关系") },                                 \
        { "contact_name", F_TEXT, false, 0, 40, NULL, W("联系人") },                               \
        { "contact_phone", F_PHONE, false, 0, 0, NULL, W("联系电话") },                            \
        { "description", F_LINES, true, 2, 2000, NULL, W("说说情况") },                            \
        { "wished", F_TEXT, false, 0, 100, NULL, W("方便上门的时间") },                            \
        { "urgency", F_WORD, false, 0, 0, urgency_words, W("紧急程度") },                          \
        { "faults[].place", F_TEXT, true, 1, 40, NULL, W("部位") },                                \
        { "faults[].component", F_TEXT, true, 1, 40, NULL, W("构件") },                            \
        { "faults[].symptom", F_TEXT, true, 1, 40, NULL, W("现象") },                              \
        { "faults[].cause", F_TEXT, false, 0, 40, NULL, W("故障原因") },                           \
        { "faults[].description", F_LINES, false, 0, 1000, NULL, W("说明") },

/* What a form or program sent, as a report through this channel. */
struct report intake_read(struct req *r, const char *channel);
/* Name and phone of out->person_id, where the report says none. */
void intake_contact(const struct op *op, struct report *out);
/* Reports, and answers with the matter. */
enum err intake_done(struct req *r, const struct report *out);
/* Items of a catalogue as a list to choose from; returns how many. */
size_t intake_options(const struct op *op, const char *kind, struct part_option **ret);
/* Leaves of the places those that at least one of the homes has; fills what each home has. */
size_t intake_places_of(const struct op *op, struct intake_home *homes, size_t home_n,
                        struct part_option *places, size_t n);
/* Adds the newest open or closed matters of a home, while there is room for MATTERS_MAX. */
void intake_matters_add(const struct op *op, const struct intake_home *home, bool closed,
                        struct intake_matter *list, size_t *n);
/* The hotline's form: also what staff get back when a report was refused. */
enum err intake_call_form(struct req *r);
