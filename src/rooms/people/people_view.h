/* people_view.h -- what the pages of this room show. */
#pragma once
#include "app/parts.h"
#include "rooms/people/account.h"
#include "rooms/people/person.h"

struct front_project {
    const char *name, *city, *hotline, *hours;
};
struct front_view {
    struct front_project *projects;
    size_t project_n;
    bool is_login;
};
struct login_view {
    const char *next;   /* where to go on; "" */
    const char *masked; /* of the phone the code went to */
};
struct me_view {
    const char *name, *id;
};

struct people_view {
    struct account_view *accounts;
    size_t account_n;
    struct part_option *projects, *companies;
    size_t project_n, company_n;
    const char *made_login, *made; /* a password that was made just now; NULL: none */
};
struct outbox_row {
    const char *to, *kind, *text;
    int64_t created_at, sent_at;
};
struct outbox_view {
    struct outbox_row *rows;
    size_t n;
};

struct person_matter {
    const char *no, *title, *state;
    int64_t received_at;
    struct url where;
};
struct person_page_view {
    struct person_view person;
    struct relation_view *relations;
    size_t relation_n;
    struct person_matter *matters;
    size_t matter_n;
    const char *revealed_what, *revealed; /* NULL: not now */
    struct url reveal;
    bool may_reveal, may_edit;
    const char *project;
};
struct home_page_view {
    int64_t id;
    const char *code, *said, *type, *project, *id_text, *area;
    int32_t completion_on, handover_on;
    struct relation_view *relations;
    size_t relation_n;
    struct person_matter *matters;
    size_t matter_n;
    bool is_staff, may_edit;
};
struct home_row {
    int64_t id;
    const char *code, *said, *owner, *phone;
    struct url where;
};
struct homes_view {
    struct home_row *rows;
    size_t n;
    const char *typed, *project;
};
