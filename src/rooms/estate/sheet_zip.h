/* sheet_zip.h -- parts of an XLSX package, read under guard; for sheet_xlsx.c only. */
#pragma once
#include "rooms/estate/sheet_inside.h"

#include <expat.h>

struct package; /* the zip */
struct part;    /* one XML file of it while it is read */

/* The package over borrowed bytes; closed with s->mem. */
enum err package_open(struct sheet *s, struct span bytes, struct package **ret);
/* Name of a part that `target` means, written in a part of folder `folder` ("xl/"). */
const char *package_target(struct arena *mem, const char *folder, const char *target);
/* True when the package holds it. */
bool package_has(const struct package *p, const char *name);

/* Elements by local name; texts in the order of the file.  arg is the sheet. */
struct part_handlers {
    void (*begin)(struct sheet *s, const char *element, const char **attributes);
    void (*end)(struct sheet *s, const char *element);
    void (*text)(struct sheet *s, const char *p, size_t n);
};
/* Opens a part for reading piece by piece; NULL with a fault set when it can't be. */
struct part *part_open(struct sheet *s, struct package *p, const char *name,
                       const struct part_handlers *h);
/* Reads on until part_pause was called or the end; false at the end or at a fault. */
bool part_step(struct part *p);
/* From inside a handler: part_step returns after it. */
void part_pause(struct part *p);
void part_close(struct part *p);
/* All of a part at once; false with a fault set when it can't be read. */
bool part_read(struct sheet *s, struct package *p, const char *name, const struct part_handlers *h);

/* An attribute by local name, or NULL. */
const char *attribute(const char **attributes, const char *name);
