/*
 * main.c -- the commands of anju.
 *
 * Each command is a file of this folder and a row of the table; its --help says
 * what it takes.  Wrong usage ends with 2, on every command.
 */
#include "app/photo_worker.h"
#include "cli/command.h"

#include <string.h>

#define ANJU_VERSION "0.1.0"

static const struct command {
    const char *name;
    int (*run)(struct command_call *c, int argc, char **argv);
    const char *help;
} commands[] = {
    { "import", import_command, "take over homes, owners or companies from a file" },
    { "rules", rules_command,
      "put questions to the rules: deadline, warranty, split, search-terms" },
};

static int say_commands(FILE *to, int status)
{
    fprintf(to, "Usage: anju COMMAND [FLAGS]\n\n");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].help);
    fprintf(to, "\nanju COMMAND --help tells the flags of a command.\n");
    return status;
}

int main(int argc, char **argv)
{
    struct command_call c = { .out = stdout, .err = stderr, .dir = "" };
    int status = 2;

    if (argc < 2)
        return say_commands(stderr, 2);
    if (strcmp(argv[1], PHOTO_WORKER) == 0) /* the child of photo.h; before anything is opened */
        photo_worker_main(argc > 2 ? argv[2] : NULL);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return say_commands(stdout, 0);
    if (strcmp(argv[1], "--version") == 0)
        return puts("anju " ANJU_VERSION) < 0;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i].name, argv[1]) == 0) {
            c.mem = arena_open((size_t)1 << 30);
            status = commands[i].run(&c, argc - 2, argv + 2);
            arena_close(c.mem);
            return status;
        }
    fprintf(stderr, "anju: there is no command %s.\n\n", argv[1]);
    return say_commands(stderr, status);
}
