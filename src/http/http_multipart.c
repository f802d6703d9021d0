/*
 * http_multipart.c -- the multipart reader; see http_multipart.h.
 *
 * A strict reading of RFC 7578 as browsers write it: the body starts with the
 * boundary, every part names its field in Content-Disposition, the closing
 * boundary ends it and nothing but a line end may follow.  What browsers never
 * send (nested multiparts, transfer encodings, filename*) is refused, because a
 * filter in front of us might read it differently.
 *
 * The delimiter "\r\n--boundary" holds one CR, at its start, so after a mismatch
 * matching starts again at the byte in hand and never has to look back.
 */
#include "http/http_multipart.h"
#include "base/must.h"
#include "base/text.h"
#include "http/http_form.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define HEAD_MAX     ((size_t)4096)
#define BOUNDARY_MAX ((size_t)70)
#define NAME_MAX_N   ((size_t)200)

enum place { AT_START, IN_HEAD, IN_BODY, AFTER_MARK, AT_END };

/* A file while it is written and until the arena closes. */
struct spool {
    int fd;
    const char *path;
};

struct multipart {
    struct arena *mem;
    struct multipart_limits limits;
    char mark[BOUNDARY_MAX + 5]; /* "\r\n--boundary" */
    size_t mark_n, matched;
    enum place place;
    char head[HEAD_MAX];
    size_t head_n;
    char tail[2]; /* the two bytes behind a boundary */
    size_t tail_n;
    int64_t memory_used;
    const char *name;         /* of the part being read */
    struct http_upload *file; /* NULL: a field */
    struct spool *spool;
    struct buf value;
    struct http_pair *fields;
    struct http_upload *uploads;
    size_t field_n, upload_n;
};

