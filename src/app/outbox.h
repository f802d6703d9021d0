/*
 * outbox.h -- messages to the world are rows; a pluggable sender takes them out after the commit.
 * The development sender marks them sent and writes a log line without the text's secrets; the
 * outbox page (administrator) shows them.
 */
#pragma once
#include "app/op.h"

struct message {
    const char *phone; /* NULL: on screen only */
    int64_t account_id;
    const char *kind;    /* 'repair.receipt' */
    const char *text;    /* in the receiver's language */
    const char *subject; /* 'matter' */
    int64_t subject_id;
};
void outbox_add(struct op *op, const struct message *m);
