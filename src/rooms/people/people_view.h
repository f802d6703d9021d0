/* people_view.h -- what the pages of this room show. */
#pragma once
#include "app/parts.h"
#include "app/qr.h"
#include "rooms/estate/past_repair.h"
#include "rooms/people/account.h"
#include "rooms/people/ownership.h"
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

struct second_view {
    bool is_on, is_required;
    int64_t left_n;
    const char *uri, *secret; /* NULL: nothing is being set up */
    struct qr qr;
    const char **codes; /* recovery codes made just now */
    size_t code_n;
};
struct policy_view {
    int64_t id;
    const char *id_text, *name, *second_factor; /* default on off */
};
struct security_view {
    struct policy_view *rows;
    size_t n;
    bool is_demo;
};
struct session_view {
    int64_t id, created_at, seen_at;
    const char *id_text, *way, *device, *peer;
    bool is_this;
};
struct login_row {
    int64_t at;
    const char *way, *result, *device, *peer;
};
struct sessions_view {
    struct session_view *sessions;
    size_t session_n;
    struct login_row *logins;
    size_t login_n;
    const char *name;
    struct url base, reset;
    bool is_own, is_staff, has_second;
};

struct link_card_view {
    int64_t person_id, until_at;
    const char *name, *project, *home, *hotline, *letterhead, *address;
    struct qr qr;
};
struct entry_page_view {
    const char *project, *home, *name;
    struct url here;
};
struct colleague {
    int64_t id;
    const char *id_text, *name, *login;
    bool is_lead;
};
struct invited {
    int64_t id;
    const char *id_text, *name, *phone; /* phone: masked */
    int64_t expires_at;
};
struct colleagues_view {
    struct colleague *rows;
    size_t n;
    struct invited *invited;
    size_t invited_n;
    const char *company, *invited_name, *link; /* link: made just now; NULL: none */
    bool is_lead;
};
struct invitation_view {
    const char *name, *company;
    struct url here;
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
    struct twin *twins;
    size_t twin_n;
    struct url reveal, here, into; /* into.s NULL: this record stands for itself */
    bool may_reveal, may_edit, may_merge;
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
    bool is_staff, may_edit, may_link;
    struct past_view *past; /* repairs of former years, imported */
    size_t past_n;
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
