/*
 * user.c -- `anju user` and `anju token`: accounts from the console.
 */
#include "app/job.h"
#include "app/session.h"
#include "base/json.h"
#include "base/must.h"
#include "base/random.h"
#include "cli/command.h"
#include "rooms/people/account.h"
#include "rooms/people/second.h"
#include "store/seal.h"

#include <string.h>

static const char user_usage[] =
    "anju user add|password|disable|second-reset|list --data DIR [--name N] [--role R] [--project "
    "P]\n\n"
    "Accounts of staff and owners. add prints a password that it made, unless one is read from\n"
    "standard input. second-reset is for who lost both telephone and recovery codes. Roles: admin "
    "manager agent engineer supervisor contractor property owner.";
static const char token_usage[] =
    "anju token create|revoke|list --data DIR [--user LOGIN] [--name LABEL] [--project P]\n\n"
    "Keys for programs. create prints the key once; revoke ends all keys of that label.";

/* What a subcommand works with, inside its transaction. */
struct task {
    struct command_call *c;
    const struct flag *flags;
    const char *verb;
    const char *password, *hash; /* of add and password; password NULL: read from input */
    int status;
};

static int refuse(struct task *t, const char *sentence)
{
    fprintf(t->c->err, "%s\n", sentence);
    t->status = 1;
    return 1;
}

static int64_t project_of(struct op *op, struct task *t, bool *ok)
{
    const char *name = flag_text(t->flags, "project");
    int64_t id =
        *name ? db_int(op->tx, "select id from project where name = $1 or slug = $1", T(name)) : 0;

    *ok = !*name || id;
    if (!*ok)
        refuse(t, arena_printf(op->mem,
                               "There is no project %s: import its homes first, or check the name.",
                               name));
    return id;
}

static const char *login_of(const struct task *t)
{
    const char *login = flag_text(t->flags, "login");

    return *login ? login : flag_text(t->flags, "name");
}

static enum err user_add(struct op *op, struct task *t)
{
    const char *company = flag_text(t->flags, "company"), *typed = flag_text(t->flags, "phone");
    struct account_new a = { .login = login_of(t),
                             .name = flag_text(t->flags, "name"),
                             .role = role_of_word(flag_text(t->flags, "role")),
                             .password_hash = t->hash };
    int64_t id = 0;
    bool ok;
    enum err e;

    a.project = project_of(op, t, &ok);
    if (!ok)
        return E_INPUT;
    if (*company)
        a.company = db_int(op->tx, "select id from company where name = $1", T(company));
    if (*typed && !phone_fold(op->mem, typed, &a.phone)) {
        refuse(t, "--phone is no phone number.");
        return E_INPUT;
    }
    if ((e = account_add(op, &a, &id)) != OK) {
        refuse(t, op->problem.words ? op->problem.words : "Refused.");
        return e;
    }
    return OK;
}

static int64_t user_find(struct op *op, struct task *t, const char *login)
{
    int64_t id = account_find(op, login);

    if (!id)
        refuse(t, arena_printf(op->mem, "There is no user %s: anju user list shows them.", login));
    return id;
}

static void user_list(struct op *op, struct task *t)
{
    bool json = flag_on(t->flags, "json");
    struct json j = json_new(op->mem, (size_t)16 << 20);
    struct account_view *list;
    size_t n = account_list(op, &list);

    json_open(&j, NULL, '[');
    for (size_t i = 0; i < n; i++) {
        if (!json) {
            fprintf(t->c->out, "%s\t%s\t%s", list[i].login, list[i].name,
                    list[i].disabled_at ? "disabled" : "active");
            for (size_t k = 0; k < list[i].role_n; k++)
                fprintf(t->c->out, "\t%s", list[i].roles[k]);
            fputc('\n', t->c->out);
            continue;
        }
        json_open(&j, NULL, '{');
        json_text(&j, "login", list[i].login);
        json_text(&j, "name", list[i].name);
        json_bool(&j, "disabled", list[i].disabled_at != 0);
        json_close(&j, '}');
    }
    json_close(&j, ']');
    if (json)
        fprintf(t->c->out, "%s\n", j.out.p);
}

