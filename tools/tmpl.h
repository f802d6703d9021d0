/*
 * tmpl.h -- what the two halves of the template compiler share.
 *
 * tmpl.c reads lines and writes C; tmpl_html.c follows the HTML between them,
 * so that it knows where a value stands and refuses what the Content-Security-
 * Policy or the escaping could not bear.  docs/templates.md explains the syntax.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum place {
    IN_TEXT,      /* between tags */
    IN_TAG_OPEN,  /* behind '<', collecting the name */
    IN_TAG,       /* between the attributes */
    IN_ATTR_NAME, /* collecting an attribute's name */
    IN_ATTR_IS,   /* behind '=', a quote must follow */
    IN_VALUE,     /* inside quotes */
    IN_CLOSE,     /* behind '</', collecting the name */
    IN_COMMENT,   /* dropped from the output */
};

#define NAME_MAX_ 40
#define DEPTH_MAX 64

struct open_tag {
    char name[NAME_MAX_];
    int line;
};

struct tmpl {
    const char *path;
    int line;
    FILE *c, *h; /* in memory; written when all is well */
    int c_line;  /* the line that the C compiler believes to be at */
    bool in_function, unbalanced;
    bool has_error;
    /* literal text not yet written */
    char lit[1 << 16];
    size_t lit_n;
    int lit_line;
    /* the HTML around */
    enum place place;
    char tag[NAME_MAX_], attr[NAME_MAX_];
    size_t tag_n, attr_n;
    char quote;
    size_t value_n; /* characters and values so far inside the quotes */
    bool has_hash;  /* a '#' stands in the literal text inside the quotes */
    bool slash;     /* the last character inside the tag was '/' */
    int dashes;     /* of an ending comment */
    struct open_tag stack[DEPTH_MAX];
    size_t depth;
};

/* Says "path:line: error: …" once; later calls are silent. */
void tmpl_error(struct tmpl *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds a byte to the literal text. */
void tmpl_lit(struct tmpl *t, char c);

/* One byte of literal text: follows the HTML and keeps the byte. */
void html_byte(struct tmpl *t, char c);
/* The end of a line of literal text. */
void html_newline(struct tmpl *t);
/* A {{value}} or a [[word]] stands here: false when it may not.  *is_url: it must be a struct url.
 */
bool html_value(struct tmpl *t, bool *is_url);
/* The function ends: everything must be closed. */
void html_end(struct tmpl *t);
