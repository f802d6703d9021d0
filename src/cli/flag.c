/*
 * flag.c -- flags of commands, from the command line and from the environment.
 *
 * The table of a command is its help text too, so the two cannot differ.
 */
#include "cli/command.h"

#include "base/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void say_usage(const struct command_call *c, FILE *to, const struct flag *flags,
                      const char *usage)
{
    fprintf(to, "Usage: %s\n\n", usage);
    for (const struct flag *f = flags; f->name; f++) {
        const char *head =
            arena_printf(c->mem, "--%s%s%s", f->name, f->what ? " " : "", f->what ? f->what : "");

        fprintf(to, "  %-22s %s%s\n", head, f->help, f->required ? " (required)" : "");
    }
    fprintf(to,
            "\nEvery flag may stand in the environment as ANJU_<FLAG>, for example ANJU_DATA.\n");
}

static struct flag *find(struct flag *flags, const char *name, size_t n)
{
    for (; flags->name; flags++)
        if (strlen(flags->name) == n && memcmp(flags->name, name, n) == 0)
            return flags;
    return NULL;
}

/* ANJU_PUBLIC_URL for public-url. */
static const char *from_environment(const struct command_call *c, const char *name)
{
    char *key = arena_alloc(c->mem, strlen(name) + sizeof "ANJU_");
    char *at = key + sizeof "ANJU_" - 1;
    const char *value;

    memcpy(key, "ANJU_", sizeof "ANJU_" - 1);
    for (; *name; name++)
        *at++ = *name == '-' ? '_' : (char)toupper((unsigned char)*name);
    value = c->env ? json_string_value(json_object_get(c->env, key)) : getenv(key);
    return value && *value ? value : NULL;
}

/* One argument; returns how many were used, 0 when it is wrong. */
static int read_one(int argc, char **argv, struct flag *flags)
{
    const char *name = argv[0] + 2, *equal = strchr(name, '=');
    struct flag *f = find(flags, name, equal ? (size_t)(equal - name) : strlen(name));

    if (!f)
        return 0;
    if (!f->what) {
        f->value = "1";
        return equal ? 0 : 1;
    }
    if (equal) {
        f->value = equal + 1;
        return 1;
    }
    f->value = argc > 1 ? argv[1] : NULL;
    return argc > 1 ? 2 : 0;
}

static bool all_given(const struct command_call *c, struct flag *flags)
{
    bool good = true;

    for (; flags->name; flags++) {
        if (!flags->value)
            flags->value = from_environment(c, flags->name);
        if (flags->required && !flags->value) {
            fprintf(c->err, "--%s %s is missing: %s\n", flags->name, flags->what, flags->help);
            good = false;
        }
    }
    return good;
}

enum flags_end flags_read(const struct command_call *c, int argc, char **argv, struct flag *flags,
                          const char *usage)
{
    int used;

    for (int i = 0; i < argc; i += used) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            say_usage(c, c->out, flags, usage);
            return FLAGS_HELP;
        }
        used = strncmp(argv[i], "--", 2) == 0 ? read_one(argc - i, argv + i, flags) : 0;
        if (used == 0) {
            fprintf(c->err, "%s is not understood here.\n\n", argv[i]);
            say_usage(c, c->err, flags, usage);
            return FLAGS_WRONG;
        }
    }
    return all_given(c, flags) ? FLAGS_GOOD : FLAGS_WRONG;
}

const char *flag_text(const struct flag *flags, const char *name)
{
    for (; flags->name; flags++)
        if (strcmp(flags->name, name) == 0)
            return flags->value ? flags->value : "";
    return "";
}

bool flag_on(const struct flag *flags, const char *name)
{
    const char *value = flag_text(flags, name);

    return *value && strcmp(value, "0") != 0;
}

bool flag_int(const struct command_call *c, const struct flag *flags, const char *name,
              int64_t least, int64_t most, int64_t *ret)
{
    const char *text = flag_text(flags, name);
    int64_t value;

    if (!*text)
        return true;
    if (!text_int(text, &value) || value < least || value > most) {
        fprintf(c->err, "--%s must be a whole number from %" PRId64 " to %" PRId64 ".\n", name,
                least, most);
        return false;
    }
    *ret = value;
    return true;
}
