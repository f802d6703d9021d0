/*
 * dispatch.h -- the only place where a request meets a transaction.
 */
#pragma once
#include "app/route.h"

struct dispatch;

/* sets: rooms' routes, ended by a zero row.  Builds the index and refuses rows without access.
   after_write: called after each committed write (pokes jobs), or NULL. */
struct dispatch *dispatch_open(struct app *app, const struct route_set *sets,
                               void (*after_write)(void *arg), void *arg);
void dispatch_close(struct dispatch *d);
const struct route_set *dispatch_sets(const struct dispatch *d);
/* The http_handler. */
void dispatch_handle(void *dispatch, const struct http_request *r, struct http_answer *a);
/* The OpenAPI 3.1 document of all routes as JSON text. */
const char *openapi_document(struct arena *mem, const struct route_set *sets);
/* Machine-readable route table for the tests of rights (route × role): JSON text. */
const char *route_table_json(struct arena *mem, const struct route_set *sets);
