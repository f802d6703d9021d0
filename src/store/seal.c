/*
 * seal.c -- sealing and blind indexes with libsodium; see seal.h.
 *
 * DIR/keys is a text file, one key a line: its number, what it is for, hex.
 *
 *     1 box 8f…      seals; the highest number seals, every number opens
 *     1 index 02…    blind indexes and MACs; rows are found by it, so only one is in use at a time
 *
 * Which index key is in use says the mark in the database: it stands in the same
 * transaction as the indexes that were made with it, so no crash can part them.
 *
 * Sealed bytes are key number, nonce, box.  The number is not covered by the
 * box, and need not be: with another key the box does not open.
 */
#include "store/seal.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/random.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_BYTES   32
#define KEYS        256
#define HEAD        (1 + crypto_secretbox_NONCEBYTES)
#define FILE_LIMIT  32768
#define INDEX_BYTES 16
#define MARK_LIMIT  256 /* bytes of the sealed mark in the database */

struct seal {
    const char *dir;     /* where the file stands; in the opener's arena */
    atomic_uint newest;  /* number of the key that seals; 0: none read yet */
    atomic_uint indexer; /* number of the key of the blind indexes */
    atomic_bool has[KEYS], has_index[KEYS];
    unsigned char box[KEYS][KEY_BYTES], index[KEYS][KEY_BYTES];
};

/* ---- the file of keys ---- */

static bool sync_folder(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return good;
}

/* Linked into place when complete: two first starts at once end with one and the same file. */
static bool keys_make(struct arena *mem, const char *dir, const char *path)
{
    unsigned char box[KEY_BYTES], index[KEY_BYTES];
    const char *temp = arena_printf(mem, "%s.%s", path, random_token(mem, 8));
    const char *text;
    int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good;

    random_bytes(box, sizeof box);
    random_bytes(index, sizeof index);
    text = arena_printf(mem, "1 box %s\n1 index %s\n", text_hex(mem, box, sizeof box),
                        text_hex(mem, index, sizeof index));
    good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    good = good && (link(temp, path) == 0 || errno == EEXIST) && sync_folder(dir);
    unlink(temp);
    return good;
}

static bool line_take(struct seal *s, const char *line)
{
    char purpose[8], hex[2 * KEY_BYTES + 1];
    unsigned no;
    int end = 0;

    if (sscanf(line, "%3u %7s %64s %n", &no, purpose, hex, &end) != 3 || line[end] || no < 1 ||
        no >= KEYS)
        return false;
    if (strcmp(purpose, "index") == 0) {
        if (s->has_index[no] || !hex_bytes(hex, s->index[no], KEY_BYTES))
            return false;
        s->has_index[no] = true;
        if (!s->indexer || no < s->indexer)
            s->indexer = no;
        return true;
    }
    if (strcmp(purpose, "box") != 0 || s->has[no] || !hex_bytes(hex, s->box[no], KEY_BYTES))
        return false;
    s->has[no] = true;
    if (no > s->newest)
        s->newest = no;
    return true;
}

static bool keys_parse(struct seal *s, char *text)
{
    char *rest = text;

    for (char *line; (line = strsep(&rest, "\n"));)
        if (*line && !line_take(s, line))
            return false;
    return s->newest && s->indexer;
}

static const char *keys_read(struct seal *s, int fd)
{
    char text[FILE_LIMIT] = "";
    struct stat st;
    bool good;

    if (fstat(fd, &st) != 0 || (st.st_mode & 077) != 0)
        return "others on this machine may read it: chmod 600 it";
    good = st.st_size < (off_t)sizeof text &&
           read(fd, text, sizeof text - 1) == (ssize_t)st.st_size && keys_parse(s, text);
    sodium_memzero(text, sizeof text);
    return good ? NULL : "its lines are damaged: restore the file from your backup";
}

struct seal *seal_open(struct arena *mem, const char *dir, const char **why)
{
    const char *path = arena_printf(mem, "%s/keys", dir), *wrong;
    struct seal *s;
    int fd;

    must(sodium_init() >= 0);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT && keys_make(mem, dir, path))
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        *why = arena_printf(mem, "cannot open the keys in %s: %s", path, strerror(errno));
        return NULL;
    }
    s = sodium_malloc(sizeof *s);
    must(s);
    memset(s, 0, sizeof *s);
    s->dir = dir;
    wrong = keys_read(s, fd);
    close(fd);
    if (!wrong)
        return s;
    *why = arena_printf(mem, "cannot use the keys in %s: %s", path, wrong);
    seal_close(s);
    return NULL;
}

void seal_close(struct seal *s)
{
    sodium_free(s);
}

/* ---- sealing ---- */

struct span seal_put(const struct seal *s, struct arena *mem, const char *text)
{
    size_t n = strlen(text), total = HEAD + crypto_secretbox_MACBYTES + n;
    unsigned char *out = arena_alloc(mem, total);
    unsigned no = s->newest;

