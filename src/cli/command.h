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
    const char *dir;   /* of the caller, for relative paths; "" is this process's own */
    const char *input; /* first line of the caller's standard input where a flag asks for it */
    const void *env;   /* the caller's ANJU_… variables (json_t); NULL: this process's own */
};

/* Wrong usage ends with this on every command. */
#define WRONG_USE 2

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
/* A whole number between least and most; false with a sentence on err.  *ret keeps its value when
   the flag was not given. */
bool flag_int(const struct command_call *c, const struct flag *flags, const char *name,
              int64_t least, int64_t most, int64_t *ret);

/*
 * Opens DIR for a command that runs by itself: makes it when missing, takes its lock, brings the
 * schema up to date, leases a node number for ids.  False with a sentence on err; *is_held tells
 * (without a sentence) that another process holds it.
 */
bool command_open(struct command_call *c, const char *dir, bool *is_held);
void command_close(struct command_call *c);

/*
 * Runs work(c, flags, words) with the database of --data DIR open: here, or, when a server holds
 * the folder, by sending it the command's own words (control.h).  Returns the exit status; 1 with a
 * sentence on err when the folder can't be opened.
 */
struct command_words {
    const char *name;
    int argc;
    char **argv;
};
typedef int command_work(struct command_call *c, const struct flag *flags,
                         const struct command_words *words);
int command_with_data(struct command_call *c, const struct command_words *words,
                      const struct flag *flags, command_work *work);

/* Runs a command by name with this call; 2 with a sentence on err when there is none. */
int command_run(struct command_call *c, const char *name, int argc, char **argv);
/* Prints the list of commands; returns `status`. */
int say_commands(FILE *to, int status);

/* Each is a row in main.c and a file of this folder. */
int keys_command(struct command_call *c, int argc, char **argv);
int link_command(struct command_call *c, int argc, char **argv);
int import_command(struct command_call *c, int argc, char **argv);
/* JSON lines in and out, without a database; never carried to `serve`. */
int rules_command(struct command_call *c, int argc, char **argv);
int routes_command(struct command_call *c, int argc, char **argv);
int serve_command(struct command_call *c, int argc, char **argv);
int demo_command(struct command_call *c, int argc, char **argv);
int user_command(struct command_call *c, int argc, char **argv);
int verify_command(struct command_call *c, int argc, char **argv);
int token_command(struct command_call *c, int argc, char **argv);
