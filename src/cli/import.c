/*
 * import.c -- anju import: a file of homes, owners, companies or old repairs, from the command
 * line.
 *
 * The same operation as on the page.  With --json one object and nothing else
 * goes to standard output; what a person should know goes to standard error.
 * The exit status tells a script the rest: 0 all rows taken, 3 some refused and
 * the others taken, 1 nothing written.
 */
#include "base/json.h"
#include "cli/command.h"
#include "rooms/estate/past_repair.h"

#include <stdlib.h>
#include <string.h>

enum { TAKEN = 0, NOTHING = 1, SOME = 3 };

static const char usage[] =
    "anju import --data DIR --project NAME --kind homes|owners|companies|ledger --file F\n\n"
    "Takes over homes, owners, companies or a ledger of old repairs from a CSV or XLSX file, all\n"
    "rows or none unless"
    " --accept-good-rows is given. Exit status: 0 all rows taken, 3 some refused and the others\n"
    "taken, 1 nothing written, 2 wrong usage.";

static int status_of(const struct import_report *r, bool dry_run)
{
    if (r->why.code || r->count.rows == r->count.refused + r->count.blank ||
        (!dry_run && !r->applied))
        return NOTHING;
    return r->count.refused ? SOME : TAKEN;
}

static void put_error(struct json *j, const char *sheet, int64_t row, const char *field,
                      const char *home, const char *message)
{
    json_open(j, NULL, '{');
    if (sheet)
        json_text(j, "sheet", sheet);
    json_int(j, "row", row);
    json_text(j, "field", field);
    json_text(j, "home", home);
    json_text(j, "message", message);
    json_close(j, '}');
}

