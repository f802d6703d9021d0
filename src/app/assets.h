/*
 * assets.h -- style sheets, scripts and icons, carried inside the program.
 *
 * Their names hold the hash of their content ("/a/app.3f2a1b90cd.css"), so an
 * answer may be kept by the browser for ever (Cache-Control: immutable).
 */
#pragma once
#include "http/html.h"

#include <stddef.h>

struct asset {
    const char *path; /* "/a/app.3f2a1b90cd.css" */
    const char *name; /* "app.css" */
    const char *type; /* media type with charset */
    const unsigned char *bytes;
    size_t n;
    const unsigned char *gz; /* the same, gzip-compressed; NULL when that gains nothing */
    size_t gz_n;
};

/* The asset served at this path, or NULL. */
const struct asset *asset_find(const char *path);
/* Its address; a name that was not built in aborts, because every page would miss it. */
struct url asset_url(const char *name);
/* While developing: bytes come from this folder (the build's web/), read anew when a file changed;
   uncompressed.  `dir` must stay valid.  NULL: the built-in ones. */
void asset_set_dir(const char *dir);
/* True in that mode: answers must not be kept. */
bool asset_is_fresh(void);
