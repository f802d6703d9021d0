/* file.c -- see file.h. */
#include "rooms/archive/file.h"

#include "base/id.h"
#include "base/must.h"
#include "base/text.h"

#include <string.h>

int64_t file_add(struct op *op, const struct file_new *f)
{
    const struct photo *p = f->photo;
    const struct video *v = f->video;
    int64_t id = id_new();

    db_exec(op->tx,
            "insert into file (project_id, id, hash, thumb_hash, type, size, width, height, name,"
            " subject, subject_id, purpose, client_hash, added_by, added_at) values ($1, $2, $3,"
            " $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            I(op->project), I(id), T(p ? p->full_hash : v->hash), T(p ? p->thumb_hash : NULL),
            T(p ? "image/jpeg" : v->type), I(p ? p->size : v->size), I(p ? p->width : v->width),
            I(p ? p->height : v->height), T(f->name), T(f->subject), I(f->subject_id),
            T(f->purpose), T(f->client_hash), I(op->actor->account_id), I(op->now));
    return id;
}

struct part_photo file_part(const struct op *op, const char *project, int64_t id, const char *type)
{
    struct url full = url_of(op->mem, "/p/%s/files/%s", project, id_text(op->mem, id));

    return (struct part_photo){ .full = full,
                                .thumb = url_with(op->mem, full, "thumb", "1"),
                                .words = "",
                                .is_video = text_starts(type, "video/") };
}

enum err file_claim(struct op *op, int64_t file_id, const char *subject, int64_t subject_id,
                    const char *purpose)
{
    int64_t n = db_exec(op->tx,
                        "update file set subject = $3, subject_id = $4, purpose = $5"
                        " where project_id = $1 and id = $2 and subject = 'upload'"
                        " and subject_id = $6",
                        I(op->project), I(file_id), T(subject), I(subject_id), T(purpose),
                        I(op->actor->account_id));

    if (n == 1)
        return OK;
    return fail(op, E_INPUT, "photo_gone", "photos",
                W("有一张照片找不到了或已经用过，请去掉后重新选择"));
}

static const struct {
    const char *subject, *sql;
} matters[] = {
    { "matter", "select id from matter where project_id = $1 and id = $2" },
    { "fault", "select matter_id from fault where project_id = $1 and id = $2" },
    { "order", "select matter_id from work_order where project_id = $1 and id = $2" },
    { "acceptance", "select f.matter_id from acceptance a join fault f on f.project_id ="
                    " a.project_id and f.id = a.fault_id where a.project_id = $1 and a.id = $2" },
    { "paper", "select subject_id from paper where project_id = $1 and id = $2"
               " and subject = 'matter'" },
};

int64_t file_matter(const struct op *op, const char *subject, int64_t subject_id)
{
    for (size_t i = 0; i < LEN(matters); i++)
        if (strcmp(matters[i].subject, subject) == 0)
            return db_int(op->tx, matters[i].sql, I(op->project), I(subject_id));
    return 0;
}

bool file_matter_visible(const struct op *op, int64_t matter_id)
{
    const char *sql = arena_printf(op->mem,
                                   "select count(*) from matter m where m.project_id = $3"
                                   " and m.id = $4 and %s",
                                   matter_visible(op->actor, op->project));

    return db_int(op->tx, sql, I(op->actor->account_id), I(company_in(op->actor, op->project)),
                  I(op->project), I(matter_id)) > 0;
}

bool file_is_at_work(const struct op *op)
{
    return (roles_in(op->actor, op->project) & ~(unsigned)(ROLE_CONTRACTOR | ROLE_PROPERTY)) == 0;
}

bool file_is_of_work(const char *purpose)
{
    static const char *const work[] = { "report", "check", "before", "after" };

    for (size_t i = 0; i < LEN(work); i++)
        if (strcmp(work[i], purpose) == 0)
            return true;
    return false;
}

bool file_is_personal(const char *purpose)
{
    static const char *const own[] = { "report", "signature", "entry", "refusal", "video" };

    for (size_t i = 0; i < LEN(own); i++)
        if (strcmp(own[i], purpose) == 0)
            return true;
    return false;
}
