/*
 * post.h -- departments, posts and certificates of staff (S2.1a; S3.2.3c: the checker holds valid
 * training).
 */
#pragma once
#include "app/op.h"

struct certificate {
    int64_t id;
    const char *id_text, *name, *no;
    int32_t until_on; /* NO_DATE: without an end */
    bool is_over;     /* on the day of the request */
};
struct post_view {
    int64_t account, version;
    const char *name, *login, *department, *post;
    struct certificate *certificates;
    size_t certificate_n;
};
/* E_NOT_FOUND for an owner's account or none. */
enum err post_load(const struct op *op, int64_t account, struct post_view *ret) CHECKED;
/* Writes department and post; an event with what changed. */
enum err post_put(struct op *op, int64_t account, const char *department, const char *post) CHECKED;
/* Adds one; E_INPUT when it ended before today. */
enum err certificate_add(struct op *op, int64_t account, const char *name, const char *no,
                         int32_t until_on) CHECKED;
/* It stays in the record, but counts no more. */
enum err certificate_remove(struct op *op, int64_t account, int64_t id) CHECKED;
