/*
 * command.h -- what every command gets, and the flags it takes.
 *
 * A command may run in a process of its own or inside `serve`, which got it over
 * the control socket; it can't tell the difference.  So it writes to the streams
 * it was given, never exits, and returns its status.
 */
#pragma once
#include "app/op.h"

#include <stdio.h>

struct command_call {
    struct arena *mem;
    struct app *app; /* NULL when the command opens nothing */
    FILE *out, *err;
    const char *dir; /* of the caller, for relative paths; "" is this process's own */
};

struct flag {
    const char *name; /* "data": --data DIR, or ANJU_DATA in the environment */
    const char *what; /* "DIR"; NULL: a switch without a value */
    const char *help;
    bool required;
    const char *value; /* out: NULL when it was not given; "1" for a switch */
};

/* What flags_read saw. */
enum flags_end {
    FLAGS_GOOD = 1,
    FLAGS_HELP,  /* --help was answered on out: the command ends with 0 */
    FLAGS_WRONG, /* what is wrong, and how it is right, was said on err: it ends with 2 */
};

/*
 * Reads "--name value", "--name=value" and "--switch" into a table ended by a zero row, then the
 * environment for what is missing.  usage: the line behind "Usage: ", then what the command does.
 */
enum flags_end flags_read(const struct command_call *c, int argc, char **argv, struct flag *flags,
                          const char *usage);
/* Value of a flag, "" when it was not given. */
const char *flag_text(const struct flag *flags, const char *name);
bool flag_on(const struct flag *flags, const char *name);

/*
 * Opens DIR for a command that runs by itself: makes it when missing, takes its lock, brings the
 * schema up to date.  False with a sentence on err; *is_held tells that another process holds it.
 */
bool command_open(struct command_call *c, const char *dir, bool *is_held);
void command_close(struct command_call *c);

/* anju import (import.c) */
int import_command(struct command_call *c, int argc, char **argv);
/* anju rules (rules.c): JSON lines in and out, without a database; never carried to `serve`. */
int rules_command(struct command_call *c, int argc, char **argv);
