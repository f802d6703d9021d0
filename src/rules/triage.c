/*
 * triage.c -- a table of words and the clause they must stand in; see triage.h.
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

/* Alternatives are parted by blanks; _ stands for a blank within one. */
struct sign {
    int rank;
    bool in_heating_season; /* counts as an emergency only then, else as general_a */
    const char *words;      /* one of these in a clause … */
    const char *with;       /* … together with one of these ("": no matter) … */
    const char *unless;     /* … and none of these */
    const char *kind;
};

#define PARTS_OF_IT "插座 灯 开关 遥控 电池 门锁 密码锁 指纹锁 门铃 花洒 龙头 热水 机 空调 渍 印 痕"

static const struct sign signs[] = {
    /* gas first: whoever smells it must leave */
    { RANK_EMERGENCY, false,
      "燃气味 煤气味 天然气味 瓦斯味 燃气泄漏 煤气泄漏 天然气泄漏 gas_smell smell_of_gas gas_leak "
      "smell_gas",
      "", "", W("燃气泄漏") },
    { RANK_EMERGENCY, false, "漏气 泄漏 闻到 有味 味道 气味 臭鸡蛋", "燃气 煤气 天然气 瓦斯",
      "热水器外观", W("燃气泄漏") },
    { RANK_EMERGENCY, false,
      "漏电 触电 电到人 电到我 被电 麻手 手麻 火花 冒烟 烧焦 焦糊味 糊味 焦味 起火 着火 "
      "electric_shock "
      "sparks smoke",
      "", "保护 漏电开关 断路器 油烟 烟机", W("漏电或电气危险") },
    { RANK_EMERGENCY, false, "裸露 外露 露出来", "电线 线头 电缆 带电", "", W("漏电或电气危险") },
    { RANK_EMERGENCY, false, "困 关在 出不来 trapped stuck", "电梯 lift elevator", "困难 困扰",
      W("电梯困人") },
    { RANK_EMERGENCY, false,
      "爆管 爆裂 爆开 喷水 水漫 被淹 淹了 淹水 泡水 止不住 关不住 停不下来 哗哗 burst flooding "
      "flooded",
      "", "玻璃 轮胎", W("水管爆裂或大量漏水") },
    { RANK_EMERGENCY, false, "爆 崩开 崩了", "水管 管子 管道 软管 角阀 龙头 pipe", "玻璃 轮胎",
      W("水管爆裂或大量漏水") },
    { RANK_EMERGENCY, false, "流得到处 到处是水 到处都是水 全是水", "", "",
      W("水管爆裂或大量漏水") },
    { RANK_EMERGENCY, false,
      "里都是水 里全是水 里有水 有积水 进水 进了水 滴水 漏水 渗水 湿了 都湿 淋湿 wet",
      "灯 插座 电箱 配电箱 开关 lamp socket", "龙头 水开关 总开关", W("带电部位进水") },
    { RANK_EMERGENCY, false, "大量 严重 很大 非常大 特别大 直流 像下雨 heavily",
      "漏水 渗水 渗漏 跑水 leak", "以前 曾经", W("水管爆裂或大量漏水") },
    { RANK_EMERGENCY, false, "污水外溢 污水倒灌 倒灌 返水 反水 粪水 污水冒 overflowing overflow",
      "", "洗衣机 阳台雨水", W("主排水管外溢") },
    { RANK_EMERGENCY, false, "冒出 溢出 外溢 往外冒 冒水", "污水 马桶 地漏 下水 粪 drain sewage",
      "", W("主排水管外溢") },
    { RANK_EMERGENCY, false,
      "没水 没有水 无水 停水 断水 没电 没有电 无电 停电 断电 不通电 no_water no_power "
      "no_electricity",
      "", PARTS_OF_IT, W("家中无水或无电") },
    { RANK_EMERGENCY, false, "掉落 脱落 坠落 掉下 砸 掉了 falling fell",
      "外墙 幕墙 外立面 外保温 facade façade", "", W("外墙构件坠落") },
    { RANK_EMERGENCY, false,
      "打不开 开不了 开不开 锁不上 锁不了 关不上 关不了 反锁 锁坏 卡死 拧不动 cannot_open "
      "cannot_lock "
      "won't_open won't_lock",
      "入户门 大门 进户门 防盗门 家门 front_door entrance_door", "单元大门 小区大门",
      W("入户门无法开关锁闭") },
    { RANK_EMERGENCY, false, "锁在门外 关在门外 进不了门 进不去家 进不了家 locked_out", "", "",
      W("入户门无法开关锁闭") },
    { RANK_EMERGENCY, true, "不热 不暖 没暖 没有暖 停暖 不制热 冰凉 不供暖 no_heating not_warm", "",
      "热水器 洗衣机 马桶", W("供暖季不热") },

    { RANK_COMPLEX, false, "渗 漏 leak", "外墙 外立面 幕墙 facade façade", "", W("外墙渗漏") },
    { RANK_COMPLEX, false, "贯穿 通缝 裂穿 透光 对穿 through", "裂 缝 crack", "", W("贯穿裂缝") },
    { RANK_COMPLEX, false, "裂 露筋 变形 倾斜 下沉 沉降 crack",
      "承重 剪力墙 楼板 梁 柱子 结构 地基 beam structure", "房梁装饰 吊顶", W("主体结构") },
    { RANK_COMPLEX, false, "房屋沉降 楼体倾斜 地基下沉 露筋", "", "", W("主体结构") },

    { RANK_A, false, "漏水 渗水 渗漏 滴水 渗 漏 leak leaking dripping", "",
      "漏项 漏做 漏装 漏电 漏风 漏光 漏刷 疏漏", W("渗漏") },
    { RANK_A, false, "没电 没有电 不通电 无电 跳闸 trips tripping dead", "", "",
      W("电路影响使用") },
    { RANK_A, false, "堵 不通 下水慢 blocked clogged",
      "马桶 地漏 下水 水槽 排水 管 台盆 toilet drain sink", "网络不通", W("排水影响使用") },
    { RANK_A, false, "坏 漏 不能用 没法用 冲不 松 broken", "马桶 坐便 toilet", "",
      W("洁具影响使用") },
    { RANK_A, false, "没水 没有水 水压 水小 出水小 没热水 没有热水", "", "水渍 水印 水痕",
      W("用水影响使用") },
    { RANK_A, false, "打不开 关不上 锁不上 关不严 开不了", "门 窗 锁", "柜门", W("门窗影响使用") },
    { RANK_A, false, "松 晃 断 脱落", "栏杆 护栏 玻璃栏板 扶手", "", W("有坠落危险") },
    { RANK_A, false, "不制冷 不冷 返臭 反臭 臭味", "", "", W("影响使用") },
};

