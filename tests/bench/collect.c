/*
 * collect.c -- which statements does one request run?  Written down for bare.c to run them too.
 *
 * Preloaded into a server (LD_PRELOAD), it stands in front of SQLite's step and bind functions
 * and, while the file named by ANJU_BENCH_STATEMENTS exists, appends each statement that begins
 * to run: "T <thread>", "S <sql>", then its parameters as "i <no> <number>", "t <no> <hex>",
 * "b <no> <hex>" or "n <no>".
 */
#include <dlfcn.h>
#include <inttypes.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STATEMENTS_MAX 8192
#define PARAMS_MAX     256

struct param {
    char kind; /* i t b n; 0: never bound */
    sqlite3_int64 number;
    char *bytes;
    int n;
};

struct statement {
    sqlite3_stmt *s;
    struct param params[PARAMS_MAX];
};

static struct statement *statements[STATEMENTS_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct param *param_at(sqlite3_stmt *s, int no)
{
    size_t at = ((size_t)s >> 4) % STATEMENTS_MAX;

    while (statements[at] && statements[at]->s != s)
        at = (at + 1) % STATEMENTS_MAX;
    if (!statements[at] && !(statements[at] = calloc(1, sizeof **statements)))
        abort();
    statements[at]->s = s;
    return no > 0 && no < PARAMS_MAX ? &statements[at]->params[no] : NULL;
}

static void keep(sqlite3_stmt *s, int no, char kind, const struct param *value)
{
    struct param *p;

    pthread_mutex_lock(&lock);
    if ((p = param_at(s, no))) {
        free(p->bytes);
        *p = (struct param){ .kind = kind, .number = value->number, .n = value->n };
        if (value->bytes && (p->bytes = malloc((size_t)value->n + 1)))
            memcpy(p->bytes, value->bytes, (size_t)value->n);
    }
    pthread_mutex_unlock(&lock);
}

static void *next_of(const char *name)
{
    void *fn = dlsym(RTLD_NEXT, name);

    if (!fn)
        abort();
    return fn;
}

int sqlite3_bind_int64(sqlite3_stmt *s, int no, sqlite3_int64 v)
{
    int (*next)(sqlite3_stmt *, int, sqlite3_int64) = next_of("sqlite3_bind_int64");

    keep(s, no, 'i', &(struct param){ .number = v });
    return next(s, no, v);
}

int sqlite3_bind_null(sqlite3_stmt *s, int no)
{
    int (*next)(sqlite3_stmt *, int) = next_of("sqlite3_bind_null");

    keep(s, no, 'n', &(struct param){ 0 });
    return next(s, no);
}

int sqlite3_bind_text(sqlite3_stmt *s, int no, const char *v, int n, void (*done)(void *))
{
    int (*next)(sqlite3_stmt *, int, const char *, int, void (*)(void *)) =
        next_of("sqlite3_bind_text");

    keep(s, no, 't',
         &(struct param){ .bytes = (char *)(size_t)v, .n = n < 0 && v ? (int)strlen(v) : n });
    return next(s, no, v, n, done);
}

int sqlite3_bind_blob(sqlite3_stmt *s, int no, const void *v, int n, void (*done)(void *))
{
    int (*next)(sqlite3_stmt *, int, const void *, int, void (*)(void *)) =
        next_of("sqlite3_bind_blob");

    keep(s, no, 'b', &(struct param){ .bytes = (char *)(size_t)v, .n = n });
    return next(s, no, v, n, done);
}

static void write_params(FILE *f, sqlite3_stmt *s)
{
    for (int no = 1; no <= sqlite3_bind_parameter_count(s); no++) {
        const struct param *p = param_at(s, no);

        if (!p || !p->kind)
            continue;
        fprintf(f, "%c %d ", p->kind, no);
        if (p->kind == 'i')
            fprintf(f, "%lld", (long long)p->number);
        for (int i = 0; i < p->n && p->bytes; i++)
            fprintf(f, "%02x", (unsigned char)p->bytes[i]);
        fputc('\n', f);
    }
}

int sqlite3_step(sqlite3_stmt *s)
{
    int (*next)(sqlite3_stmt *) = next_of("sqlite3_step");
    const char *path = getenv("ANJU_BENCH_STATEMENTS");
    FILE *f;

    pthread_mutex_lock(&lock);
    if (path && !sqlite3_stmt_busy(s) && access(path, W_OK) == 0 && (f = fopen(path, "a"))) {
        fprintf(f, "T %ld\nS ", syscall(SYS_gettid));
        for (const char *c = sqlite3_sql(s); c && *c; c++)
            fputc(*c == '\n' ? ' ' : *c, f);
        fputc('\n', f);
        write_params(f, s);
        fclose(f);
    }
    pthread_mutex_unlock(&lock);
    return next(s);
}
