/*
 * photo_worker.h -- the child side of photo.h: `anju photo-worker`.
 *
 * Descriptor 3 is the picture, 4 and 5 take the two results, standard output
 * takes one line that says what was done.  Before a byte is decoded the process
 * gives up all it could do harm with: limits on memory, time, files and sizes,
 * then a seccomp filter that kills on anything but reading, writing and memory.
 */
#pragma once

#define PHOTO_WORKER "photo-worker" /* the hidden command */

/* arg: "place" when the place is wanted.  Ends the process. */
_Noreturn void photo_worker_main(const char *arg);
