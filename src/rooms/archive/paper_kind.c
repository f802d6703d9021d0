/* paper_kind.c -- the table of paper_kind.h. */
#include "rooms/archive/paper_kind.h"

#include "rooms/archive/acceptance.h"
#include "rooms/archive/sheet.h"

#include <string.h>

/* Which papers can be issued by hand now: $1 project, $2 fault. */
#define SLIP  "select 0, '' from fault where project_id = $1 and id = $2"
#define CHECK "select 0, '' from fault where project_id = $1 and id = $2 and checked_at is not null"
#define DECISION                                                                                   \
    "select 0, '' from fault where project_id = $1 and id = $2 and decided_at is not null"
#define PLAN                                                                                       \
    "select 0, '' from plan where project_id = $1 and fault_id = $2 order by v desc limit 1"
#define QUOTE                                                                                      \
    "select 0, '' from quote where project_id = $1 and fault_id = $2 order by v desc limit 1"
#define ORDER                                                                                      \
    "select id, no from work_order where project_id = $1 and fault_id = $2"                        \
    " and state not in ('declined', 'cancelled') order by id desc"
#define REFUSAL                                                                                    \
    "select id, '' from signing_refusal where project_id = $1 and fault_id = $2"                   \
    " order by at desc limit 1"

#define OWNER   ROLE_OWNER
#define COMPANY ROLE_CONTRACTOR

/* clang-format off */
const struct paper_kind paper_kinds[] = {
    /* kind, prefix, title, subject, readers besides staff, per fault, parts, say, facts, draw */
    { "slip", "B", W("报修单"), "matter", OWNER, false, SLIP, slip_say, NULL, sheet_draw },
    { "check", "C", W("现场核查记录"), "matter", OWNER, true, CHECK, check_say, NULL, sheet_draw },
    { "decision", "L", W("责任认定书"), "matter", OWNER, true, DECISION, decision_say, NULL, sheet_draw },
    { "plan", "P", W("维修方案及确认书"), "matter", OWNER, true, PLAN, plan_say, NULL, sheet_draw },
    { "quote", "Q", W("维修报价单"), "matter", OWNER, true, QUOTE, quote_say, NULL, sheet_draw },
    { "order", "D", W("派工单"), "matter", COMPANY, true, ORDER, order_say, NULL, sheet_draw },
    { "refusal", "J", W("拒签记录"), "matter", OWNER, true, REFUSAL, refusal_say, NULL, sheet_draw },
    { "acceptance", "A", W("维修验收单"), "matter", OWNER, true, NULL, NULL, acceptance_facts, acceptance_draw },
    { "notice", "N", W("停水停电通知"), "notice", OWNER, false, NULL, notice_say, NULL, sheet_draw },
    { 0 },
};
/* clang-format on */

const struct paper_kind *paper_kind_of(const char *kind)
{
    for (const struct paper_kind *k = paper_kinds; k->kind; k++)
        if (strcmp(k->kind, kind) == 0)
            return k;
    return NULL;
}
