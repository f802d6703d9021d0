/* people_pages.h -- routes of the people room: doors, accounts, files of people and homes. */
#pragma once
#include "app/route.h"

extern const struct route login_routes[], account_routes[], person_routes[];
extern const size_t login_route_n, account_route_n, person_route_n;
