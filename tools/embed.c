/*
 * embed.c -- turns the files a browser asks for into C.
 *
 *   embed OUT.c FILE...
 *
 * Each file is kept twice, as it is and gzip-compressed, under a name with the
 * hash of its content, so that a browser may keep it for ever and a new build
 * is seen at once.  Compressed only when it is at least a tenth smaller.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const struct type {
    const char *ending, *type;
} types[] = {
    { ".css", "text/css; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".webmanifest", "application/manifest+json" },
};

struct file {
    const char *name;
    unsigned char *p, *gz;
    size_t n, gz_n;
    uint64_t hash;
};

static _Noreturn void stop(const char *path, const char *why)
{
    fprintf(stderr, "%s: error: %s\n", path, why);
    exit(1);
}

static const char *type_of(const char *name)
{
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot && i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(types[i].ending, dot) == 0)
            return types[i].type;
    stop(name, "a kind of file this tool has no media type for");
}

static void file_read(struct file *f, const char *path)
{
    FILE *in = fopen(path, "rb");
    size_t room = 0, got = 1;

    if (!in)
        stop(path, "cannot be read");
    while (got > 0) {
        if (f->n == room && !(f->p = realloc(f->p, room = room * 2 + 65536)))
            stop(path, "no memory");
        got = fread(f->p + f->n, 1, room - f->n, in);
        f->n += got;
    }
    fclose(in);
    f->name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    f->hash = 0xcbf29ce484222325; /* FNV-1a: a name, not a signature */
    for (size_t i = 0; i < f->n; i++)
        f->hash = (f->hash ^ f->p[i]) * 0x100000001b3;
}

static void file_press(struct file *f)
{
    z_stream z = { 0 };

    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        stop(f->name, "zlib does not start");
    size_t room = deflateBound(&z, f->n) + 64;
    f->gz = malloc(room);
    z.next_in = f->p;
    z.avail_in = (uInt)f->n;
    z.next_out = f->gz;
    z.avail_out = (uInt)room;
    if (!f->gz || deflate(&z, Z_FINISH) != Z_STREAM_END)
        stop(f->name, "zlib does not finish");
    f->gz_n = z.total_out;
    deflateEnd(&z);
    if (f->gz_n + f->n / 10 > f->n)
        f->gz_n = 0;
}

static void put_bytes(FILE *out, const char *prefix, size_t i, const unsigned char *p, size_t n)
{
    fprintf(out, "static const unsigned char %s%zu[] = {", prefix, i);
    for (size_t k = 0; k < n; k++)
        fprintf(out, "%s%u,", k % 24 == 0 ? "\n" : "", p[k]);
    fputs("\n0 };\n", out);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static void put_table(FILE *out, const struct file *files, size_t n)
{
    fputs("const struct asset assets[] = {\n", out);
    for (size_t i = 0; i < n; i++) {
        const struct file *f = &files[i];
        const char *dot = strrchr(f->name, '.');
        fprintf(out, "{ \"/a/%.*s.%010llx%s\", \"%s\", \"%s\", plain%zu, %zu, ",
                (int)(dot - f->name), f->name, (unsigned long long)(f->hash >> 24), dot, f->name,
                type_of(f->name), i, f->n);
        if (f->gz_n > 0)
            fprintf(out, "gz%zu, %zu },\n", i, f->gz_n);
        else
            fputs("0, 0 },\n", out);
    }
    fprintf(out, "};\nconst size_t assets_n = %zu;\n", n);
}

int main(int argc, char **argv)
{
    size_t n = argc > 2 ? (size_t)argc - 2 : 0;
    struct file *files = calloc(n + 1, sizeof(*files));
    FILE *out;

    if (n == 0 || !files) {
        fputs("usage: embed OUT.c FILE...\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < n; i++) {
        file_read(&files[i], argv[i + 2]);
        file_press(&files[i]);
    }
    qsort(files, n, sizeof(*files), by_name);
    if (!(out = fopen(argv[1], "wb")))
        stop(argv[1], "cannot be written");
    fputs("#include \"app/assets.h\"\n#include \"app/assets_table.h\"\n", out);
    for (size_t i = 0; i < n; i++) {
        put_bytes(out, "plain", i, files[i].p, files[i].n);
        if (files[i].gz_n > 0)
            put_bytes(out, "gz", i, files[i].gz, files[i].gz_n);
    }
    put_table(out, files, n);
    return fclose(out) != 0;
}