/* What a ledger has besides: rows = taken + refused + blank, sheets, spellings of companies. */
static void put_ledger(struct json *j, const struct import_report *r)
{
    json_int(j, "taken", r->count.taken);
    json_int(j, "refused", r->count.refused);
    json_int(j, "blank", r->count.blank);
    json_int(j, "new", r->count.fresh);
    json_open(j, "sheets", '[');
    for (size_t i = 0; i < r->sheet_n; i++) {
        json_open(j, NULL, '{');
        json_text(j, "name", r->sheets[i].name);
        json_int(j, "year", r->sheets[i].year);
        json_int(j, "rows", r->sheets[i].rows);
        json_int(j, "taken", r->sheets[i].taken);
        json_int(j, "refused", r->sheets[i].refused);
        json_int(j, "blank", r->sheets[i].blank);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_open(j, "companies", '[');
    for (size_t i = 0; i < r->spelling_n; i++) {
        json_open(j, NULL, '{');
        json_text(j, "said", r->spellings[i].said);
        json_int(j, "rows", r->spellings[i].n);
        json_text(j, "company", r->spellings[i].company);
        json_text(j, "proposed", r->spellings[i].proposed);
        json_bool(j, "answered", r->spellings[i].is_answered);
        json_close(j, '}');
    }
    json_close(j, ']');
}

/* The one object of the contract. */
static void say_json(struct command_call *c, const struct import_report *r, enum import_kind kind,
                     enum lang lang)
{
    struct json j = json_new(c->mem, (size_t)64 << 20);

    json_open(&j, NULL, '{');
    json_int(&j, "rows", r->count.rows);
    json_int(&j, "homes", r->count.homes);
    json_int(&j, "owners", r->count.owners);
    if (kind == IMPORT_COMPANIES)
        json_int(&j, "companies", r->count.companies);
    if (kind == IMPORT_LEDGER)
        put_ledger(&j, r);
    json_open(&j, "errors", '[');
    if (r->why.code)
        put_error(&j, NULL, r->why.row, r->why.code, "", word(lang, r->why.zh));
    for (size_t i = 0; i < r->fault_n; i++)
        put_error(&j, r->faults[i].sheet, r->faults[i].row, r->faults[i].field, r->faults[i].home,
                  import_words(c->mem, lang, &r->faults[i]));
    json_close(&j, ']');
    json_close(&j, '}');
    fprintf(c->out, "%s\n", j.out.p);
}

/* Spellings that look like one company: kept apart until somebody says --same. */
static void say_spellings(struct command_call *c, const struct import_report *r)
{
    for (size_t i = 0; i < r->spelling_n; i++)
        if (*r->spellings[i].proposed && !r->spellings[i].is_answered)
            fprintf(c->err, "Perhaps one company: --same \"%s=%s\", or \"%s=\" for two.\n",
                    r->spellings[i].said, r->spellings[i].proposed, r->spellings[i].said);
}

static void say_words(struct command_call *c, const struct import_report *r, enum lang lang,
                      bool dry_run)
{
    const struct import_count *n = &r->count;

    for (size_t i = 0; i < r->fault_n; i++)
        fprintf(c->out, "%s%s%lld\t%s\t%s\t%s\n", r->faults[i].sheet ? r->faults[i].sheet : "",
                r->faults[i].sheet ? "\t" : "", (long long)r->faults[i].row, r->faults[i].field,
                r->faults[i].home, import_words(c->mem, lang, &r->faults[i]));
    if (r->why.code)
        fprintf(c->err, "%s\n", word(lang, r->why.zh));
    else
        fprintf(c->out, "%s: %lld rows, %lld refused, %lld homes, %lld owners, %lld companies\n",
                dry_run      ? "Dry run"
                : r->applied ? "Taken over"
                             : "Nothing written",
                (long long)n->rows, (long long)n->refused, (long long)n->homes,
                (long long)n->owners, (long long)n->companies);
    if (!r->why.code && n->taken + n->blank > 0)
        fprintf(c->out, "%lld taken as history (%lld new), %lld blank\n", (long long)n->taken,
                (long long)n->fresh, (long long)n->blank);
    if (!r->why.code && !r->applied && !dry_run && n->refused < n->rows)
        fprintf(c->err, "Correct these rows and import again, or add --accept-good-rows to take"
                        " the others.\n");
}

static int run(struct command_call *c, const struct flag *flags, const struct command_words *words)
{
    (void)words;
    enum import_kind kind = import_kind_of(flag_text(flags, "kind"));
    struct import_order o = { .project = flag_text(flags, "project"),
                              .kind = kind,
                              .mapping = flag_text(flags, "columns"),
                              .file_hash = "",
                              .dry_run = flag_on(flags, "dry-run"),
                              .accept_good = flag_on(flags, "accept-good-rows") };
    enum lang lang = strcmp(flag_text(flags, "lang"), "en") == 0 ? LANG_EN : LANG_ZH;
    const char *path = flag_text(flags, "file"), *slash = strrchr(path, '/');
    struct import_report r = { 0 };
    enum err e;

    o.same = past_same_lines(c->mem, flag_text(flags, "same"));
    o.file_name = slash ? slash + 1 : path;
    if (*c->dir && *path != '/')
        path = arena_printf(c->mem, "%s/%s", c->dir, path);
    e = sheet_load(c->mem, path, &o.bytes, &r.why);
    if (e == OK)
        e = import_run(c->app, c->mem, &actor_system, &o, &r);
    if (e != OK && !r.why.code)
        r.why =
            (struct sheet_fault){ "store",
                                  W("数据库写不进去，什么都没有保存：请检查磁盘空间后再试"), 0 };
    if (flag_on(flags, "json"))
        say_json(c, &r, kind, lang);
    else
        say_words(c, &r, lang, o.dry_run);
    say_spellings(c, &r);
    return status_of(&r, o.dry_run);
}

int import_command(struct command_call *c, int argc, char **argv)
{
    struct flag flags[] = {
        { "data", "DIR", "folder of the installation, created when missing", true, NULL },
        { "project", "NAME", "created by the first import of its homes or owners", true, NULL },
        { "kind", "KIND", "homes, owners, companies or ledger", true, NULL },
        { "file", "F", "a .csv (UTF-8, GB18030, UTF-16) or .xlsx file", true, NULL },
        { "columns", "LIST", "own mapping, for example name=G,phone=I", false, NULL },
        { "same", "LIST", "of a ledger: spellings that are one company, 恒基=恒基建设,甲=", false,
          NULL },
        { "lang", "L", "zh or en: language of messages", false, NULL },
        { "dry-run", NULL, "check only", false, NULL },
        { "accept-good-rows", NULL, "take the good rows when others are refused", false, NULL },
        { "json", NULL, "one JSON object on standard output", false, NULL },
        { 0 },
    };
    enum flags_end end = flags_read(c, argc, argv, flags, usage);
    struct command_words words = { "import", argc, argv };

    if (end != FLAGS_GOOD)
        return end == FLAGS_HELP ? 0 : WRONG_USE;
    if (import_kind_of(flag_text(flags, "kind")) == IMPORT_NONE) {
        fprintf(c->err, "--kind must be homes, owners, companies or ledger.\n");
        return WRONG_USE;
    }
    return command_with_data(c, &words, flags, run);
}
