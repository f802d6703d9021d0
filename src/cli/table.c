/*
 * table.c -- the commands of anju, and the one way to run them.
 *
 * A command with --data works on a folder.  When another process has it open
 * (`serve`), the command's words go there and its output comes back, so that
 * whoever types it needs to know nothing of the lock.
 */
#include "base/must.h"
#include "cli/control.h"

#include <string.h>

/* How a command comes to its database. */
enum opens {
    OPENS_NOTHING, /* or does it by itself (serve) */
    OPENS_DATA,    /* --data DIR, alone or inside the server */
};

static const struct command {
    const char *name;
    int (*run)(struct command_call *c, int argc, char **argv);
    enum opens opens;
    const char *help;
} commands[] = {
    { "serve", serve_command, OPENS_NOTHING, "start the server" },
    { "demo", demo_command, OPENS_NOTHING, "make a demo project in a new folder" },
    { "import", import_command, OPENS_DATA, "take over homes, owners or companies from a file" },
    { "verify", verify_command, OPENS_DATA, "check event chains, files and papers" },
    { "user", user_command, OPENS_DATA, "accounts: add, password, disable, list" },
    { "token", token_command, OPENS_DATA, "keys for programs: create, revoke, list" },
    { "link", link_command, OPENS_DATA, "a one-time link for a person of a home" },
    { "keys", keys_command, OPENS_DATA, "keys of phones and ID numbers: list, rotate, remove" },
    { "routes", routes_command, OPENS_NOTHING, "print routes, rights and life cycles as JSON" },
    { "rules", rules_command, OPENS_NOTHING,
      "put questions to the rules: deadline, warranty, split, search-terms" },
};

int say_commands(FILE *to, int status)
{
    fprintf(to, "Usage: anju COMMAND [FLAGS]\n\n");
    for (size_t i = 0; i < LEN(commands); i++)
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].help);
    fprintf(to,
            "\nanju COMMAND --help tells the flags of a command; anju --version its version.\n");
    return status;
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < LEN(commands); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* Inside the server, where the database is open already. */
int command_run(struct command_call *c, const char *name, int argc, char **argv)
{
    const struct command *k = find(name);

    if (k && (c->app == NULL || k->opens == OPENS_DATA))
        return k->run(c, argc, argv);
    fprintf(c->err, "anju: there is no command %s.\n\n", name);
    return say_commands(c->err, WRONG_USE);
}