static bool boundary_fine(const char *b)
{
    size_t n = strlen(b);

    return n >= 1 && n <= BOUNDARY_MAX && b[n - 1] != ' ' &&
           strspn(b,
                  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'()+_,-./:=? ") ==
               n;
}

struct multipart *multipart_new(struct arena *mem, const char *boundary,
                                const struct multipart_limits *limits)
{
    struct multipart *m;

    if (!boundary || !boundary_fine(boundary))
        return NULL;
    m = arena_new(mem, struct multipart);
    m->mem = mem;
    m->limits = *limits;
    memcpy(m->mark, "\r\n--", 4);
    memcpy(m->mark + 4, boundary, strlen(boundary));
    m->mark_n = 4 + strlen(boundary);
    m->matched = 2; /* the first boundary has no line end before it */
    m->fields = arena_new_n(mem, struct http_pair, MULTIPART_FIELDS_MAX);
    m->uploads = arena_new_n(mem, struct http_upload, MULTIPART_FILES_MAX);
    return m;
}

const char *upload_name(struct arena *mem, const char *s)
{
    const char *base = s;
    char *out;

    for (const char *p = s; *p; p++)
        if (*p == '/' || *p == '\\')
            base = p + 1;
    if (!*base || strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
        return "file";
    out = arena_alloc(mem, strlen(base) + 1);
    for (size_t i = 0; base[i]; i++)
        out[i] = (base[i] > 0 && base[i] < ' ') || base[i] == 127 ? '_' : base[i];
    return utf8_count(out) > 120 ? utf8_cut(mem, out, 119) : out;
}

/* Browsers write " CR LF inside names as %22 %0D %0A, and nothing else. */
static const char *unquote_name(struct arena *mem, const char *s)
{
    char *out = arena_alloc(mem, strlen(s) + 1);
    size_t n = 0;

    while (*s) {
        bool quote = strncasecmp(s, "%22", 3) == 0;
        bool line = strncasecmp(s, "%0d", 3) == 0 || strncasecmp(s, "%0a", 3) == 0;
        out[n++] = quote ? '"' : line ? ' ' : *s;
        s += quote || line ? 3 : 1;
    }
    return out;
}

static void spool_drop(void *arg)
{
    struct spool *s = arg;

    if (s->fd >= 0)
        close(s->fd);
    /* Taken over files were renamed away; then there is nothing to remove. */
    unlink(s->path);
}

static const struct refusal *spool_open(struct multipart *m)
{
    const char *pattern = arena_printf(m->mem, "%s/spool-XXXXXX", m->limits.dir);
    size_t n = strlen(pattern) + 1;
    char *path = arena_alloc(m->mem, n);

    memcpy(path, pattern, n);
    m->spool = arena_new(m->mem, struct spool);
    m->spool->fd = mkostemp(path, O_CLOEXEC); /* 0600 */
    if (m->spool->fd < 0)
        return &refuse_disk;
    m->spool->path = path;
    arena_defer(m->mem, spool_drop, m->spool);
    m->file->path = path;
    return NULL;
}

static const struct refusal *spool_write(struct multipart *m, const char *p, size_t n)
{
    if (m->file->size + (int64_t)n > m->limits.upload)
        return &refuse_too_big;
    while (n > 0) {
        ssize_t done = write(m->spool->fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return &refuse_disk;
        p += done;
        n -= (size_t)done;
        m->file->size += done;
    }
    return NULL;
}

static const struct refusal *part_file(struct multipart *m, const char *file_name, const char *type)
{
    struct http_upload *u = &m->uploads[m->upload_n];

    if (m->upload_n == MULTIPART_FILES_MAX)
        return &refuse_fields;
    *u = (struct http_upload){ .field = m->name, .type = type };
    /* An empty name stays empty for now: with no bytes it is a file field left blank. */
    u->file_name = *file_name ? upload_name(m->mem, unquote_name(m->mem, file_name)) : "";
    m->file = u;
    return spool_open(m);
}

static const struct refusal *part_field(struct multipart *m)
{
    int64_t left = m->limits.memory - m->memory_used;

    if (m->field_n == MULTIPART_FIELDS_MAX)
        return &refuse_fields;
    if (left <= 0)
        return &refuse_too_big;
    m->file = NULL;
    m->value = buf_new(m->mem, (size_t)left + 1);
    return NULL;
}

struct part_head {
    const char *disposition, *type, *encoding;
};

/* One line of a part's head, which is overwritten by the split. */
static const struct refusal *head_line(char *line, struct part_head *h)
{
    char *colon = strchr(line, ':');
    const char *value;
    const char **slot = NULL;

    if (!colon || colon == line)
        return &refuse_form;
    *colon = 0;
    value = colon + 1 + strspn(colon + 1, " \t");
    if (strcasecmp(line, "content-disposition") == 0)
        slot = &h->disposition;
    else if (strcasecmp(line, "content-type") == 0)
        slot = &h->type;
    else if (strcasecmp(line, "content-transfer-encoding") == 0)
        slot = &h->encoding;
    else
        return strpbrk(line, " \t") ? &refuse_form : NULL;
    if (*slot)
        return &refuse_form;
    *slot = value;
    return NULL;
}

/* m->head holds the lines without the empty one, each ended by CR LF. */
static const struct refusal *head_split(struct multipart *m, struct part_head *h)
{
    char *line = m->head;

    *h = (struct part_head){ 0 };
    while (*line) {
        char *end = strstr(line, "\r\n");
        if (!end)
            return &refuse_form;
        *end = 0;
        if (strpbrk(line, "\r\n") || head_line(line, h) != NULL)
            return &refuse_form;
        line = end + 2;
    }
    return NULL;
}

static bool encoding_plain(const char *e)
{
    return !e || strcasecmp(e, "binary") == 0 || strcasecmp(e, "8bit") == 0 ||
           strcasecmp(e, "7bit") == 0;
}

static const char *claimed_type(struct multipart *m, const char *type)
{
    const char *t = type ? media_type_of(m->mem, type) : "";

    return *t && strlen(t) < 100 ? t : "application/octet-stream";
}

static const struct refusal *part_begin(struct multipart *m)
{
    const struct refusal *no;
    struct part_head h;
    const char *file_name;

    m->head[m->head_n] = 0;
    if (memchr(m->head, 0, m->head_n) || !utf8_valid((struct span){ m->head, m->head_n }))
        return &refuse_text;
    if ((no = head_split(m, &h)) != NULL)
        return no;
    m->head_n = 0;
    if (!h.disposition || strcmp(media_type_of(m->mem, h.disposition), "form-data") != 0 ||
        !encoding_plain(h.encoding) || header_param(m->mem, h.disposition, "filename*"))
        return &refuse_form;
    m->name = header_param(m->mem, h.disposition, "name");
    if (!m->name || !*m->name || strlen(m->name) > NAME_MAX_N)
        return &refuse_form;
    file_name = header_param(m->mem, h.disposition, "filename");
    if (!file_name && strcasestr(h.disposition, "filename"))
        return &refuse_form;
    m->name = unquote_name(m->mem, m->name);
    return file_name ? part_file(m, file_name, claimed_type(m, h.type)) : part_field(m);
}

static const struct refusal *part_data(struct multipart *m, const char *p, size_t n)
{
    if (m->file)
        return spool_write(m, p, n);
    buf_put(&m->value, p, n);
    return m->value.full || (int64_t)m->value.n > m->limits.memory - m->memory_used
               ? &refuse_too_big
               : NULL;
}

static const struct refusal *part_end(struct multipart *m)
{
    if (m->file) {
        close(m->spool->fd);
        m->spool->fd = -1;
        if (m->file->size == 0 && !*m->file->file_name) {
            unlink(m->spool->path);
            return NULL;
        }
        if (!*m->file->file_name)
            m->file->file_name = "file";
        m->upload_n++;
        return NULL;
    }
    if (!utf8_valid((struct span){ m->value.p, m->value.n }))
        return &refuse_text;
    m->memory_used += (int64_t)m->value.n + 1;
    m->fields[m->field_n++] = (struct http_pair){ m->name, m->value.p };
    return NULL;
}

/* The boundary came: whatever was being read is complete. */
static const struct refusal *mark_found(struct multipart *m)
{
    enum place before = m->place;

    m->place = AFTER_MARK;
    m->matched = m->tail_n = 0;
    return before == IN_BODY ? part_end(m) : NULL;
}

/* Reads on while the first boundary is expected: nothing may stand before it. */
static const struct refusal *feed_start(struct multipart *m, struct span *in)
{
    if (in->p[0] != m->mark[m->matched])
        return &refuse_form;
    in->p++;
    in->n--;
    return ++m->matched == m->mark_n ? mark_found(m) : NULL;
}

static const struct refusal *feed_after_mark(struct multipart *m, struct span *in)
{
    m->tail[m->tail_n++] = in->p[0];
    in->p++;
    in->n--;
    if (m->tail_n < 2)
        return NULL;
    m->tail_n = 0;
    if (memcmp(m->tail, "\r\n", 2) == 0)
        m->place = IN_HEAD;
    else if (memcmp(m->tail, "--", 2) == 0)
        m->place = AT_END;
    else
        return &refuse_form;
    return NULL;
}

static const struct refusal *feed_head(struct multipart *m, struct span *in)
{
    if (m->head_n == HEAD_MAX - 1)
        return &refuse_form;
    m->head[m->head_n++] = in->p[0];
    in->p++;
    in->n--;
    if (m->head_n < 4 || memcmp(m->head + m->head_n - 4, "\r\n\r\n", 4) != 0)
        return NULL;
    m->head_n -= 2;
    m->place = IN_BODY;
    m->matched = 0;
    return part_begin(m);
}

/* Hands data over up to the next CR, or follows the delimiter begun. */
static const struct refusal *feed_body(struct multipart *m, struct span *in)
{
    const struct refusal *no = NULL;

    if (m->matched == 0) {
        const char *cr = memchr(in->p, '\r', in->n);
        size_t n = cr ? (size_t)(cr - in->p) : in->n;
        if (n > 0)
            no = part_data(m, in->p, n);
        in->p += n;
        in->n -= n;
        if (cr) {
            m->matched = 1;
            in->p++;
            in->n--;
        }
        return no;
    }
    if (in->p[0] == m->mark[m->matched]) {
        in->p++;
        in->n--;
        return ++m->matched == m->mark_n ? mark_found(m) : NULL;
    }
    no = part_data(m, m->mark, m->matched);
    m->matched = 0;
    return no;
}

/* Behind the closing boundary one line end may stand. */
static const struct refusal *feed_end(struct multipart *m, struct span *in)
{
    if (m->tail_n >= 2 || in->p[0] != "\r\n"[m->tail_n])
        return &refuse_form;
    m->tail_n++;
    in->p++;
    in->n--;
    return NULL;
}

const struct refusal *multipart_feed(struct multipart *m, struct span bytes)
{
    static const struct refusal *(*const feed[])(struct multipart *, struct span *) = {
        [AT_START] = feed_start,        [IN_HEAD] = feed_head, [IN_BODY] = feed_body,
        [AFTER_MARK] = feed_after_mark, [AT_END] = feed_end,
    };

    while (bytes.n > 0) {
        const struct refusal *no = feed[m->place](m, &bytes);
        if (no)
            return no;
    }
    return NULL;
}

const struct refusal *multipart_finish(struct multipart *m, struct http_request *r)
{
    if (m->place != AT_END || m->tail_n == 1)
        return &refuse_form;
    r->form = m->fields;
    r->form_n = m->field_n;
    r->uploads = m->uploads;
    r->upload_n = m->upload_n;
    return NULL;
}