static enum err user_work(struct op *op, void *arg)
{
    struct task *t = arg;
    int64_t id;
    enum err e = OK;

    if (strcmp(t->verb, "add") == 0)
        return user_add(op, t);
    if (strcmp(t->verb, "list") == 0) {
        user_list(op, t);
        return OK;
    }
    if (!(id = user_find(op, t, login_of(t))))
        return E_NOT_FOUND;
    if (strcmp(t->verb, "second-reset") == 0)
        second_remove(op, id, 0);
    else
        e = strcmp(t->verb, "password") == 0 ? account_password(op, id, t->hash)
                                             : account_disable(op, id);
    if (e != OK)
        refuse(t, op->problem.words ? op->problem.words : "Refused.");
    return e;
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(*words, word) == 0)
            return true;
    return false;
}

/* The first line of standard input; here or at the caller's. */
static const char *input_line(struct command_call *c)
{
    char line[512];
    size_t n;

    if (c->input && *c->input)
        return c->input;
    if (!fgets(line, sizeof line, stdin))
        return "";
    n = strcspn(line, "\r\n");
    return arena_dup_n(c->mem, line, n);
}

static bool password_make(struct task *t)
{
    struct command_call *c = t->c;

    if (strcmp(t->verb, "add") != 0 && strcmp(t->verb, "password") != 0)
        return true;
    if (role_of_word(flag_text(t->flags, "role")) == ROLE_OWNER)
        return true;
    t->password = flag_on(t->flags, "password-stdin") ? c->input : random_token(c->mem, 12);
    if (password_fault(c->mem, login_of(t), t->password)) {
        refuse(t,
               "This password is too short or too common: take 10 characters or more that nobody "
               "would guess.");
        return false;
    }
    t->hash = password_hash(c->mem, t->password);
    return true;
}

static int user_run(struct command_call *c, const struct flag *flags,
                    const struct command_words *words)
{
    struct task t = { .c = c, .flags = flags, .verb = words->argv[0] };

    if (!password_make(&t))
        return t.status;
    if (app_write(c->app, 0, c->mem, user_work, &t) == E_STORE && t.status == 0)
        return refuse(&t, "Nothing was written: check the disk and try again.");
    if (t.status == 0 && t.hash && !flag_on(flags, "password-stdin"))
        fprintf(c->out, "%s\n", t.password);
    return t.status;
}

static bool user_flags_good(struct command_call *c, const char *verb, const struct flag *flags)
{
    if (strcmp(verb, "list") != 0 && !*flag_text(flags, "name") && !*flag_text(flags, "login")) {
        fprintf(c->err, "--name N is missing: whose account?\n");
        return false;
    }
    if (strcmp(verb, "add") == 0 && !role_of_word(flag_text(flags, "role"))) {
        fprintf(c->err, "--role must be one of admin manager agent engineer supervisor contractor "
                        "property owner.\n");
        return false;
    }
    return true;
}

int user_command(struct command_call *c, int argc, char **argv)
{
    static const char *const verbs[] = {
        "add", "password", "disable", "second-reset", "list", NULL
    };
    struct flag flags[] = {
        { "data", "DIR", "folder of the installation, created when missing", true, NULL },
        { "name", "N", "name of the person, and login unless --login is given", false, NULL },
        { "login", "L", "login name", false, NULL },
        { "role", "R", "what she is", false, NULL },
        { "project", "P", "name of the one project; all when not given", false, NULL },
        { "company", "C", "name of the company of a contractor's or property company's people",
          false, NULL },
        { "phone", "P", "phone of an owner", false, NULL },
        { "password-stdin", NULL, "read the password from standard input", false, NULL },
        { "json", NULL, "list as JSON", false, NULL },
        { 0 },
    };
    const char *verb = argc > 0 ? argv[0] : "";
    bool has_verb = is_one_of(verb, verbs);
    enum flags_end end =
        flags_read(c, has_verb ? argc - 1 : argc, has_verb ? argv + 1 : argv, flags, user_usage);
    struct command_words words = { "user", argc, argv };

    if (end != FLAGS_GOOD)
        return end == FLAGS_HELP ? 0 : WRONG_USE;
    if (!has_verb || !user_flags_good(c, verb, flags)) {
        if (!has_verb)
            fprintf(c->err, "Say what to do: anju user add|password|disable|second-reset|list.\n");
        return WRONG_USE;
    }
    if (flag_on(flags, "password-stdin"))
        c->input = input_line(c);
    return command_with_data(c, &words, flags, user_run);
}

