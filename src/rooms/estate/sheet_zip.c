/*
 * sheet_zip.c -- the package around an XLSX: libzip below, expat above, guards between.
 *
 * What a hostile file can do here is grow: by compression, by entities, by
 * numbers of entries.  The directory's sizes are looked at first, because that
 * refuses most bombs for free, and then not believed: bytes are counted as they
 * come out.  A DTD stops the parser, so no entity ever exists.  Only the parts
 * that are asked for by name are opened; packages inside packages stay shut.
 */
#include "rooms/estate/sheet_zip.h"

#include <string.h>
#include <zip.h>

#define ENTRIES_MAX 4000
#define PART_MAX    ((zip_uint64_t)256 << 20)
#define RATIO_MAX   200
#define RATIO_FREE  ((zip_uint64_t)1 << 20) /* below this any ratio is harmless */
#define TOKEN_MAX   (4 << 20)               /* one tag, comment or attribute */
#define PIECE       16384

struct package {
    zip_t *zip;
};

struct part {
    struct sheet *s;
    const struct part_handlers *h;
    XML_Parser parser;
    zip_file_t *file;
    zip_uint64_t packed, got; /* bytes in the file, bytes that came out */
    bool is_paused, is_over;
};

static void discard(void *zip)
{
    zip_discard(zip);
}

enum err package_open(struct sheet *s, struct span bytes, struct package **ret)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;

    if (!zip) {
        zip_source_free(source);
        return sheet_fail(s, E_MEDIA, "broken", W("文件不完整，请重新保存或重新上传"));
    }
    arena_defer(s->mem, discard, zip);
    if (zip_get_num_entries(zip, 0) > ENTRIES_MAX)
        return sheet_fail(s, E_TOO_BIG, "bomb", W("这不是正常的表格文件（内部文件太多）"));
    *ret = arena_new(s->mem, struct package);
    (*ret)->zip = zip;
    return OK;
}

const char *package_target(struct arena *mem, const char *folder, const char *target)
{
    if (*target == '/')
        return target + 1;
    while (strncmp(target, "./", 2) == 0)
        target += 2;
    if (strncmp(target, "../", 3) == 0)
        return target + 3; /* folders of a workbook are one deep */
    return arena_printf(mem, "%s%s", folder, target);
}

bool package_has(const struct package *p, const char *name)
{
    return zip_name_locate(p->zip, name, ZIP_FL_NOCASE) >= 0;
}

/* ---- expat's calls ---- */

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');

    return colon ? colon + 1 : name;
}

const char *attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(local(*attributes), name) == 0)
            return attributes[1];
    return NULL;
}

static void on_begin(void *arg, const char *element, const char **attributes)
{
    struct part *p = arg;

    if (p->h->begin)
        p->h->begin(p->s, local(element), attributes);
}

static void on_end(void *arg, const char *element)
{
    struct part *p = arg;

    if (p->h->end)
        p->h->end(p->s, local(element));
}

static void on_text(void *arg, const char *text, int n)
{
    struct part *p = arg;

    if (p->h->text && n > 0)
        p->h->text(p->s, text, (size_t)n);
}

static void on_dtd(void *arg, const char *name, const char *system, const char *public,
                   int has_internal)
{
    struct part *p = arg;

    (void)name;
    (void)system;
    (void)public;
    (void)has_internal;
    (void)sheet_fail(p->s, E_MEDIA, "dtd", W("这不是正常的表格文件（含有文档类型声明）"));
    XML_StopParser(p->parser, XML_FALSE);
}

/* ---- reading ---- */

static bool is_bomb(zip_uint64_t size, zip_uint64_t packed)
{
    return size > PART_MAX || (size > RATIO_FREE && size / RATIO_MAX > packed);
}

