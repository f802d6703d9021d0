/*
 * tables.c -- turns the data that lawyers and offices edit into C.
 *
 *   tables calendar OUT.c 2004.txt 2005.txt ...
 *   tables pack OUT.c national.txt example.txt ...
 *   tables fold OUT.c simplified.txt
 *   tables triage OUT.c terms.txt
 *   tables pinyin OUT.c initials.txt surnames.txt
 *
 * The formats are explained in data/calendars/README.md, at the head of
 * data/rules/national.txt and data/triage/terms.txt, in data/fold/README.md and
 * data/pinyin/README.md.  A line that does not fit
 * stops the build with its place, so a slip in a table never reaches a verdict.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 7

struct place {
    const char *path;
    int line;
};

static _Noreturn void stop(struct place at, const char *why)
{
    fprintf(stderr, "%s:%d: error: %s\n", at.path, at.line, why);
    exit(1);
}

/* File name without folder and ending, in a buffer of the caller. */
static void stem(const char *path, char out[64])
{
    const char *base = strrchr(path, '/');
    size_t n;

    base = base ? base + 1 : path;
    n = strcspn(base, ".");
    if (n == 0 || n >= 64)
        stop((struct place){ path, 0 }, "an unfit file name");
    memcpy(out, base, n);
    out[n] = 0;
}

static void literal(FILE *out, const char *s)
{
    fputc('"', out);
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            fputc('\\', out);
        fputc(*s, out);
    }
    fputc('"', out);
}

/* The next line that says something, without its line end; NULL at the end. */
static char *line_next(FILE *in, char *line, size_t room, struct place *at)
{
    while (fgets(line, (int)room, in)) {
        at->line++;
        if (!strchr(line, '\n'))
            stop(*at, "a line that is too long or has no end");
        line[strcspn(line, "\r\n")] = 0;
        if (*line && *line != '#')
            return line;
    }
    return NULL;
}

static FILE *file_open(const char *path, const char *mode)
{
    FILE *f = fopen(path, mode);

    if (!f)
        stop((struct place){ path, 0 }, "cannot be opened");
    return f;
}

static int number(const char *p, int n, struct place at)
{
    int v = 0;

    for (int i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            stop(at, "a date that is none");
        v = v * 10 + (p[i] - '0');
    }
    return v;
}

static void calendar_line(FILE *out, const char *line, int year, int *last, struct place at)
{
    int month, day;
    bool work;

    if (strlen(line) < 16 || line[4] != '-' || line[7] != '-' || line[10] != ' ')
        stop(at, "not `YYYY-MM-DD off|work NAME`");
    month = number(line + 5, 2, at);
    day = number(line + 8, 2, at);
    if (number(line, 4, at) != year || month < 1 || month > 12 || day < 1 || day > 31)
        stop(at, "a day outside of the file's year");
    if (month * 100 + day <= *last)
        stop(at, "days are not in order");
    *last = month * 100 + day;
    work = strncmp(line + 11, "work ", 5) == 0;
    if (!work && strncmp(line + 11, "off ", 4) != 0)
        stop(at, "neither off nor work");
    fprintf(out, "    { %d, %s, ", *last, work ? "true" : "false");
    literal(out, line + (work ? 16 : 15));
    fputs(" },\n", out);
}

static void calendars(FILE *out, int n, char **paths)
{
    int before = 0;

    fputs("#include \"rules/calendar.h\"\n\n", out);
    for (int i = 0; i < n; i++) {
        struct place at = { paths[i], 0 };
        FILE *in = file_open(paths[i], "r");
        char name[64], room[512], *line;
        int year, last = 0;
        stem(paths[i], name);
        year = number(name, 4, at);
        if (name[4] || (before && year <= before))
            stop(at, "years are not in order");
        before = year;
        fprintf(out, "static const struct calendar_row days_%d[] = {\n", year);
        while ((line = line_next(in, room, sizeof room, &at)))
            calendar_line(out, line, year, &last, at);
        fputs("};\n", out);
        fclose(in);
    }
    fputs("\nstatic const struct calendar_year years[] = {\n", out);
    for (int i = 0; i < n; i++) {
        char name[64];
        stem(paths[i], name);
        fprintf(out, "    { %s, sizeof days_%s / sizeof *days_%s, days_%s },\n", name, name, name,
                name);
    }
    fputs("};\n\nconst struct calendar calendar_cn = { sizeof years / sizeof *years, years };\n",
          out);
}

