/*
 * seal.c -- sealing and blind indexes with libsodium; see seal.h.
 *
 * DIR/keys is a text file, one key a line: its number, what it is for, hex.
 *
 *     1 box 8f…      seals; the highest number seals, every number opens
 *     1 index 02…    blind indexes and MACs; one only, because rows are found by it
 *
 * Sealed bytes are key number, nonce, box.  The number is not covered by the
 * box, and need not be: with another key the box does not open.
 */
#include "store/seal.h"
#include "base/must.h"
#include "base/random.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
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
    unsigned newest; /* number of the key that seals; 0: none read yet */
    bool has[KEYS], has_index;
    unsigned char box[KEYS][KEY_BYTES], index[KEY_BYTES];
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
    if (strcmp(purpose, "index") == 0)
        return !s->has_index && (s->has_index = hex_bytes(hex, s->index, KEY_BYTES));
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
    return s->newest && s->has_index;
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

    out[0] = (unsigned char)s->newest;
    random_bytes(out + 1, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(out + HEAD, (const unsigned char *)text, n, out + 1, s->box[s->newest]);
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
static const char *keyed(const struct seal *s, struct arena *mem, const char *purpose,
                         const char *text)
{
    unsigned char h[INDEX_BYTES];
    const char *both = arena_printf(mem, "%zu:%s:%s", strlen(purpose), purpose, text);

    crypto_generichash(h, sizeof h, (const unsigned char *)both, strlen(both), s->index, KEY_BYTES);
    return text_hex(mem, h, sizeof h);
}

const char *seal_index(const struct seal *s, struct arena *mem, const char *purpose,
                       const char *text)
{
    return keyed(s, mem, arena_printf(mem, "index:%s", purpose), text);
}

const char *seal_mac(const struct seal *s, struct arena *mem, const char *purpose, const char *text)
{
    return keyed(s, mem, arena_printf(mem, "mac:%s", purpose), text);
}

/* ---- the mark in the database ---- */

struct fitting {
    const struct seal *seal;
    const char *proof; /* of the index key; sealed, so of the sealing key too */
    bool fits;
};

static enum err fit_work(struct tx *tx, void *arg)
{
    struct fitting *f = arg;
    struct arena *mem = tx_mem(tx);
    const char *mark = db_str(tx, "select value from meta where name = 'seal'"), *opened;
    unsigned char raw[MARK_LIMIT];
    struct span fresh;

    f->fits = true;
    if (!mark) {
        fresh = seal_put(f->seal, mem, f->proof);
        db_exec(tx, "insert into meta (name, value) values ('seal', $1)",
                T(text_hex(mem, fresh.p, fresh.n)));
        return OK;
    }
    f->fits = strlen(mark) / 2 <= sizeof raw && hex_bytes(mark, raw, strlen(mark) / 2) &&
              (opened = seal_get(f->seal, mem, raw, strlen(mark) / 2)) &&
              strcmp(opened, f->proof) == 0;
    return OK;
}

bool seal_fits(const struct seal *s, struct db *db, struct arena *mem, const char **why)
{
    struct fitting f = { .seal = s, .proof = seal_mac(s, mem, "seal", "") };
    enum err e = db_write(db, 0, mem, fit_work, &f);

    if (e == OK && f.fits)
        return true;
    *why = e != OK ? "cannot write the database: is the disk full?"
                   : "the file \"keys\" in the data folder is not the one that this database was"
                     " written with: restore it from your backup";
    return false;
}
