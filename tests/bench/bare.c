/*
 * bare.c -- the least that could answer a page: libmicrohttpd, prepared statements, bytes.
 *
 * Usage: bare PORT DATABASE STATEMENTS BYTES.  For every request it runs the statements of the
 * file (as collect.c writes them), reads every column of every row, and sends BYTES bytes.  The
 * product's pages are measured against it.
 */
#include <microhttpd.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STATEMENTS_MAX 1000

static char *lines[8 * STATEMENTS_MAX];
static int line_n;
static const char *database;
static char *body;
static size_t body_n;

struct worker {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS_MAX];
    int statement_n;
};
static _Thread_local struct worker *mine;

static int unhex(const char *hex, unsigned char *out)
{
    int n = 0;

    for (unsigned byte; sscanf(hex, "%2x", &byte) == 1; hex += 2)
        out[n++] = (unsigned char)byte;
    return n;
}

/* "S select …" begins a statement, the lines after it are its parameters. */
static void take_line(struct worker *w, const char *line)
{
    sqlite3_stmt *s = w->statement_n ? w->statements[w->statement_n - 1] : NULL;
    unsigned char *bytes = malloc(strlen(line));
    char *value;
    int no, n;

    if (line[0] == 'S') {
        if (sqlite3_prepare_v2(w->db, line + 2, -1, &w->statements[w->statement_n++], NULL) !=
            SQLITE_OK) {
            fprintf(stderr, "%s: %s\n", line, sqlite3_errmsg(w->db));
            abort();
        }
    } else if (bytes && s) {
        no = (int)strtol(line + 2, &value, 10);
        value += *value == ' ';
        n = line[0] == 'i' ? 0 : unhex(value, bytes);
        if (line[0] == 'i')
            sqlite3_bind_int64(s, no, strtoll(value, NULL, 10));
        else if (line[0] == 't')
            sqlite3_bind_text(s, no, (char *)bytes, n, SQLITE_TRANSIENT);
        else if (line[0] == 'b')
            sqlite3_bind_blob(s, no, bytes, n, SQLITE_TRANSIENT);
    }
    free(bytes);
}

static struct worker *worker(void)
{
    if (mine)
        return mine;
    mine = calloc(1, sizeof *mine);
    if (!mine || sqlite3_open_v2(database, &mine->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        abort();
    for (int i = 0; i < line_n; i++)
        take_line(mine, lines[i]);
    return mine;
}

static size_t read_all(void)
{
    struct worker *w = worker();
    size_t n = 0;

    for (int i = 0; i < w->statement_n; i++) {
        sqlite3_stmt *s = w->statements[i];

        while (sqlite3_step(s) == SQLITE_ROW)
            for (int c = 0; c < sqlite3_column_count(s); c++)
                n += sqlite3_column_text(s, c) != NULL;
        sqlite3_reset(s);
    }
    return n;
}

static enum MHD_Result answer(void *arg, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_n, void **request)
{
    struct MHD_Response *response;
    enum MHD_Result result;

    (void)arg;
    (void)url;
    (void)method;
    (void)version;
    (void)upload;
    (void)upload_n;
    (void)request;
    if (read_all() == (size_t)-1)
        return MHD_NO;
    response = MHD_create_response_from_buffer(body_n, body, MHD_RESPMEM_MUST_COPY);
    result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

static void read_lines(const char *path)
{
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;

    if (!f)
        abort();
    while (line_n < 8 * STATEMENTS_MAX && getline(&line, &room, f) > 1)
        lines[line_n++] = strdup(line);
    free(line);
    fclose(f);
}

int main(int argc, char **argv)
{
    struct MHD_Daemon *d;
    sigset_t set;
    int got;

    if (argc != 5)
        return 2;
    database = argv[2];
    read_lines(argv[3]);
    body_n = strtoul(argv[4], NULL, 10);
    body = calloc(1, body_n + 1);
    if (!body)
        return 1;
    memset(body, 'x', body_n);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    d = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL,
                         (unsigned short)strtoul(argv[1], NULL, 10), NULL, NULL, answer, NULL,
                         MHD_OPTION_THREAD_POOL_SIZE, 4U, MHD_OPTION_END);
    if (!d)
        return 1;
    puts("ready");
    fflush(stdout);
    sigwait(&set, &got);
    MHD_stop_daemon(d);
    return 0;
}
