/*
 * words.c -- the English side of every Chinese text, checked and compiled.
 *
 *   words --c OUT.c OUT.d PO_FOLDER     the table that base/words.c searches
 *   words --check SRC PO_FOLDER         fails and lists every text without English
 *   words --missing SRC PO_FOLDER       prints PO entries to fill in
 *   words --unused SRC PO_FOLDER        lists English texts that nobody uses any more
 *
 * The depfile names the folder too, so that a new PO file is noticed.
 */
#include "words.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_po_folder(struct rows *po, const char *folder, FILE *deps)
{
    struct dirent **names;
    int n = scandir(folder, &names, NULL, alphasort);
    bool is_good = n >= 0;

    if (n < 0)
        perror(folder);
    for (int i = 0; i < n; i++) {
        size_t len = strlen(names[i]->d_name);
        char *path;
        if (len < 4 || strcmp(names[i]->d_name + len - 3, ".po") != 0 ||
            asprintf(&path, "%s/%s", folder, names[i]->d_name) < 0)
            continue;
        if (deps)
            fprintf(deps, " %s", path);
        is_good = po_read(po, path) && is_good;
    }
    rows_sort(po);
    return is_good;
}

/* Two files may carry the same text, but they must agree. */
static bool agree(const struct rows *po)
{
    bool is_good = true;

    for (size_t i = 0; i < po->n; i++) {
        const struct row *b = &po->p[i], *a = i > 0 ? b - 1 : b;
        if (strcmp(a->zh, b->zh) == 0 && strcmp(a->en, b->en) != 0) {
            fprintf(stderr, "%s:%d: error: \"%s\" is translated otherwise in %s:%d\n", b->path,
                    b->line, b->zh, a->path, a->line);
            is_good = false;
        }
        if (!same_arguments(b->zh, b->en)) {
            fprintf(stderr, "%s:%d: error: the arguments of \"%s\" differ\n", b->path, b->line,
                    b->zh);
            is_good = false;
        }
    }
    return is_good;
}

static int compile(const char *out, const char *depfile, const char *folder)
{
    struct rows po = { 0 };
    FILE *deps = fopen(depfile, "wb");

    if (!deps)
        return perror(depfile), 1;
    fprintf(deps, "%s: %s", out, folder);
    bool is_good = read_po_folder(&po, folder, deps);
    fputc('\n', deps);
    fclose(deps);
    if (!is_good || !agree(&po) || !freopen(out, "wb", stdout))
        return 1;
    puts("#include \"base/words_table.h\"\nconst struct words_row words_en[] = {");
    for (size_t i = 0; i < po.n; i++) {
        if (i > 0 && strcmp(po.p[i - 1].zh, po.p[i].zh) == 0)
            continue;
        fputs("{ ", stdout);
        put_literal(po.p[i].zh);
        fputs(", ", stdout);
        put_literal(po.p[i].en);
        puts(" },");
    }
    puts("};\nconst size_t words_en_n = sizeof(words_en) / sizeof(words_en[0]);");
    return fclose(stdout) != 0;
}

static void put_missing(const struct row *r, bool as_po)
{
    if (!as_po) {
        fprintf(stderr, "%s:%d: error: no English for \"%s\"\n", r->path, r->line, r->zh);
        return;
    }
    printf("#: %s:%d\nmsgid ", r->path, r->line);
    put_literal(r->zh);
    puts("\nmsgstr \"\"\n");
}

static int missing(const struct rows *used, const struct rows *po, bool as_po)
{
    int n = 0;

    for (size_t i = 0; i < used->n; i++) {
        const struct row *r = &used->p[i];
        if (rows_find(po, r->zh) || (i > 0 && strcmp(used->p[i - 1].zh, r->zh) == 0))
            continue;
        put_missing(r, as_po);
        n++;
    }
    if (n > 0 && !as_po)
        fprintf(stderr, "%d texts have no English: words --missing prints their entries\n", n);
    return !as_po && n > 0;
}

static int unused(const struct rows *used, const struct rows *po)
{
    for (size_t i = 0; i < po->n; i++)
        if (!rows_find(used, po->p[i].zh))
            printf("%s:%d: \"%s\"\n", po->p[i].path, po->p[i].line, po->p[i].zh);
    return 0;
}

int main(int argc, char **argv)
{
    struct rows used = { 0 }, po = { 0 };

    if (argc == 5 && strcmp(argv[1], "--c") == 0)
        return compile(argv[2], argv[3], argv[4]);
    if (argc != 4) {
        fputs("usage: words --check|--missing|--unused SRC PO | --c OUT.c OUT.d PO\n", stderr);
        return 2;
    }
    scan_folder(&used, argv[2]);
    rows_sort(&used);
    bool is_good = read_po_folder(&po, argv[3], NULL) && agree(&po);
    if (strcmp(argv[1], "--unused") == 0)
        return unused(&used, &po);
    return missing(&used, &po, strcmp(argv[1], "--missing") == 0) || !is_good;
}
