/*
 * http_refuse.h -- why a request is turned away before any handler sees it.
 *
 * A refusal is a constant: status, stable code and a sentence in both languages
 * (nobody knows yet who reads).  Functions of this floor return NULL for "fine".
 */
#pragma once

struct refusal {
    int status;
    const char *code;   /* stable word for programs */
    const char *title;  /* a few words */
    const char *detail; /* Chinese / English */
};

extern const struct refusal refuse_framing;  /* ambiguous or broken message framing */
extern const struct refusal refuse_header;   /* header name, value, Host or number of them */
extern const struct refusal refuse_path;     /* path or query that cannot be decoded */
extern const struct refusal refuse_text;     /* not UTF-8, or a NUL inside */
extern const struct refusal refuse_form;     /* a form that does not parse, or was cut short */
extern const struct refusal refuse_fields;   /* too many fields or files */
extern const struct refusal refuse_too_big;  /* over a limit of bytes */
extern const struct refusal refuse_media;    /* a kind of body we do not take */
extern const struct refusal refuse_method;   /* a method we do not have */
extern const struct refusal refuse_busy;     /* queue or memory full, or the server is stopping */
extern const struct refusal refuse_disk;     /* an upload could not be written */
extern const struct refusal refuse_internal; /* our own mistake */
