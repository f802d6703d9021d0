/*
 * archive_pages.c -- photos in and out, papers, and the public page behind a paper's QR.
 *
 * A file is as visible as the matter it belongs to; what waits to be claimed is
 * its sender's alone.  Whoever has no right is told the same as for a number
 * that doesn't exist.
 */
#include "rooms/archive/archive_pages.h"

#include "app/number.h"
#include "archive.html.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/archive/archive_view.h"
#include "rooms/archive/file.h"
#include "rooms/archive/keeping.h"
#include "rooms/archive/paper.h"
#include "rooms/matter/matter.h"

#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

/* ---- is this paper genuine? ---- */

static const struct {
    const char *tone, *icon, *words, *more;
} verdicts[] = {
    [PAPER_GOOD] = { "ok", "badge-check", W("这份文书是真的，内容没有被改动过"),
                     W("请核对纸上的编号和文书指纹与这里是否一致；不一致时以系统存档为准。") },
    [PAPER_UNSEALED] = { "wait", "hourglass", W("这份文书已出具，正在封存，请稍后再看"),
                         W("封存通常在一分钟内完成。") },
    [PAPER_FACTS] = { "late", "shield-x", W("存档的内容与当时的记录不一致，请不要以它为准"),
                      W("请联系项目客服核对。") },
    [PAPER_FILE] = { "late", "shield-x", W("存档的文件与当时的记录不一致，请不要以它为准"),
                     W("请联系项目客服核对。") },
    [PAPER_GONE] = { "late", "shield-x", W("存档的文件不见了，暂时无法核验"),
                     W("请联系项目客服核对。") },
    [PAPER_CHAIN] = { "late", "shield-x", W("存档的内容与当时的记录不一致，请不要以它为准"),
                      W("请联系项目客服核对。") },
};

/* 陈淑兰 → 陈** */
static const char *name_masked(struct arena *mem, const char *name)
{
    struct buf b = buf_new(mem, 400);
    const char *p = name;

    if (utf8_next(&p))
        buf_put(&b, name, (size_t)(p - name));
    while (utf8_next(&p))
        buf_putc(&b, '*');
    return b.p;
}

static const char *signer_of(struct arena *mem, const char *facts)
{
    json_t *o = json_loads(facts, 0, NULL), *rounds = json_object_get(o, "rounds");
    json_t *last = json_array_get(rounds, json_array_size(rounds) - 1);
    const char *name =
        json_string_value(json_object_get(json_object_get(last, "signature"), "signer"));

    if (!name)
        name = json_string_value(json_object_get(o, "signer"));
    name = name_masked(mem, name ? name : "");
    json_decref(o);
    return name;
}

static const char *in_groups(struct arena *mem, const char *hash)
{
    struct buf b = buf_new(mem, 400);

    for (size_t i = 0; hash[i]; i++)
        buf_printf(&b, "%s%c", i > 0 && i % 4 == 0 ? " " : "", hash[i]);
    return b.p;
}

static const char *instant_said(const struct op *op, int64_t at)
{
    int32_t on = when_date(at, ZONE_SHANGHAI);
    struct civil c = date_civil(on);
    int minute = (int)((at - when_of_date(on, ZONE_SHANGHAI)) / 60000);

    return at ? say(op, W("%d年%d月%d日 %02d:%02d"), c.year, c.month, c.day, minute / 60,
                    minute % 60)
              : "";
}

static void view_project(const struct op *op, const struct paper *p, struct verify_view *v)
{
    struct query q;

    if (db_one(op->tx, &q, "select name, is_demo from project where id = $1", I(p->project_id))) {
        v->project = db_text(&q, 0);
        v->is_demo = db_i64(&q, 1) != 0;
    }
    db_done(&q);
    v->replaced_by = p->replaced_by ? paper_replaced_no(op, p) : "";
}

static void view_fill(const struct op *op, const struct paper *p, struct verify_view *v)
{
    const struct paper_kind *kind = paper_kind_of(p->kind);
    enum paper_state s = paper_check(op, p);

    *v = (struct verify_view){ .is_genuine = s == PAPER_GOOD,
                               .state = paper_state_word(s),
                               .tone = verdicts[s].tone,
                               .icon = verdicts[s].icon,
                               .words = word(op->lang, verdicts[s].words),
                               .more = word(op->lang, verdicts[s].more),
                               .no = p->no,
                               .no_said = number_say(op->mem, p->no),
                               .kind = p->kind,
                               .kind_said = word(op->lang, kind ? kind->title : p->kind),
                               .project = "",
                               .signer = signer_of(op->mem, p->facts),
                               .facts_hash = p->facts_hash,
                               .hash_said = in_groups(op->mem, p->facts_hash),
                               .file_hash = p->file_hash,
                               .made_at = p->made_at,
                               .sealed_at = p->sealed_at,
                               .made_said = instant_said(op, p->made_at),
                               .sealed_said = instant_said(op, p->sealed_at) };
    view_project(op, p, v);
}