    out[0] = (unsigned char)no;
    random_bytes(out + 1, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(out + HEAD, (const unsigned char *)text, n, out + 1, s->box[no]);
    return (struct span){ .p = (const char *)out, .n = total };
}

const char *seal_get(const struct seal *s, struct arena *mem, const void *p, size_t n)
{
    const unsigned char *in = p;
    unsigned char *out;

    if (n < HEAD + crypto_secretbox_MACBYTES || !s->has[in[0]])
        return NULL;
    out = arena_alloc(mem, n);
    if (crypto_secretbox_open_easy(out, in + HEAD, n - HEAD, in + 1, s->box[in[0]]) != 0)
        return NULL;
    return (const char *)out;
}

/* The length before the purpose keeps ("a", "bc") and ("ab", "c") apart. */
static const char *keyed(const struct seal *s, unsigned no, struct arena *mem, const char *purpose,
                         const char *text)
{
    unsigned char h[INDEX_BYTES];
    const char *both = arena_printf(mem, "%zu:%s:%s", strlen(purpose), purpose, text);

    crypto_generichash(h, sizeof h, (const unsigned char *)both, strlen(both), s->index[no],
                       KEY_BYTES);
    return text_hex(mem, h, sizeof h);
}

const char *seal_index(const struct seal *s, struct arena *mem, const char *purpose,
                       const char *text)
{
    return keyed(s, s->indexer, mem, arena_printf(mem, "index:%s", purpose), text);
}

const char *seal_mac(const struct seal *s, struct arena *mem, const char *purpose, const char *text)
{
    return keyed(s, s->indexer, mem, arena_printf(mem, "mac:%s", purpose), text);
}

/* ---- the mark in the database: a proof of the index key, sealed ---- */

static const char *proof_of(const struct seal *s, struct arena *mem, unsigned no)
{
    return keyed(s, no, mem, "mac:seal", "");
}

/* The index key that made this mark; 0: none of ours. */
static unsigned mark_read(const struct seal *s, struct arena *mem, const char *mark)
{
    unsigned char raw[MARK_LIMIT];
    size_t n = strlen(mark) / 2;
    const char *opened =
        n <= sizeof raw && hex_bytes(mark, raw, n) ? seal_get(s, mem, raw, n) : NULL;

    for (unsigned no = 1; opened && no < KEYS; no++)
        if (s->has_index[no] && strcmp(opened, proof_of(s, mem, no)) == 0)
            return no;
    return 0;
}

void seal_mark(const struct seal *s, struct tx *tx)
{
    struct arena *mem = tx_mem(tx);
    struct span fresh = seal_put(s, mem, proof_of(s, mem, s->indexer));

    db_exec(tx,
            "insert into meta (name, value) values ('seal', $1)"
            " on conflict (name) do update set value = excluded.value",
            T(text_hex(mem, fresh.p, fresh.n)));
}

struct fitting {
    struct seal *seal;
    bool fits;
};

static enum err fit_work(struct tx *tx, void *arg)
{
    struct fitting *f = arg;
    const char *mark = db_str(tx, "select value from meta where name = 'seal'");
    unsigned no = mark ? mark_read(f->seal, tx_mem(tx), mark) : f->seal->indexer;

    f->fits = no != 0;
    if (no)
        f->seal->indexer = no;
    if (!mark)
        seal_mark(f->seal, tx);
    return OK;
}

bool seal_fits(struct seal *s, struct db *db, struct arena *mem, const char **why)
{
    struct fitting f = { .seal = s };
    enum err e = db_write(db, 0, mem, fit_work, &f);

    if (e == OK && f.fits)
        return true;
    *why = e != OK ? "cannot write the database: is the disk full?"
                   : "the file \"keys\" in the data folder is not the one that this database was"
                     " written with: restore it from your backup";
    return false;
}

/* ---- new keys, and old ones that go ---- */

unsigned seal_newest(const struct seal *s)
{
    return s->newest;
}

unsigned seal_newest_index(const struct seal *s)
{
    unsigned no = KEYS - 1;

    while (!s->has_index[no])
        no--;
    return no;
}

unsigned seal_indexer(const struct seal *s)
{
    return s->indexer;
}

void seal_index_by(struct seal *s, unsigned no)
{
    must(no < KEYS && s->has_index[no]);
    s->indexer = no;
}

bool seal_has(const struct seal *s, unsigned no, bool *index)
{
    *index = no < KEYS && s->has_index[no];
    return no < KEYS && s->has[no];
}

static const char *keys_text(const struct seal *s, struct arena *mem)
{
    struct buf b = buf_new(mem, FILE_LIMIT);

    for (unsigned no = 1; no < KEYS; no++) {
        if (s->has[no])
            buf_printf(&b, "%u box %s\n", no, text_hex(mem, s->box[no], KEY_BYTES));
        if (s->has_index[no])
            buf_printf(&b, "%u index %s\n", no, text_hex(mem, s->index[no], KEY_BYTES));
    }
    return b.full ? NULL : b.p;
}

/* The whole file anew: on the disk under another name, then renamed over the old one. */
static bool keys_write(const struct seal *s, struct arena *mem)
{
    const char *path = arena_printf(mem, "%s/keys", s->dir), *text = keys_text(s, mem);
    const char *temp = arena_printf(mem, "%s.%s", path, random_token(mem, 8));
    int fd = text ? open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    good = good && rename(temp, path) == 0 && sync_folder(s->dir);
    if (fd >= 0 && !good)
        unlink(temp);
    return good;
}

/* On the disk before anything is sealed with them. */
bool seal_rotate(struct seal *s, struct arena *mem)
{
    unsigned no = s->newest > seal_newest_index(s) ? s->newest : seal_newest_index(s);

    if (++no >= KEYS)
        return false;
    random_bytes(s->box[no], KEY_BYTES);
    random_bytes(s->index[no], KEY_BYTES);
    s->has[no] = s->has_index[no] = true;
    if (!keys_write(s, mem)) {
        s->has[no] = s->has_index[no] = false;
        return false;
    }
    s->newest = no;
    return true;
}

bool seal_forget(struct seal *s, struct arena *mem, unsigned no)
{
    bool box, index;

    must(no != s->newest && no != s->indexer);
    box = seal_has(s, no, &index);
    s->has[no] = s->has_index[no] = false;
    if (!keys_write(s, mem)) {
        s->has[no] = box;
        s->has_index[no] = index;
        return false;
    }
    sodium_memzero(s->box[no], KEY_BYTES);
    sodium_memzero(s->index[no], KEY_BYTES);
    return true;
}
