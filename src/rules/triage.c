/*
 * triage.c -- words found in the clauses of a text, and how urgent they make it; see triage.h.
 *
 * Words are looked for clause by clause, so that "插座没电，水管没事" does not
 * meet "水管" and "没" as neighbours.  A word that is denied right before (没有爆管,
 * 不是漏电, 怕漏电) is none, and one with an innocent meaning (漏电保护器, 没有水渍)
 * is told by what else stands in its clause.
 */
#include "rules/triage.h"

#include "base/text.h"
#include "base/words.h"
#include "rules/search.h"
#include "rules/triage_inside.h"

#include <string.h>

enum { RANK_NONE, RANK_B, RANK_A, RANK_COMPLEX, RANK_EMERGENCY };

static const struct {
    const char *urgency, *words;
} ranks[] = {
    [RANK_NONE] = { "", "" },
    [RANK_B] = { "general_b", "一般" },
    [RANK_A] = { "general_a", "影响使用" },
    [RANK_COMPLEX] = { "complex", "复杂" },
    [RANK_EMERGENCY] = { "emergency", "紧急" },
};

/* What a row of urgency is a sign of; the words are ours because they are translated. */
static const struct {
    const char *code, *words;
} signs[] = {
    { "gas", W("燃气泄漏") },
    { "electric", W("漏电或电气危险") },
    { "trapped", W("电梯困人") },
    { "burst", W("水管爆裂或大量漏水") },
    { "wet_electric", W("带电部位进水") },
    { "sewage", W("主排水管外溢") },
    { "no_supply", W("家中无水或无电") },
    { "facade", W("外墙构件坠落") },
    { "entrance", W("入户门无法开关锁闭") },
    { "heating", W("供暖季不热") },
    { "facade_leak", W("外墙渗漏") },
    { "through_crack", W("贯穿裂缝") },
    { "structure", W("主体结构") },
    { "leak", W("渗漏") },
    { "power", W("电路影响使用") },
    { "drain", W("排水影响使用") },
    { "sanitary", W("洁具影响使用") },
    { "water", W("用水影响使用") },
    { "opening", W("门窗影响使用") },
    { "fall", W("有坠落危险") },
    { "use", W("影响使用") },
};

/* ---- words in a clause ---- */

const char *triage_clauses(struct arena *mem, const char *text)
{
    static const char *const ends = ",.;!?。";
    char *out = arena_new_n(mem, char, strlen(text) * 2 + 1);
    size_t n = 0;

    for (uint32_t c; (c = utf8_next(&text)) != 0;) {
        c = search_fold(c);
        if (c == 0x3002 || (c < 0x80 && strchr(ends, (int)c)))
            c = '\n';
        n += utf8_put(out + n, c);
    }
    out[n] = '\0';
    return out;
}

/* Where the text that ends at `end` goes on before `tail`, or NULL when it does not end so. */
static const char *ends_at(const char *from, const char *end, const char *tail)
{
    size_t n = strlen(tail);

    return (size_t)(end - from) >= n && memcmp(end - n, tail, n) == 0 ? end - n : NULL;
}

bool triage_denied(struct span clause, const char *at)
{
    static const char *const fillers[] = { "发生", "出现", "闻到", "看到",
                                           "发现", "再",   "任何", "存在" };
    static const char *const denials[] = {
        "没有", "没", "无",   "不是", "未",  "并非", "不",
        "防",   "怕", "担心", "未见", "no ", "not ", "without "
    };
    const char *end = at, *before;

    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if ((before = ends_at(clause.p, end, fillers[i])))
            end = before;
    for (size_t i = 0; i < sizeof denials / sizeof *denials; i++)
        if (ends_at(clause.p, end, denials[i]))
            return true;
    return false;
}

struct span triage_word(const char **list)
{
    struct span word = { *list, strcspn(*list, "\n") };

    *list += word.n + ((*list)[word.n] != '\0');
    return word;
}

