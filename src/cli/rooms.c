/*
 * rooms.c -- the list of rooms; a new room is one include and one row in each table.
 */
#include "cli/rooms.h"
#include "app/live.h"
#include "app/system.h"
#include "base/must.h"
#include "rooms/archive/archive_pages.h"
#include "rooms/archive/paper.h"
#include "rooms/audit/audit_pages.h"
#include "rooms/company/company_pages.h"
#include "rooms/estate/estate_pages.h"
#include "rooms/estate/import_pages.h"
#include "rooms/estate/import_task.h"
#include "rooms/ledger/ledger_pages.h"
#include "rooms/matter/matter.h"
#include "rooms/matter/matter_pages.h"
#include "rooms/notify/sender.h"
#include "rooms/people/initials.h"
#include "rooms/people/people_pages.h"
#include "rooms/repair/intake_pages.h"
#include "rooms/repair/repair_deed.h"
#include "rooms/repair/repair_pages.h"
#include "rooms/suggestion/suggestion.h"
#include "rooms/suggestion/suggestion_pages.h"

const struct route_set route_sets[] = {
    { system_routes, &system_route_n },
    { live_routes, &live_route_n },
    { post_routes, &post_route_n },
    { login_routes, &login_route_n },
    { account_routes, &account_route_n },
    { person_routes, &person_route_n },
    { second_routes, &second_route_n },
    { session_routes, &session_route_n },
    { link_routes, &link_route_n },
    { invite_routes, &invite_route_n },
    { import_routes, &import_route_n },
    { matter_routes, &matter_route_n },
    { repair_routes, &repair_route_n },
    { audit_routes, &audit_route_n },
    { suggestion_routes, &suggestion_route_n },
    { intake_routes, &intake_route_n },
    { call_routes, &call_route_n },
    { field_routes, &field_route_n },
    { handed_routes, &handed_route_n },
    { public_routes, &public_route_n },
    { estate_routes, &estate_route_n },
    { home_routes, &home_route_n },
    { catalogue_routes, &catalogue_route_n },
    { rule_routes, &rule_route_n },
    { version_routes, &version_route_n },
    { home_type_routes, &home_type_route_n },
    { archive_routes, &archive_route_n },
    { paper_routes, &paper_route_n },
    { notice_routes, &notice_route_n },
    { company_routes, &company_route_n },
    { register_routes, &register_route_n },
    { overview_routes, &overview_route_n },
    { 0 },
};

const struct flow *const flows[] = { &fault_flow, &order_flow, &suggestion_flow, NULL };

const struct follower followers_of_rooms[] = {
    { "home.edit", repair_follow_home },
    { "building.edit", repair_follow_building },
    { "estate.import", repair_follow_project },
    { "home.owner_change", repair_owner_changed },
    { "home.owner_change", matter_follow_owner },
    { "person.merged", matter_follow_merge },
    { 0 },
};

static const struct job_kind *const kinds_of_rooms[] = { estate_jobs, people_jobs, archive_jobs,
                                                         notify_jobs };

const struct job_kind *job_kinds(struct arena *mem)
{
    size_t n = 0, k = 0;
    struct job_kind *all;

    for (size_t i = 0; i < LEN(kinds_of_rooms); i++)
        for (const struct job_kind *j = kinds_of_rooms[i]; j->kind; j++)
            n++;
    all = arena_new_n(mem, struct job_kind, n + 1);
    for (size_t i = 0; i < LEN(kinds_of_rooms); i++)
        for (const struct job_kind *j = kinds_of_rooms[i]; j->kind; j++)
            all[k++] = *j;
    return all;
}
