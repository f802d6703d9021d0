/* ask_split.c -- `anju rules split` and `anju rules search-terms`. */
#include "cli/ask.h"
#include "rules/liability.h"
#include "rules/search.h"

#include <math.h>
#include <string.h>

/*
 * A JSON number to hundredths.  Rounded once; cutting off would make 869 of
 * 8.7.  What is farther from a hundredth than a double's own error had more
 * than two decimals.
 */
static int read_percent(struct ask *a, struct at at)
{
    json_t *value = ask_value(a, at, "percent", true);
    double percent = json_number_value(value), whole = round(percent * 100);
    const char *path = ask_path(a, at, "percent");

    if (value && !json_is_number(value))
        ask_fail(a, "wrong_type", "这个字段应是数", path);
    else if (percent < 0 || percent > 100)
        ask_fail(a, "out_of_range", "比例应在 0 到 100 之间", path);
    else if (fabs(percent * 100 - whole) > 1e-9)
        ask_fail(a, "out_of_range", "比例最多两位小数", path);
    return a->code ? 0 : (int)whole;
}

static const char *read_party(struct ask *a, struct at at, const char *const *before, size_t n)
{
    const char *party = ask_text(a, at, "party", true);

    if (party && !*party)
        ask_fail(a, "empty", "责任方不能为空", ask_path(a, at, "party"));
    for (size_t i = 0; party && i < n; i++)
        if (strcmp(before[i], party) == 0)
            ask_fail(a, "repeated_party", "同一责任方出现了两次", ask_path(a, at, "party"));
    return party;
}

void ask_split(struct ask *a)
{
    static const char *const keys[] = { "amount", "shares", NULL };
    static const char *const share_keys[] = { "party", "percent", NULL };
    const char *party[SHARES_MAX];
    int hundredths[SHARES_MAX];
    int64_t parts[SHARES_MAX], amount;
    json_t *shares;
    size_t n;

    ask_only(a, ask_top(a), keys);
    amount = ask_int(a, ask_top(a), "amount");
    if (amount < 0)
        ask_fail(a, "out_of_range", "金额不能为负", "amount");
    shares = ask_list(a, ask_top(a), "shares", true);
    n = json_array_size(shares);
    if (n > SHARES_MAX)
        ask_fail(a, "too_many", "责任方太多", "shares");
    for (size_t i = 0; i < n && !a->code; i++) {
        struct at at = ask_item(a, shares, i, "shares");
        ask_only(a, at, share_keys);
        party[i] = read_party(a, at, party, i);
        hundredths[i] = read_percent(a, at);
    }
    if (!a->code && split_amount(amount, hundredths, n, parts) != OK)
        ask_fail(a, "shares_not_whole", "各方比例之和应为 100", "shares");
    if (a->code)
        return;
    json_open(a->out, "parts", '[');
    for (size_t i = 0; i < n; i++) {
        json_open(a->out, NULL, '{');
        json_text(a->out, "party", party[i]);
        json_int(a->out, "amount", parts[i]);
        json_close(a->out, '}');
    }
    json_close(a->out, ']');
}

void ask_search_terms(struct ask *a)
{
    static const char *const keys[] = { "text", NULL };
    const char *text, **terms;
    size_t n;

    ask_only(a, ask_top(a), keys);
    text = ask_text(a, ask_top(a), "text", true);
    if (a->code)
        return;
    terms = search_terms(a->mem, text, &n);
    json_open(a->out, "terms", '[');
    for (size_t i = 0; i < n; i++)
        json_text(a->out, NULL, terms[i]);
    json_close(a->out, ']');
}
