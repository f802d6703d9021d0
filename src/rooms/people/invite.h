/*
 * invite.h -- a company's people bring their colleagues (quality, security 17).
 *
 * Whoever an administrator entered for a company leads its people here: invites
 * into her own company, role and project and nowhere else, and lets go whom she
 * invited.  An administrator may end any of it.
 */
#pragma once
#include "app/op.h"

struct place {
    int64_t project_id, company_id; /* project 0: all */
    const char *role, *company;
    bool is_lead;
};
/* The actor's own place in a company; E_NOT_FOUND: none. */
enum err invite_place(const struct op *op, struct place *ret) CHECKED;

/* *token gets the secret of the link.  E_DENIED: she leads nobody; E_TOO_MANY: ten a day for one,
   twenty open ones for a company. */
enum err invite_make(struct op *op, const char *name, const char *phone,
                     const char **token) CHECKED;
/* Ends an open invitation of her company; E_NOT_FOUND. */
enum err invite_end(struct op *op, int64_t id) CHECKED;
/* Lets go a colleague who was invited: her sessions end at once.  E_NOT_FOUND: not one of them;
   E_RULE: herself, or a lead, who is the administrator's to end. */
enum err invite_dismiss(struct op *op, int64_t account) CHECKED;

struct invitation {
    int64_t id, project_id, company_id, made_by;
    const char *role, *name, *company;
};
/* The open one of this secret; E_NOT_FOUND: unknown, used, too old, ended. */
enum err invite_find(const struct op *op, const char *token, struct invitation *ret) CHECKED;
/* Makes the account and uses the invitation up. */
enum err invite_accept(struct op *op, const char *token, const char *login,
                       const char *password_hash, int64_t *account) CHECKED;
