/* keeping.h -- what the archive does by itself, unasked: anchors, and uploads that nobody claimed.
 */
#pragma once
#include "app/job.h"

#define KEEPING_EVERY_MS  (INT64_C(3600) * 1000)
#define UPLOAD_KEEP_MS    (INT64_C(24) * 3600 * 1000) /* an upload waits so long for its act */
#define UPLOADS_WAIT_MOST 1000                        /* of one account */
#define UPLOADS_WAIT_SIZE (INT64_C(400) * 1024 * 1024)

/* E_TOO_MANY with field "photo" when an account has left so many uploads unclaimed that no more are
   taken (quality.md security 21).  In op's snapshot. */
enum err uploads_have_room(struct op *op) CHECKED;

/* Job: chains the heads of each project's events of the days that ended (house.md, event log). */
enum err keeping_anchor(struct job *job);
/* Job: forgets uploads that waited longer than UPLOAD_KEEP_MS, rows and bytes. */
enum err keeping_forget(struct job *job);
