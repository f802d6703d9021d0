/*
 * system.c -- is it alive, is it ready, what can it do.
 *
 * /healthz says that the process answers; /readyz that the database does, which
 * is what a load balancer wants to know; /api/openapi.json describes every route.
 */
#include "app/system.h"
#include "app/dispatch.h"
#include "app/req_inner.h"
#include "base/must.h"

#include <string.h>

static struct span text_span(const char *s)
{
    return (struct span){ s, strlen(s) };
}

static enum err healthz(struct req *r)
{
    return show_bytes(r, text_span("{\"ok\":true}\n"), "application/json", NULL);
}

static enum err readyz(struct req *r)
{
    if (db_int(r->op->tx, "select count(*) from project") < 0 || tx_failed(r->op->tx))
        return E_STORE;
    return show_bytes(r, text_span("{\"ready\":true}\n"), "application/json", NULL);
}

static enum err openapi(struct req *r)
{
    return show_bytes(r, text_span(openapi_document(r->mem, dispatch_sets(r->in->dispatch))),
                      "application/json", NULL);
}

const struct route system_routes[] = {
    ROUTE(GET, "/healthz", ANYONE, SCOPE_GLOBAL, NULL, NULL, NULL, healthz, NULL),
    ROUTE(GET, "/readyz", ANYONE, SCOPE_GLOBAL, NULL, NULL, NULL, readyz, NULL),
    ROUTE(GET, "/openapi.json", ANYONE, SCOPE_GLOBAL, NULL, NULL, NULL, openapi, NULL),
};
const size_t system_route_n = LEN(system_routes);