static const struct shape verify_shape[] = {
    SHAPE(struct verify_view, is_genuine, S_BOOL, "genuine"),
    SHAPE(struct verify_view, state, S_TEXT, "state"),
    SHAPE(struct verify_view, words, S_TEXT, "text"),
    SHAPE(struct verify_view, no, S_TEXT, "no"),
    SHAPE(struct verify_view, kind, S_TEXT, "kind"),
    SHAPE(struct verify_view, project, S_TEXT, "project"),
    SHAPE(struct verify_view, signer, S_TEXT, "signer"),
    SHAPE(struct verify_view, facts_hash, S_TEXT, "facts_hash"),
    SHAPE(struct verify_view, file_hash, S_TEXT, "file_hash"),
    SHAPE(struct verify_view, made_at, S_INSTANT, "made_at"),
    SHAPE(struct verify_view, sealed_at, S_INSTANT, "sealed_at"),
    SHAPE(struct verify_view, replaced_by, S_TEXT, "replaced_by"),
    SHAPE(struct verify_view, is_demo, S_BOOL, "demo"),
    SHAPE_END,
};

static enum err paper_verify(struct req *r)
{
    struct verify_view *v = arena_new(r->mem, struct verify_view);
    struct paper p;

    if (paper_by_code(r->op, path_text(r, "code"), &p) != OK)
        return fail(
            r->op, E_NOT_FOUND, "no_such_paper", NULL,
            W("没有这份文书。请检查地址是否完整；如果来自纸上的二维码，这张纸不是本系统出具的"));
    view_fill(r->op, &p, v);
    req_title(r, say(r->op, W("核验文书")), "");
    return show(r, verify_page, verify_shape, v);
}

/* ---- files out ---- */

/* A stored file as the answer; takes the row's word for its type. */
static enum err file_send(struct req *r, const char *hex, const char *type, const char *name)
{
    unsigned char hash[FILE_HASH_BYTES];
    int64_t size = 0;
    int fd = hex_bytes(hex, hash, sizeof hash) ? files_read(r->op->app->files, hash, &size) : -1;

    if (fd < 0)
        return fail(r->op, E_NOT_FOUND, "file_gone", NULL,
                    W("这个文件在存储中找不到了，请联系管理员"));
    return show_file(r, fd, size, type, name, arena_printf(r->mem, "\"%s\"", hex));
}

static enum err paper_file(struct req *r)
{
    struct paper p;

    if (paper_by_no(r->op, path_text(r, "no"), &p) != OK || !paper_is_visible(r->op, &p))
        return E_NOT_FOUND;
    if (strcmp(p.state, "sealed") != 0)
        return fail(r->op, E_RULE, "not_sealed", NULL, W("这份文书正在封存，请稍后再取"));
    return file_send(r, p.file_hash, "application/pdf", arena_printf(r->mem, "%s.pdf", p.no));
}

static const struct field photo_fields[] = {
    { "thumb", F_BOOL, false, 0, 0, NULL, W("小图") },
    { 0 },
};

struct found_file {
    const char *hash, *thumb, *type, *subject, *purpose;
    int64_t subject_id, added_at;
};

static bool file_find(const struct op *op, int64_t id, struct found_file *f)
{
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select hash, thumb_hash, type, subject, purpose, subject_id, added_at"
                        " from file"
                        " where project_id = $1 and id = $2",
                        I(op->project), I(id));

    if (found)
        *f = (struct found_file){ db_text(&q, 0), db_text(&q, 1), db_text(&q, 2), db_text(&q, 3),
                                  db_text(&q, 4), db_i64(&q, 5),  db_i64(&q, 6) };
    db_done(&q);
    return found;
}

static bool file_is_hers(const struct op *op, const struct found_file *f)
{
    int64_t matter;

    if (strcmp(f->subject, "upload") == 0)
        return f->subject_id == op->actor->account_id;
    if (file_is_at_work(op) && !file_is_of_work(f->purpose))
        return false;
    if (strcmp(f->subject, "notice") == 0)
        return notice_is_visible(op, f->subject_id);
    matter = file_matter(op, f->subject, f->subject_id);
    if (!matter || !file_matter_visible(op, matter))
        return false;
    return !file_is_personal(f->purpose) || f->added_at >= matter_veiled_until(op, matter);
}

static enum err file_photo(struct req *r)
{
    struct found_file f;
    bool thumb = form_bool(r, "thumb");

    if (!file_find(r->op, path_id(r, "id"), &f) || !file_is_hers(r->op, &f))
        return E_NOT_FOUND;
    return file_send(r, thumb && f.thumb ? f.thumb : f.hash, f.type, NULL);
}

/* ---- photos in ---- */

static const char *const purposes[] = { "report", "check", "before", "after", "signature", NULL };

