/*
 * embed_sql.c -- the migrations as one C table, in the order of their numbers.
 *
 *     embed_sql OUT.c NNNN_room.sql…
 *
 * A name without a number, a gap or a repeated number stops the build: two rooms
 * that took the same number would change some databases and not others.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static int number_of(const char *path)
{
    return (int)strtol(name_of(path), NULL, 10);
}

static int by_number(const void *a, const void *b)
{
    return number_of(*(char *const *)a) - number_of(*(char *const *)b);
}

static _Noreturn void stop(const char *path, const char *why)
{
    fprintf(stderr, "%s: error: %s\n", path, why);
    exit(1);
}

/* A literal a line; comments stay, as the text may be read in a debugger. */
static void put_file(FILE *out, const char *path)
{
    FILE *in = fopen(path, "r");

    if (!in)
        stop(path, "cannot be read");
    fputs("\n    \"", out);
    for (int c; (c = fgetc(in)) != EOF;)
        if (c == '\n')
            fputs("\\n\"\n    \"", out);
        else if (c == '\t')
            fputs("\\t", out);
        else if (c == '"' || c == '\\' || c == '?')
            fprintf(out, "\\%c", c);
        else if (c < ' ')
            stop(path, "holds a control character");
        else
            fputc(c, out);
    fputc('"', out);
    fclose(in);
}

int main(int argc, char **argv)
{
    FILE *out = argc > 2 ? fopen(argv[1], "w") : NULL;

    if (!out) {
        fputs("usage: embed_sql OUT.c NNNN_room.sql...\n", stderr);
        return 2;
    }
    qsort(argv + 2, (size_t)(argc - 2), sizeof *argv, by_number);
    fputs("#include \"store/db.h\"\n\nconst struct migration migrations[] = {\n", out);
    for (int i = 2; i < argc; i++) {
        const char *name = name_of(argv[i]), *dot = strrchr(name, '.');

        if (number_of(argv[i]) != i - 1 || !dot)
            stop(argv[i], "migrations are numbered 1, 2, 3 … without a gap or a repetition");
        fprintf(out, "{ %d, \"%.*s\",", i - 1, (int)(dot - name), name);
        put_file(out, argv[i]);
        fputs(" },\n", out);
    }
    fputs("{ 0, 0, 0 } };\n", out);
    return fclose(out) != 0;
}
