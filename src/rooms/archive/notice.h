/*
 * notice.h -- water, power, heat or gas is off in a building: announced, printed, posted (story 1;
 * warranty.md, "Paper that stays").
 *
 * The law wants such a notice on paper (电子签名法 第三条), so it is a sealed paper like all
 * others, and the posting is recorded with a photo.  A change or a cancellation is a new paper that
 * replaces the old one, and is to be posted anew.
 */
#pragma once
#include "app/op.h"
#include "app/parts.h"

struct notice {
    int64_t id, building_id, from_at, to_at, made_at, posted_at, version;
    const char *kind, *kind_words; /* water; W("停水") */
    const char *building, *reason, *homes, *contact, *advice, *state;
    const char *made_by, *posted_by, *posted_where, *cancel_reason;
    const char *project, *project_name; /* slug, name */
    const char *paper_no, *paper_state; /* of the version that counts; "" */
    struct part_photo *photos;          /* of its posting */
    size_t photo_n;
    struct url where, paper;
};

/* E_INPUT with the field: it ends before it begins, lies in the past, is longer than 30 days. */
enum err notice_add(struct op *op, const struct notice *n, int64_t *ret_id) CHECKED;
/* Another time, reason or reach; E_RULE when it was cancelled. */
enum err notice_change(struct op *op, int64_t id, const struct notice *n) CHECKED;
enum err notice_cancel(struct op *op, int64_t id, const char *reason) CHECKED;
/* Where it hangs, with at least one photo (uploads of the actor). */
enum err notice_post(struct op *op, int64_t id, const char *where, const int64_t *photos,
                     size_t n) CHECKED;

/* Staff of the project, and who has a running relation to a home of the building. */
bool notice_is_visible(const struct op *op, int64_t id);
/* E_NOT_FOUND also when it is not for the actor's eyes. */
enum err notice_load(const struct op *op, int64_t id, struct notice *ret) CHECKED;
/* Those of op->project that the actor may see, the latest first; building 0: of all buildings.
   only_running: not over yet. */
size_t notice_list(const struct op *op, int64_t building, bool only_running, struct notice **ret);
/* What is or will be off in the buildings of the actor's homes, in all projects. */
size_t notice_of_account(const struct op *op, struct notice **ret);
