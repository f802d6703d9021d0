/* paper_picture.c -- see paper_picture.h. */
#include "rooms/archive/paper_picture.h"

#include "app/number.h"
#include "app/photo.h"
#include "base/text.h"
#include "base/when.h"
#include "store/files.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *text_at(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s ? s : "";
}

void paper_head(struct arena *mem, const json_t *facts, const struct paper_drawing *what,
                struct pdf_head *ret)
{
    const json_t *project = json_object_get(facts, "project");

    ret->hash = what->hash;
    ret->letterhead = *text_at(project, "letterhead")
                          ? text_at(project, "letterhead")
                          : arena_printf(mem, "%s项目 · 客户服务部", text_at(project, "name"));
    ret->hotline = text_at(project, "hotline");
    ret->no = number_say(mem, text_at(facts, "no"));
    ret->verify = text_at(facts, "verify");
    ret->is_demo = json_is_true(json_object_get(project, "demo"));
    ret->mark = what->mark;
    ret->replaced = what->replaced ? number_say(mem, what->replaced) : NULL;
    (void)when_parse(text_at(facts, "made_at"), &ret->made_at, NULL);
}

/* What is no JPEG of ours is made one by the confined child, so nothing else is ever decoded. */
static enum err remake(struct app *app, struct arena *mem, struct span *bytes)
{
    struct photo photo = { 0 };
    const char *path = files_temp(app->files, mem);
    FILE *f = fopen(path, "wx");
    bool good = f && fwrite(bytes->p, 1, bytes->n, f) == bytes->n;
    enum err e;

    if (f)
        good = fclose(f) == 0 && good;
    e = good ? photo_make(mem, path, &photo) : E_STORE;
    unlink(path);
    *bytes = photo.full;
    return e;
}

enum err paper_picture(struct app *app, struct arena *mem, const char *hex, struct span *ret)
{
    unsigned char hash[FILE_HASH_BYTES];
    enum err e;

    if (!hex_bytes(hex, hash, sizeof hash))
        return E_NOT_FOUND;
    if ((e = files_load(app->files, mem, hash, ret)) != OK)
        return e;
    return ret->n > 2 && memcmp(ret->p, "\xFF\xD8\xFF", 3) == 0 ? OK : remake(app, mem, ret);
}
