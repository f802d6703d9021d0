/* company_view.h -- what the page of companies shows. */
#pragma once
#include "app/parts.h"
#include "rooms/company/company.h"

struct contract_view {
    int64_t id;
    const char *project, *no, *trades; /* trades: words as people read them */
    int32_t completion_on, ends_on;
};
struct company_view {
    int64_t id;
    const char *id_text, *name, *short_name, *kind, *contact, *phone; /* phone: masked */
    struct contract_view *contracts;
    size_t contract_n;
};
struct company_project {
    const char *name;
    struct url contracts; /* where a contract of it is sent to */
};
struct companies_view {
    struct company_view *companies;
    size_t company_n;
    struct part_option *choices, *trades;
    size_t trade_n;
    struct company_project *projects; /* in which she may add contracts */
    size_t project_n;
    bool may_edit;
};