static char *trimmed(char *s)
{
    size_t n;

    while (*s == ' ')
        s++;
    for (n = strlen(s); n && s[n - 1] == ' ';)
        s[--n] = 0;
    return s;
}

static void pack_line(FILE *out, char *line, struct place at)
{
    char *cell[COLUMNS];
    const char *sure;

    for (int i = 0; i < COLUMNS; i++) {
        char *bar = strchr(line, '|');
        if ((bar != NULL) != (i < COLUMNS - 1))
            stop(at, "not seven columns");
        if (bar)
            *bar = 0;
        cell[i] = trimmed(line);
        if (!*cell[i])
            stop(at, "an empty column; write -");
        line = bar + 1;
    }
    sure = cell[COLUMNS - 1];
    if (strcmp(sure, "yes") != 0 && strcmp(sure, "no") != 0 && strcmp(sure, "-") != 0)
        stop(at, "confirmed is yes, no or -");
    fputs("    { ", out);
    for (int i = 0; i < COLUMNS - 1; i++) {
        literal(out, cell[i]);
        fputs(", ", out);
    }
    fprintf(out, "%s },\n", strcmp(sure, "yes") == 0 ? "true" : "false");
}

static void packs(FILE *out, int n, char **paths)
{
    fputs("#include \"rules/pack.h\"\n\n", out);
    for (int i = 0; i < n; i++) {
        struct place at = { paths[i], 0 };
        FILE *in = file_open(paths[i], "r");
        char room[1024], *line;
        fprintf(out, "static const struct pack_row rows_%d[] = {\n", i);
        while ((line = line_next(in, room, sizeof room, &at)))
            pack_line(out, line, at);
        fputs("};\n", out);
        fclose(in);
    }
    fputs("\nconst struct pack packs[] = {\n", out);
    for (int i = 0; i < n; i++) {
        char name[64];
        stem(paths[i], name);
        fprintf(out, "    { \"%s\", sizeof rows_%d / sizeof *rows_%d, rows_%d },\n", name, i, i, i);
    }
    fprintf(out, "};\nconst size_t pack_n = %d;\n", n);
}

