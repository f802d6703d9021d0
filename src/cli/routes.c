/*
 * routes.c -- `anju routes`: what the program answers, to whom, and what may happen when.
 *
 * The tests of rights and of the life cycles read it, so that a new route or a
 * new step can't be forgotten there.
 */
#include "app/dispatch.h"
#include "app/flow.h"
#include "cli/command.h"
#include "cli/rooms.h"

#define OUTPUT_LIMIT ((size_t)16 << 20)

static const char usage[] =
    "anju routes\n\nPrints all routes with the roles that may call them, and "
    "all life cycles, as one JSON object.";

static void roles_put(struct json *j, enum action right)
{
    json_open(j, "roles", '[');
    for (unsigned b = 1; b <= ROLE_OWNER; b <<= 1)
        if (action_roles(right) & b)
            json_text(j, NULL, role_word((enum role)b));
    json_close(j, ']');
}

static void flow_put(struct json *j, const struct flow *f)
{
    json_open(j, NULL, '{');
    json_text(j, "name", f->name);
    json_open(j, "states", '[');
    for (size_t i = 0; f->states[i]; i++)
        json_text(j, NULL, f->states[i]);
    json_close(j, ']');
    json_open(j, "steps", '[');
    for (size_t i = 0; i < f->step_n; i++) {
        json_open(j, NULL, '{');
        json_text(j, "act", f->steps[i].act);
        json_text(j, "from", f->steps[i].from);
        json_text(j, "to", f->steps[i].to);
        roles_put(j, f->steps[i].right);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
}

int routes_command(struct command_call *c, int argc, char **argv)
{
    struct flag flags[] = { { 0 } };
    enum flags_end end = flags_read(c, argc, argv, flags, usage);
    struct json j = json_new(c->mem, OUTPUT_LIMIT);

    if (end != FLAGS_GOOD)
        return end == FLAGS_HELP ? 0 : WRONG_USE;
    json_open(&j, NULL, '{');
    json_raw(&j, "routes", route_table_json(c->mem, route_sets));
    json_open(&j, "flows", '[');
    for (size_t i = 0; flows[i]; i++)
        flow_put(&j, flows[i]);
    json_close(&j, ']');
    json_close(&j, '}');
    fprintf(c->out, "%s\n", j.out.p);
    return 0;
}