bool triage_holds(struct span clause, const char *list)
{
    while (*list) {
        struct span word = triage_word(&list);

        if (memmem(clause.p, clause.n, word.p, word.n))
            return true;
    }
    return false;
}

bool triage_row_fits(struct span clause, const struct triage_row *row)
{
    return (!*row->with || triage_holds(clause, row->with)) &&
           (!*row->unless || !triage_holds(clause, row->unless));
}

/* The first word of the row that the clause holds and nobody denies; NULL. */
static const char *word_in(struct arena *mem, struct span clause, const struct triage_row *row)
{
    const char *list = row->words;

    while (*list) {
        struct span word = triage_word(&list);
        const char *at = memmem(clause.p, clause.n, word.p, word.n);

        if (at && !triage_denied(clause, at))
            return triage_row_fits(clause, row) ? arena_dup_n(mem, word.p, word.n) : NULL;
    }
    return NULL;
}

/* ---- the suggestion ---- */

static int rank_of(const char *urgency)
{
    for (int i = RANK_B; i <= RANK_EMERGENCY; i++)
        if (strcmp(ranks[i].urgency, urgency) == 0)
            return i;
    return RANK_NONE;
}

static const char *sign_words(const char *code)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strcmp(signs[i].code, code) == 0)
            return signs[i].words;
    return W("影响使用");
}

struct found {
    int rank, weight;
    const char *word, *kind;
};

static void look(struct arena *mem, struct span clause, bool heating, struct found *best)
{
    for (size_t i = 0; i < triage_row_n; i++) {
        const struct triage_row *row = &triage_rows[i];
        bool seasonal = strcmp(row->code, "emergency_in_season") == 0;
        int rank = seasonal ? (heating ? RANK_EMERGENCY : RANK_A) : rank_of(row->code);
        const char *word;

        if (strcmp(row->field, "urgency") != 0 || rank <= best->rank ||
            !(word = word_in(mem, clause, row)))
            continue;
        *best = (struct found){ rank, row->weight, word, sign_words(row->sign) };
    }
}

static struct found find(struct arena *mem, const char *text, bool heating)
{
    struct found best = { 0 };

    for (text = triage_clauses(mem, text); *text;) {
        struct span clause = triage_word(&text);

        look(mem, clause, heating, &best);
    }
    return best;
}

static const char *why_of(struct arena *mem, const struct found *f)
{
    return arena_printf(mem, "描述里有“%s”，可能是%s", f->word, f->kind);
}

struct triage triage_suggest(struct arena *mem, const struct triage_question *q)
{
    int usual = rank_of(q->usual);
    struct found best = find(mem, q->text, q->is_heating_season);

    if (best.rank > RANK_NONE && best.rank >= usual)
        return (struct triage){ ranks[best.rank].urgency, best.word, best.kind,
                                why_of(mem, &best) };
    if (usual == RANK_NONE)
        return (struct triage){ ranks[RANK_B].urgency, NULL, NULL,
                                "描述里没有紧急或影响使用的字样" };
    return (struct triage){ ranks[usual].urgency, NULL, NULL,
                            arena_printf(mem, "所选构件和现象通常属于“%s”", ranks[usual].words) };
}

void triage_guess_urgency(struct arena *mem, const char *text, bool heating,
                          struct triage_proposal *ret)
{
    struct found f = find(mem, text, heating);
    struct triage_reason *reason = arena_new(mem, struct triage_reason);

    ret->urgency_why = "描述里没有紧急或影响使用的字样";
    if (f.rank == RANK_NONE)
        return;
    *reason = (struct triage_reason){ f.word, f.weight };
    ret->urgency_why = why_of(mem, &f);
    ret->urgency_sign = f.kind;
    ret->of[TRIAGE_URGENCY] = (struct triage_guess){
        .code = ranks[f.rank].urgency, .score = f.weight, .reasons = reason, .reason_n = 1
    };
}