/* One character of the basic plane, three bytes; the table holds no others. */
static unsigned han(const char *p, struct place at)
{
    const unsigned char *u = (const unsigned char *)p;

    if ((u[0] & 0xF0) != 0xE0 || (u[1] & 0xC0) != 0x80 || (u[2] & 0xC0) != 0x80)
        stop(at, "a character outside of the basic plane");
    return (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
}

static void folds(FILE *out, int n, char **paths)
{
    struct place at = { paths[0], 0 };
    FILE *in = file_open(paths[0], "r");
    char room[1024];
    unsigned last = 0, count = 0;
    char *line;

    if (n != 1)
        stop(at, "one table is enough");
    fputs("#include \"rules/fold.h\"\n\nconst struct fold_pair fold_pairs[] = {\n", out);
    while ((line = line_next(in, room, sizeof room, &at)))
        for (char *p = line; *p; p += p[6] == ' ' ? 7 : 6) {
            unsigned from = han(p, at), to = han(p + 3, at);
            if (from <= last)
                stop(at, "pairs are not in order");
            last = from;
            fprintf(out, "    { 0x%04X, 0x%04X },\n", from, to);
            count++;
        }
    fprintf(out, "};\nconst size_t fold_n = %u;\n", count);
    fclose(in);
}

/* Words parted by blanks become lines; _ stands for a blank within a word; - is none. */
static void word_list(FILE *out, char *cell)
{
    if (strcmp(cell, "-") == 0)
        *cell = 0;
    fputc('"', out);
    for (char *p = cell; *p; p++)
        if (*p == ' ')
            fputs(p[1] == ' ' ? "" : "\\n", out);
        else
            fputc(*p == '_' ? ' ' : *p, out);
    fputs("\", ", out);
}

static void triage_line(FILE *out, char *line, struct place at)
{
    static const char *const fields[] = { "kind", "place", "component", "symptom", "urgency" };
    char *cell[COLUMNS];
    bool known = false;

    for (int i = 0; i < COLUMNS; i++) {
        char *bar = strchr(line, '|');
        if ((bar != NULL) != (i < COLUMNS - 1))
            stop(at, "not seven columns");
        if (bar)
            *bar = 0;
        cell[i] = trimmed(line);
        if (!*cell[i] || strchr(cell[i], '"') || strchr(cell[i], '\\'))
            stop(at, "an empty column (write -), or a quote in one");
        line = bar + 1;
    }
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        known = known || strcmp(fields[i], cell[0]) == 0;
    if (!known)
        stop(at, "an unknown field");
    if (cell[2][0] < '1' || cell[2][0] > '9' || cell[2][1])
        stop(at, "a weight is 1 to 9");
    fprintf(out, "    { \"%s\", \"%s\", %s, ", cell[0], cell[1], cell[2]);
    for (int i = 3; i < 6; i++)
        word_list(out, cell[i]);
    fprintf(out, "\"%s\" },\n", strcmp(cell[6], "-") == 0 ? "" : cell[6]);
}

static void triage(FILE *out, int n, char **paths)
{
    struct place at = { paths[0], 0 };
    FILE *in = file_open(paths[0], "r");
    char room[4096], *line;
    int count = 0;

    if (n != 1)
        stop(at, "one table is enough");
    fputs("#include \"rules/triage_terms.h\"\n\nconst struct triage_row triage_rows[] = {\n", out);
    for (; (line = line_next(in, room, sizeof room, &at)); count++)
        triage_line(out, line, at);
    fprintf(out, "};\nconst size_t triage_row_n = %d;\n", count);
    fclose(in);
}

/* Lines `letters 字字字`: the usual reading first; each character gets the line's letters. */
static void pinyin_letters(FILE *out, char *path)
{
    static const char *letters_of[1 << 16];
    struct place at = { path, 0 };
    FILE *in = file_open(path, "r");
    static char room[1 << 17];
    char *line;
    unsigned count = 0;

    while ((line = line_next(in, room, sizeof room, &at))) {
        size_t n = strspn(line, "abcdefghijklmnopqrstuvwxyz");
        char *letters = n && n < 5 && line[n] == ' ' ? strndup(line, n) : NULL;
        if (!letters)
            stop(at, "not `letters characters`");
        for (char *p = line + n + 1; *p; p += 3) {
            if (letters_of[han(p, at)])
                stop(at, "a character that stands twice");
            letters_of[han(p, at)] = letters;
        }
    }
    fputs("const struct pinyin_row pinyin_rows[] = {\n", out);
    for (unsigned c = 0; c < 1 << 16; c++)
        if (letters_of[c]) {
            fprintf(out, "    { 0x%04X, \"%s\" },\n", c, letters_of[c]);
            count++;
        }
    fprintf(out, "};\nconst size_t pinyin_row_n = %u;\n", count);
    fclose(in);
}

/* Lines `单 s`, `尉迟 yc`: how a surname is read. */
static void pinyin_surnames(FILE *out, const char *path)
{
    struct place at = { path, 0 };
    FILE *in = file_open(path, "r");
    char room[256], *line;
    int count = 0;

    fputs("const struct pinyin_surname pinyin_surnames[] = {\n", out);
    for (; (line = line_next(in, room, sizeof room, &at)); count++) {
        char *blank = strchr(line, ' ');
        if (!blank || (blank - line) % 3 != 0 || strlen(blank + 1) != (size_t)(blank - line) / 3)
            stop(at, "not `surname letters`, a letter for each character");
        *blank = 0;
        fprintf(out, "    { \"%s\", \"%s\" },\n", line, blank + 1);
    }
    fprintf(out, "};\nconst size_t pinyin_surname_n = %d;\n", count);
    fclose(in);
}

static void pinyin(FILE *out, int n, char **paths)
{
    if (n != 2)
        stop((struct place){ paths[0], 0 }, "initials and surnames, no more");
    fputs("#include \"rules/pinyin_rows.h\"\n\n", out);
    pinyin_letters(out, paths[0]);
    pinyin_surnames(out, paths[1]);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(FILE *out, int n, char **paths);
    } modes[] = { { "calendar", calendars },
                  { "pack", packs },
                  { "fold", folds },
                  { "triage", triage },
                  { "pinyin", pinyin } };

    for (size_t i = 0; argc > 3 && i < sizeof modes / sizeof *modes; i++)
        if (strcmp(argv[1], modes[i].name) == 0) {
            FILE *out = file_open(argv[2], "w");
            fprintf(out, "/* Made by tools/tables from data/; see there. */\n");
            modes[i].run(out, argc - 3, argv + 3);
            return fclose(out) == 0 ? 0 : 1;
        }
    fprintf(stderr, "usage: tables calendar|pack|fold|triage|pinyin OUT.c FILE...\n");
    return 2;
}
