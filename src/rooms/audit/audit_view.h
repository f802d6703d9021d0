/* audit_view.h -- the page that searches the event log. */
#pragma once
#include "app/parts.h"
#include "rooms/audit/audit.h"

struct audit_view {
    struct audit_filter f;
    struct audit_row *rows;
    size_t row_n;
    struct part_option *projects; /* value: address of its log */
    size_t project_n;
    struct url here, export;
    const char *project;
};