static zip_file_t *open_entry(struct sheet *s, struct package *p, const char *name,
                              zip_uint64_t *packed)
{
    zip_int64_t i = zip_name_locate(p->zip, name, ZIP_FL_NOCASE);
    zip_file_t *f;
    zip_stat_t st;

    if (i < 0 || zip_stat_index(p->zip, (zip_uint64_t)i, 0, &st) != 0) {
        (void)sheet_fail(s, E_MEDIA, "broken", W("文件不完整，请重新保存或重新上传"));
        return NULL;
    }
    if (is_bomb(st.size, st.comp_size)) {
        (void)sheet_fail(s, E_TOO_BIG, "bomb", W("文件解压后过大，请删去多余的空行空列后再上传"));
        return NULL;
    }
    *packed = st.comp_size;
    f = zip_fopen_index(p->zip, (zip_uint64_t)i, 0);
    if (!f)
        (void)sheet_fail(s, E_MEDIA, "broken", W("文件打不开（可能加了密码），请另存一份后再上传"));
    return f;
}

struct part *part_open(struct sheet *s, struct package *package, const char *name,
                       const struct part_handlers *h)
{
    /* Kept until the sheet is closed; there are a handful of parts. */
    struct part *p = arena_new(s->mem, struct part);

    p->s = s;
    p->h = h;
    p->file = open_entry(s, package, name, &p->packed);
    if (!p->file)
        return NULL;
    p->parser = XML_ParserCreate(NULL);
    if (!p->parser) {
        zip_fclose(p->file);
        (void)sheet_fail(s, E_STORE, "memory", W("服务器暂时没有足够的内存，请稍后再试"));
        return NULL;
    }
    XML_SetUserData(p->parser, p);
    XML_SetElementHandler(p->parser, on_begin, on_end);
    XML_SetCharacterDataHandler(p->parser, on_text);
    XML_SetStartDoctypeDeclHandler(p->parser, on_dtd);
    return p;
}

void part_pause(struct part *p)
{
    if (XML_StopParser(p->parser, XML_TRUE) == XML_STATUS_OK)
        p->is_paused = true;
}

static void broken(struct part *p)
{
    (void)sheet_fail(p->s, E_MEDIA, "broken", W("文件内容已损坏，请重新保存或重新上传"));
    p->is_over = true;
}

/* One piece of the file into the parser. */
static enum XML_Status feed(struct part *p)
{
    void *room = XML_GetBuffer(p->parser, PIECE);
    zip_int64_t n = room ? zip_fread(p->file, room, PIECE) : -1;

    if (n < 0)
        return XML_STATUS_ERROR;
    p->got += (zip_uint64_t)n;
    if (is_bomb(p->got, p->packed)) {
        (void)sheet_fail(p->s, E_TOO_BIG, "bomb",
                         W("文件解压后过大，请删去多余的空行空列后再上传"));
        return XML_STATUS_ERROR;
    }
    p->is_over = n == 0;
    if ((zip_int64_t)p->got - XML_GetCurrentByteIndex(p->parser) > TOKEN_MAX)
        return XML_STATUS_ERROR; /* expat would keep all of an endless tag */
    return XML_ParseBuffer(p->parser, (int)n, n == 0);
}

bool part_step(struct part *p)
{
    while (!p->s->fault.code) {
        enum XML_Status now;

        if (p->is_paused) {
            p->is_paused = false;
            now = XML_ResumeParser(p->parser);
        } else if (p->is_over) {
            return false;
        } else {
            now = feed(p);
        }
        if (now == XML_STATUS_SUSPENDED)
            return true;
        if (now == XML_STATUS_ERROR)
            broken(p);
    }
    return false;
}

void part_close(struct part *p)
{
    if (p->parser)
        XML_ParserFree(p->parser);
    if (p->file)
        zip_fclose(p->file);
    p->parser = NULL;
    p->file = NULL;
}

bool part_read(struct sheet *s, struct package *package, const char *name,
               const struct part_handlers *h)
{
    struct part *p = part_open(s, package, name, h);

    if (!p)
        return false;
    while (part_step(p))
        ;
    part_close(p);
    return !s->fault.code;
}
