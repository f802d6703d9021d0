/*
 * account.h -- who may log in, and as what.
 *
 * Staff have a login name and a password; owners log in with a code sent to the
 * phone in their file.  Accounts are global rows (turn 0); rights are rows of
 * membership, or for owners their running relation to a home.
 */
#pragma once
#include "app/op.h"

struct account_new {
    const char *login, *name; /* login is folded to lower case */
    enum role role;           /* ROLE_OWNER: phone is needed, the rest is not */
    int64_t project;          /* 0: in every project */
    int64_t company;          /* contractor and property: whose people; else 0 */
    const char *phone;        /* folded; NULL or "" */
    const char *password_hash;
};
/* E_INPUT with the field: a login or phone that is taken, a contractor without a company. */
enum err account_add(struct op *op, const struct account_new *a, int64_t *id) CHECKED;
/* Why this password is refused (W words): short, on every list of first guesses, or the login name;
   NULL: it is good. */
const char *password_fault(struct arena *mem, const char *login, const char *password);
/* Gives an account one more place. */
enum err account_join(struct op *op, int64_t account, enum role role, int64_t project,
                      int64_t company) CHECKED;
/* Ends one place of an account, and its sessions at once.  E_NOT_FOUND; E_RULE: the last
 * administrator stays. */
enum err account_leave(struct op *op, int64_t account, int64_t membership) CHECKED;
/* Ends all its sessions too. */
enum err account_password(struct op *op, int64_t account, const char *password_hash) CHECKED;
/* It can't log in any more; its name stays in the records. */
enum err account_disable(struct op *op, int64_t account) CHECKED;
/* By login name, 0: none. */
int64_t account_find(const struct op *op, const char *login);
/* Login names are compared without width and case. */
const char *login_fold(struct arena *mem, const char *typed);

struct account_view {
    int64_t id, disabled_at;
    const char *login, *name, *kind, *id_text;
    size_t role_n;
    const char **roles;     /* words as people read them: 客服专员 · 澜庭 */
    const char **place_ids; /* of the membership of each */
};
/* All but owners, by name. */
size_t account_list(const struct op *op, struct account_view **ret);

/*
 * The owner's account of a phone, made at her first login; 0 when no person of any project has it,
 * or the account was disabled.  It stands for every person with the phone, also when two share it:
 * whoever holds the phone reads the code, and nobody's login takes another's access away.  A second
 * phone leads to the account of the first when the same people have both.
 */
int64_t account_of_owner(struct op *op, const char *phone);
/* The account that stands for this person of op->project alone, made when there is none: what a
   one-time link opens. */
int64_t account_of_person(struct op *op, int64_t person);
/* From now on the account stands for the person of op->project; way: "phone" or "link". */
void account_stands_for(struct op *op, int64_t account, int64_t person, const char *way);

/* A key for a program, shown once; project 0: all of the account's. */
const char *token_add(struct op *op, int64_t account, int64_t project, const char *name,
                      bool may_write, int64_t days);