/* ---- words in a clause ---- */

/* Lower case, half width, simplified; punctuation that ends a clause becomes a line break. */
static const char *clauses_of(struct arena *mem, const char *text)
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

/* True when what stands before `at` denies it: 没有爆管, 没有发生爆管, 防漏电. */
static bool is_denied(struct arena *mem, const char *clause, const char *at)
{
    static const char *const fillers[] = { "发生", "出现", "闻到", "看到",
                                           "发现", "再",   "任何", "存在" };
    static const char *const denials[] = {
        "没有", "没", "无",   "不是", "未",  "并非", "不",
        "防",   "怕", "担心", "未见", "no ", "not ", "without "
    };
    const char *before = arena_dup_n(mem, clause, (size_t)(at - clause));

    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (text_ends(before, fillers[i]))
            before = arena_dup_n(mem, before, strlen(before) - strlen(fillers[i]));
    for (size_t i = 0; i < sizeof denials / sizeof *denials; i++)
        if (text_ends(before, denials[i]))
            return true;
    return false;
}

static const char *next_word(struct arena *mem, const char **list)
{
    size_t n = (size_t)(strchrnul(*list, ' ') - *list);
    char *word = arena_new_n(mem, char, n + 1);

    for (size_t i = 0; i < n; i++)
        word[i] = (*list)[i] == '_' ? ' ' : (*list)[i];
    word[n] = '\0';
    *list += (*list)[n] ? n + 1 : n;
    return word;
}

/* The first word of the list that the clause holds and nobody denies; NULL. */
static const char *word_in(struct arena *mem, const char *clause, const char *list, bool deniable)
{
    while (*list) {
        const char *word = next_word(mem, &list), *at = strstr(clause, word);

        if (at && !(deniable && is_denied(mem, clause, at)))
            return word;
    }
    return NULL;
}

static const char *sign_in(struct arena *mem, const char *clause, const struct sign *s)
{
    const char *word = word_in(mem, clause, s->words, true);

    if (!word || (*s->with && !word_in(mem, clause, s->with, false)) ||
        (*s->unless && word_in(mem, clause, s->unless, false)))
        return NULL;
    return word;
}

/* ---- the suggestion ---- */

static int rank_of(const char *urgency)
{
    for (int i = RANK_B; i <= RANK_EMERGENCY; i++)
        if (strcmp(ranks[i].urgency, urgency) == 0)
            return i;
    return RANK_NONE;
}

struct found {
    int rank;
    const char *word, *kind;
};

static void look(struct arena *mem, const char *clause, bool heating, struct found *best)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        int rank = signs[i].in_heating_season && !heating ? RANK_A : signs[i].rank;
        const char *word = rank > best->rank ? sign_in(mem, clause, &signs[i]) : NULL;

        if (word)
            *best = (struct found){ rank, word, signs[i].kind };
    }
}

struct triage triage_suggest(struct arena *mem, const struct triage_question *q)
{
    const char *text = clauses_of(mem, q->text);
    int usual = rank_of(q->usual);
    struct found best = { 0 };

    while (*text) {
        const char *end = strchrnul(text, '\n');

        look(mem, arena_dup_n(mem, text, (size_t)(end - text)), q->is_heating_season, &best);
        text = *end ? end + 1 : end;
    }
    if (best.rank > RANK_NONE && best.rank >= usual)
        return (struct triage){ ranks[best.rank].urgency, best.word, best.kind,
                                arena_printf(mem, "描述里有“%s”，可能是%s", best.word, best.kind) };
    if (usual == RANK_NONE)
        return (struct triage){ ranks[RANK_B].urgency, NULL, NULL,
                                "描述里没有紧急或影响使用的字样" };
    return (struct triage){ ranks[usual].urgency, NULL, NULL,
                            arena_printf(mem, "所选构件和现象通常属于“%s”", ranks[usual].words) };
}
