/*
 * rules.c -- `anju rules`: one JSON object a line in, one a line out.
 *
 * Lawyers, auditors and tests ask the rules here without a database.  An
 * unreadable line is answered with its error and the run goes on; each answer
 * leaves before the next line is read, so a program may hold a conversation.
 */
#include "base/must.h"
#include "cli/ask.h"
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES ((size_t)1 << 20)

static const struct question {
    const char *name;
    void (*answer)(struct ask *a);
    const char *help;
} questions[] = {
    { "deadline", ask_deadline, "{\"start\":…,\"limit\":3,\"basis\":\"working_day\"}" },
    { "warranty", ask_warranty, "{\"code\":…,\"completion\":…,\"handover\":…,\"reported\":…}" },
    { "split", ask_split, "{\"amount\":…,\"shares\":[{\"party\":…,\"percent\":…}]}" },
    { "search-terms", ask_search_terms, "{\"text\":…}" },
    { "triage", ask_triage, "{\"text\":…,\"heating\":true}" },
};

static int usage(FILE *out, int status)
{
    fputs("usage: anju rules QUESTION < questions.jsonl\n\n"
          "Reads one JSON object a line and answers one a line.\n\n",
          out);
    for (size_t i = 0; i < LEN(questions); i++)
        fprintf(out, "  %-14s%s\n", questions[i].name, questions[i].help);
    return status;
}

static void error_put(const struct ask *a, struct json *j)
{
    json_open(j, "error", '{');
    json_text(j, "code", a->code);
    if (a->missing_year)
        json_int(j, "year", a->missing_year);
    else {
        json_text(j, "message", a->message);
        json_text(j, "field", a->field);
    }
    json_close(j, '}');
}

/* Writes the answer; true when it is not an error. */
static bool line_answer(FILE *to, struct arena *mem, const struct question *q, struct span line)
{
    struct json answer = json_new(mem, (size_t)1 << 26);
    struct ask a = { .mem = mem, .out = &answer };

    json_open(&answer, NULL, '{');
    if (line.n > LINE_MAX_BYTES)
        ask_fail(&a, "too_long", "这一行超过 1 MiB", NULL);
    else
        ask_open(&a, line.p, line.n);
    if (!a.code)
        q->answer(&a);
    if (!a.code && answer.out.full)
        ask_fail(&a, "too_long", "答案太长，请缩短期限", NULL);
    if (a.code) {
        answer = json_new(mem, (size_t)1 << 20);
        json_open(&answer, NULL, '{');
        error_put(&a, &answer);
    }
    json_close(&answer, '}');
    fputs(answer.out.p, to);
    fputc('\n', to);
    fflush(to);
    return a.code == NULL;
}

/* One line without its end; n goes past LINE_MAX_BYTES when it was longer.  False at the end. */
static bool line_read(char *line, size_t *n)
{
    size_t got = 0;
    int c;

    while ((c = getc_unlocked(stdin)) != EOF && c != '\n') {
        if (got < LINE_MAX_BYTES)
            line[got] = (char)c;
        got += got <= LINE_MAX_BYTES;
    }
    *n = got;
    return c != EOF || got > 0;
}

static int lines_answer(const struct command_call *c, const struct question *q)
{
    struct arena *process = arena_open(LINE_MAX_BYTES * 2);
    struct arena *mem = arena_open((size_t)1 << 30);
    char *line = arena_alloc(process, LINE_MAX_BYTES);
    bool sound = true;
    size_t n;

    while (line_read(line, &n)) {
        sound = line_answer(c->out, mem, q, (struct span){ line, n }) && sound;
        arena_reset(mem);
    }
    sound = sound && !ferror(stdin) && !ferror(c->out);
    arena_close(mem);
    arena_close(process);
    return sound ? 0 : 1;
}

int rules_command(struct command_call *c, int argc, char **argv)
{
    if (argc == 1 && strcmp(argv[0], "--help") == 0)
        return usage(c->out, 0);
    for (size_t i = 0; argc == 1 && i < LEN(questions); i++)
        if (strcmp(argv[0], questions[i].name) == 0)
            return lines_answer(c, &questions[i]);
    return usage(c->err, 2);
}