static const struct field upload_fields[] = {
    { "photo", F_FILES, true, 1, 1, NULL, W("照片") },
    { "purpose", F_WORD, false, 0, 0, purposes, W("用途") },
    { "client_hash", F_TEXT, false, 64, 64, NULL, W("文件指纹") },
    { 0 },
};

struct upload {
    struct photo photo;
    struct video video;
    const char *name, *sha256, *type;
    int64_t id;
    int width, height;
};

static const struct shape upload_shape[] = {
    SHAPE(struct upload, id, S_ID, "id"),          SHAPE(struct upload, sha256, S_TEXT, "sha256"),
    SHAPE(struct upload, type, S_TEXT, "type"),    SHAPE(struct upload, width, S_I32, "width"),
    SHAPE(struct upload, height, S_I32, "height"), SHAPE_END,
};

/* SHA-256 of what arrived, as the phone computes it; NULL when it can't be read. */
static const char *sha256_of(struct arena *mem, const char *path)
{
    crypto_hash_sha256_state s;
    unsigned char block[16384], hash[crypto_hash_sha256_BYTES];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : 1;

    crypto_hash_sha256_init(&s);
    while (n > 0 && (n = read(fd, block, sizeof block)) > 0)
        crypto_hash_sha256_update(&s, block, (unsigned long long)n);
    if (fd >= 0)
        close(fd);
    crypto_hash_sha256_final(&s, hash);
    return n == 0 ? text_hex(mem, hash, sizeof hash) : NULL;
}

/* As what it is by its content: a picture is made anew, a video is cleaned. */
static enum err upload_keep(struct req *r, const char *path, struct upload *u)
{
    bool is_video = video_looks(path);
    const struct problem *problem = is_video ? &u->video.problem : &u->photo.problem;
    enum err e = is_video ? video_store(r->op->app->files, path, &u->video)
                          : photo_store(r->mem, r->op->app->files, path, &u->photo);

    if (e != OK && problem->code)
        return fail(r->op, e, problem->code, "photo", problem->words);
    u->type = is_video ? u->video.type : "image/jpeg";
    u->width = is_video ? u->video.width : u->photo.width;
    u->height = is_video ? u->video.height : u->photo.height;
    return e;
}

static enum err room_look(struct req *r)
{
    struct op op = *r->op;
    enum err e;

    op.tx = db_read(op.app->db, r->mem);
    e = uploads_have_room(&op);
    r->op->problem = op.problem;
    return db_read_end(op.tx) == OK ? e : E_STORE;
}

/* Before the turn is taken; the phone may say what it sent. */
static enum err upload_prepare(struct req *r)
{
    struct upload *u = arena_new(r->mem, struct upload);
    const struct http_upload *file;
    const char *said = form_text(r, "client_hash");
    enum err e;

    if (form_files(r, "photo", &file) == 0)
        return OK; /* the fields say what is missing */
    if ((e = room_look(r)) != OK)
        return e;
    u->name = file->file_name;
    if (!(u->sha256 = sha256_of(r->mem, file->path)))
        return E_STORE;
    if (*said && strcasecmp(said, u->sha256) != 0)
        return fail(r->op, E_MEDIA, "arrived_otherwise", "photo",
                    W("照片在路上受损了，请重新发送"));
    if ((e = upload_keep(r, file->path, u)) == OK)
        r->kept = u;
    return e;
}

static enum err file_upload(struct req *r)
{
    struct upload *u = r->kept;

    if (!u)
        return E_INPUT;
    u->id = file_add(r->op, &(struct file_new){ .photo = u->video.type ? NULL : &u->photo,
                                                .video = &u->video,
                                                .name = u->name,
                                                .subject = "upload",
                                                .subject_id = r->op->actor->account_id,
                                                .purpose = form_text(r, "purpose"),
                                                .client_hash = u->sha256 });
    return done(r, url_of(r->mem, "/p/%s/files/%lld", path_text(r, "project"), (long long)u->id),
                upload_shape, u, true);
}

/* clang-format off */
const struct route archive_routes[] = {
    /*    method, path, access, scope, fields, answer, prepare, handler, again */
    ROUTE(GET, "/v/{code}", ANYONE, SCOPE_GLOBAL, NULL, verify_shape, NULL, paper_verify, NULL),
    ROUTE(GET, "/p/{project}/papers/{no}", FILE_READ, SCOPE_PROJECT, NULL, NULL, NULL, paper_file, NULL),
    ROUTE(GET, "/p/{project}/files/{id}", FILE_READ, SCOPE_PROJECT, photo_fields, NULL, NULL, file_photo, NULL),
    ROUTE(POST, "/p/{project}/files", FILE_ADD, SCOPE_PROJECT, upload_fields, upload_shape, upload_prepare, file_upload, NULL),
};
/* clang-format on */
const size_t archive_route_n = sizeof archive_routes / sizeof *archive_routes;