/* ---- tokens ---- */

static void token_list(struct op *op, struct task *t)
{
    struct query q;

    for (db_query(op->tx, &q,
                  "select a.login, k.name, k.scopes, k.revoked_at, p.name from token k"
                  " join account a on a.id = k.account_id left join project p"
                  " on p.id = k.project_id order by k.id");
         db_next(&q);)
        fprintf(t->c->out, "%s\t%s\t%s\t%s\t%s\n", db_text(&q, 0), db_text(&q, 1), db_text(&q, 2),
                db_text(&q, 4) ? db_text(&q, 4) : "*", db_is_null(&q, 3) ? "active" : "revoked");
    db_done(&q);
}

static enum err token_create(struct op *op, struct task *t)
{
    int64_t days = 365, project, account = user_find(op, t, flag_text(t->flags, "user"));
    bool ok;

    if (!account)
        return E_NOT_FOUND;
    project = project_of(op, t, &ok);
    if (!ok || !flag_int(t->c, t->flags, "days", 1, 3650, &days)) {
        t->status = ok ? WRONG_USE : t->status;
        return E_INPUT;
    }
    t->password = token_add(op, account, project, flag_text(t->flags, "name"),
                            !flag_on(t->flags, "read-only"), days);
    return OK;
}

static enum err token_work(struct op *op, void *arg)
{
    struct task *t = arg;

    if (strcmp(t->verb, "create") == 0)
        return token_create(op, t);
    if (strcmp(t->verb, "list") == 0) {
        token_list(op, t);
        return OK;
    }
    if (db_exec(op->tx, "update token set revoked_at = $2 where name = $1 and revoked_at is null",
                T(flag_text(t->flags, "name")), I(op->now)) == 0) {
        refuse(t, "There is no such token: anju token list shows them.");
        return E_NOT_FOUND;
    }
    return OK;
}

static int token_run(struct command_call *c, const struct flag *flags,
                     const struct command_words *words)
{
    struct task t = { .c = c, .flags = flags, .verb = words->argv[0] };

    if (app_write(c->app, 0, c->mem, token_work, &t) == E_STORE && t.status == 0)
        return refuse(&t, "Nothing was written: check the disk and try again.");
    if (t.status == 0 && t.password)
        fprintf(c->out, "%s\n", t.password);
    return t.status;
}

int token_command(struct command_call *c, int argc, char **argv)
{
    static const char *const verbs[] = { "create", "revoke", "list", NULL };
    struct flag flags[] = {
        { "data", "DIR", "folder of the installation", true, NULL },
        { "user", "LOGIN", "whose rights the token has", false, NULL },
        { "name", "LABEL", "what it is for", false, NULL },
        { "project", "P", "confines it to one project", false, NULL },
        { "days", "N", "days until it ends; 365 when not given", false, NULL },
        { "read-only", NULL, "it can't write", false, NULL },
        { 0 },
    };
    const char *verb = argc > 0 ? argv[0] : "";
    bool has_verb = is_one_of(verb, verbs);
    enum flags_end end =
        flags_read(c, has_verb ? argc - 1 : argc, has_verb ? argv + 1 : argv, flags, token_usage);
    struct command_words words = { "token", argc, argv };

    if (end != FLAGS_GOOD)
        return end == FLAGS_HELP ? 0 : WRONG_USE;
    if (!has_verb || (strcmp(verb, "list") != 0 && !*flag_text(flags, "name"))) {
        fprintf(c->err, has_verb ? "--name LABEL is missing: what is the token for?\n"
                                 : "Say what to do: anju token create|revoke|list.\n");
        return WRONG_USE;
    }
    return command_with_data(c, &words, flags, token_run);
}
