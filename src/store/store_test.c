/* store_test.c -- see store_test.h; the migrations here stand in for those of the rooms. */
#include "store/store_test.h"
#include "base/must.h"

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const struct migration migrations[] = {
    { 1, "0001_first",
      "create table counter (name text primary key, n bigint not null);\n"
      "insert into counter (name, n) values ('hot', 0);\n"
      "create table part (project_id bigint not null, id bigint not null, whole_id bigint,\n"
      "    primary key (project_id, id));\n"
      "create index part_by_whole on part (project_id, whole_id);\n"
      "create table meta (name text primary key, value text not null);\n"
      "create table node_lease (no {{id}}, holder text not null, until_at bigint not null);" },
    { 2, "0002_second",
      "create table kind (id {{id}}, name text not null unique);\n"
      "create table thing (id bigint, kind_id bigint references kind (id), name text,\n"
      "    sealed {{bytes}}, size bigint check (size >= 0));" },
    { 0, NULL, NULL },
};

int place_open(void **state)
{
    struct place *p = calloc(1, sizeof *p);

    must(p);
    p->mem = arena_open((size_t)64 * 1024 * 1024);
    snprintf(p->dir, sizeof p->dir, "/tmp/store_test.XXXXXX");
    must(mkdtemp(p->dir));
    *state = p;
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

int place_close(void **state)
{
    struct place *p = *state;

    db_close(p->db);
    nftw(p->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_close(p->mem);
    free(p);
    return 0;
}

struct db *place_db(struct place *p)
{
    const char *why = NULL;
    const struct db_options o = { .url = arena_printf(p->mem, "sqlite:%s/anju.db", p->dir),
                                  .durable = true };

    p->db = db_open(p->mem, &o, &why);
    if (!p->db)
        fail_msg("%s", why);
    return p->db;
}

static enum err say(struct tx *tx, void *sql)
{
    db_exec(tx, sql);
    return OK;
}

enum err place_say(struct place *p, const char *sql)
{
    char text[512];

    snprintf(text, sizeof text, "%s", sql);
    return db_write(p->db, 0, p->mem, say, text);
}

int64_t place_int(struct place *p, const char *sql)
{
    struct tx *tx = db_read(p->db, p->mem);
    int64_t n = db_int(tx, sql);

    assert_int_equal(db_read_end(tx), OK);
    return n;
}

struct member {
    pthread_t thread;
    void (*fn)(void *arg, int no);
    void *arg;
    int no;
};

static void *member_main(void *arg)
{
    struct member *m = arg;

    m->fn(m->arg, m->no);
    return NULL;
}

void crowd(int n, void (*fn)(void *arg, int no), void *arg)
{
    struct member *m = calloc((size_t)n, sizeof *m);

    must(m);
    for (int i = 0; i < n; i++) {
        m[i] = (struct member){ .fn = fn, .arg = arg, .no = i };
        must(pthread_create(&m[i].thread, NULL, member_main, &m[i]) == 0);
    }
    for (int i = 0; i < n; i++)
        pthread_join(m[i].thread, NULL);
    free(m);
}
