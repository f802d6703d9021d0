/* people_pages.h -- routes of the people room: doors, accounts, files of people and homes. */
#pragma once
#include "app/route.h"
#include "app/session.h"

/* ---- the doors, for the pages that open one (login_pages.c) ---- */
/* Only an address of our own: one slash, then no slash or backslash; else "". */
const char *safe_next(const char *next);
/* What is written down of a log-in: peer and browser of the request. */
struct session_new login_of(struct req *r, int64_t account, const char *way);
/* Opens a session and goes on; whoever lacks a second factor she needs goes to set it up. */
enum err login_enter(struct req *r, int64_t account, const char *way, const char *next);
/* The password was right: asks for the code (second_pages.c). */
enum err second_ask(struct req *r, int64_t account, const char *next);
/* Where this server is reached: --public-url, or the host of the request (link_pages.c). */
const char *own_address(const struct req *r);
/* Administrators of all projects alone (account_pages.c). */
enum err whole_admin(const struct req *r);

extern const struct route post_routes[];
extern const size_t post_route_n;
extern const struct route login_routes[], account_routes[], person_routes[];
extern const struct route second_routes[], session_routes[], link_routes[], invite_routes[];
extern const size_t second_route_n, session_route_n, link_route_n, invite_route_n;
extern const size_t login_route_n, account_route_n, person_route_n;
