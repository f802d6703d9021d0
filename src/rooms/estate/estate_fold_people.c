/*
 * estate_fold_people.c -- names, phones, ID numbers and shares of a cell.
 *
 * One cell often holds a couple: 潘斌、孙涛涛 with two phones and two IDs.  Lists
 * are cut at hard separators (、 ， ； / and line breaks).  A space cuts only where
 * both sides are whole by themselves, for 张 三 is one man and 190 0005 9294 one
 * phone.
 */
#include "base/buf.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/estate/estate_fold.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define PIECES 32
#define CELL   600 /* bytes of a cell that holds names, phones or numbers */

struct pieces {
    size_t n;
    const char *item[PIECES];
};

static bool is_hard(uint32_t c)
{
    static const uint32_t marks[] = { 0x3001, ',', ';', '/', '\n', '\r', '|', '&', '\\', 0xFF64 };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (c == marks[i])
            return true;
    return false;
}

/* Cuts at hard separators; pieces are trimmed, empty ones left out.  False when there are too many.
 */
static bool cut(struct arena *mem, const char *text, bool (*at)(uint32_t), struct pieces *ret)
{
    struct buf b = buf_new(mem, CELL);
    uint32_t c;
    char out[4];

    ret->n = 0;
    if (strlen(text) > CELL)
        return false;
    do {
        c = fold_width(utf8_next(&text));
        if (c && !at(c)) {
            buf_put(&b, out, utf8_put(out, c));
            continue;
        }
        const char *piece = text_trim(mem, b.p);

        b = buf_new(mem, CELL);
        if (!*piece)
            continue;
        if (ret->n == PIECES)
            return false;
        ret->item[ret->n++] = piece;
    } while (c);
    return true;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0xA0 || c == 0x3000;
}

static bool add(struct fold_list *list, const char *item)
{
    if (list->n == FOLD_LIST)
        return false;
    list->item[list->n++] = item;
    return true;
}

/* The text without what stands in brackets: 19000000000（妻）. */
static const char *without_brackets(struct arena *mem, const char *text)
{
    struct buf b = buf_new(mem, CELL);
    int depth = 0;
    char out[4];
    uint32_t c;

    while ((c = utf8_next(&text))) {
        c = fold_width(c);
        depth += c == '(' || c == '[' || c == 0x3010;
        if (depth == 0)
            buf_put(&b, out, utf8_put(out, c));
        depth -= (c == ')' || c == ']' || c == 0x3011) && depth > 0;
    }
    return b.p;
}

/* ---- names ---- */

static bool is_name(const char *name)
{
    size_t letters = 0, digits = 0;
    uint32_t c;

    if (utf8_count(name) > 60)
        return false;
    while ((c = utf8_next(&name))) {
        if (c < 0x20 || c == 0xFFFD || strchr("<>\"{}=@#%", (int)(c < 0x80 ? c : 'x')))
            return false;
        digits += c >= '0' && c <= '9';
        letters += c >= 0x80 || (c < 0x80 && isalpha((int)c));
    }
    return letters > 0 && letters >= digits;
}

/* All pieces are names of two or more Han characters: 张三 李四. */
static bool are_han_names(const struct pieces *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const char *s = p->item[i];
        uint32_t c;

        if (utf8_count(s) < 2)
            return false;
        while ((c = utf8_next(&s)))
            if (!is_han(c))
                return false;
    }
    return p->n > 1;
}

static const char *joined_name(struct arena *mem, const char *piece)
{
    const char *p = piece;
    uint32_t c = utf8_next(&p);

    return is_han(c) ? fold_tight(mem, piece) : piece; /* 张 三; but John Smith */
}

bool fold_names(struct arena *mem, const char *text, struct fold_list *ret)
{
    struct pieces names, words;

    ret->n = 0;
    if (strlen(text) > CELL || !cut(mem, text, is_hard, &names))
        return false;
    for (size_t i = 0; i < names.n; i++) {
        if (!cut(mem, names.item[i], is_blank, &words))
            return false;
        if (!are_han_names(&words)) {
            words.n = 1;
            words.item[0] = joined_name(mem, names.item[i]);
        }
        for (size_t w = 0; w < words.n; w++)
            if (!is_name(words.item[w]) || !add(ret, words.item[w]))
                return false;
    }
    return true;
}

/* ---- phones ---- */

/* A mobile number, a landline with its area code, or a service number. */
static bool is_phone(const char *d)
{
    size_t n = strlen(d);

    if (n == 11 && d[0] == '1')
        return d[1] >= '3';
    if (d[0] == '0' && n >= 10 && n <= 12)
        return d[1] != '0';
    return n == 10 && (strncmp(d, "400", 3) == 0 || strncmp(d, "800", 3) == 0);
}

/* Digits of one phone; NULL when other things stand between them than people put there. */
static const char *phone_digits(struct arena *mem, const char *piece)
{
    const char *tight = fold_tight(mem, piece);
    struct buf b = buf_new(mem, CELL);

    for (; *tight; tight++) {
        if (isdigit((unsigned char)*tight))
            buf_putc(&b, *tight);
        else if ((unsigned char)*tight < 0x80 && !strchr("-+.:()", *tight))
            return NULL;
    }
    if (text_starts(b.p, "0086") && b.n >= 15)
        return b.p + 4;
    if (text_starts(b.p, "86") && b.n == 13)
        return b.p + 2;
    return b.p;
}

/* Takes what is one phone, or two mobile numbers glued by a dash or nothing. */
static bool add_phone(struct arena *mem, struct fold_list *list, const char *piece)
{
    const char *d = phone_digits(mem, piece);

    if (!d)
        return false;
    if (strlen(d) == 22 && d[0] == '1' && d[11] == '1') {
        const char *first = arena_dup_n(mem, d, 11);

        return is_phone(first) && is_phone(d + 11) && add(list, first) && add(list, d + 11);
    }
    return is_phone(d) && add(list, d);
}

static bool are_phones(struct arena *mem, const struct pieces *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const char *d = phone_digits(mem, p->item[i]);

        if (!d || !is_phone(d))
            return false;
    }
    return p->n > 1;
}

bool fold_phones(struct arena *mem, const char *text, struct fold_list *ret)
{
    struct pieces phones, words;

    ret->n = 0;
    if (strlen(text) > CELL || !cut(mem, without_brackets(mem, text), is_hard, &phones))
        return false;
    for (size_t i = 0; i < phones.n; i++) {
        if (!cut(mem, phones.item[i], is_blank, &words))
            return false;
        if (!are_phones(mem, &words)) {
            words.n = 1;
            words.item[0] = phones.item[i];
        }
        for (size_t w = 0; w < words.n; w++)
            if (!add_phone(mem, ret, words.item[w]))
                return false;
    }
    return true;
}

/* ---- ID numbers ---- */

static bool all_digits(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isdigit((unsigned char)p[i]))
            return false;
    return true;
}

static bool is_birthday(const char *p)
{
    const char *iso = (char[]){ p[0], p[1], p[2], p[3], '-', p[4], p[5], '-', p[6], p[7], '\0' };
    int32_t on;

    return date_parse(iso, &on);
}

bool is_resident_id(const char *id)
{
    static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    int sum = 0;

    if (strlen(id) != 18 || !all_digits(id, 17) || id[0] == '0' || !is_birthday(id + 6))
        return false;
    for (size_t i = 0; i < 17; i++)
        sum += (id[i] - '0') * weights[i];
    return "10X98765432"[sum % 11] == id[17];
}

bool is_credit_code(const char *code)
{
    static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int weights[17] = {
        1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28
    };
    int sum = 0;

    if (strlen(code) != 18)
        return false;
    for (size_t i = 0; i < 18; i++) {
        const char *at = strchr(letters, code[i]);

        if (!at)
            return false;
        if (i < 17)
            sum += (int)(at - letters) * weights[i];
    }
    return letters[(31 - sum % 31) % 31] == code[17];
}

/* Passports and permits: a letter or two, then digits (E12345678, H0123456789). */
static bool is_travel_paper(const char *id)
{
    size_t letters = 0, n = strlen(id);

    while (isupper((unsigned char)id[letters]))
        letters++;
    return n >= 7 && n <= 12 && letters >= 1 && letters <= 3 &&
           all_digits(id + letters, n - letters);
}

static bool is_old_id(const char *id)
{
    return strlen(id) == 15 && all_digits(id, 15) &&
           is_birthday((char[]){ '1', '9', id[6], id[7], id[8], id[9], id[10], id[11], '\0' });
}

static bool is_id(const char *id)
{
    return is_resident_id(id) || is_old_id(id) || is_travel_paper(id) || is_credit_code(id);
}

bool fold_ids(struct arena *mem, const char *text, struct fold_list *ret)
{
    struct pieces ids, words;

    ret->n = 0;
    if (strlen(text) > CELL || !cut(mem, without_brackets(mem, text), is_hard, &ids))
        return false;
    for (size_t i = 0; i < ids.n; i++) {
        const char *whole = fold_tight(mem, ids.item[i]);

        if (*whole == '\'')
            whole++; /* how a spreadsheet is told to keep digits */
        if (is_id(whole)) {
            if (!add(ret, whole))
                return false;
            continue;
        }
        if (!cut(mem, ids.item[i], is_blank, &words))
            return false;
        for (size_t w = 0; w < words.n; w++)
            if (!is_id(fold_tight(mem, words.item[w])) || !add(ret, fold_tight(mem, words.item[w])))
                return false;
    }
    return true;
}

/* ---- shares ---- */

#define WHOLE 10000 /* hundredths of a percent */

/* One share: "50%", "0.5", "1/2", "50"; -1 when it is none. */
static int64_t share_of(const char *p)
{
    char *end;
    double n = strtod(p, &end), d;

    if (end == p || !(n >= 0 && n <= 1e6))
        return -1;
    if (*end == '/') {
        const char *below = end + 1;

        d = strtod(below, &end);
        if (strcspn(p, ".") < strlen(p)) /* 0.5/0.5 are two shares */
            return -1;
        return end != below && !*end && d > 0 && n <= d ? (int64_t)(n / d * WHOLE + 0.5) : -1;
    }
    if (strcmp(end, "%") == 0)
        n /= 100;
    else if (*end)
        return -1;
    else if (n > 1)
        n /= 100;
    return n > 0 && n <= 1 ? (int64_t)(n * WHOLE + 0.5) : -1;
}

static bool is_whole(int64_t bp)
{
    return bp >= WHOLE - 100 && bp <= WHOLE + 10; /* thirds are written 33%、33%、33% */
}

/* A list of as many parts as there are owners that adds up to the whole. */
static bool share_list(const struct pieces *p, int64_t ret_bp[FOLD_LIST])
{
    int64_t sum = 0;

    for (size_t i = 0; i < p->n; i++) {
        if ((ret_bp[i] = share_of(p->item[i])) < 0)
            return false;
        sum += ret_bp[i];
    }
    return is_whole(sum);
}

/* 5:5, 7/3: parts of ten or of whatever they add up to. */
static bool share_ratio(const struct pieces *p, int64_t ret_bp[FOLD_LIST])
{
    double sum = 0, n[FOLD_LIST];
    char *end;

    for (size_t i = 0; i < p->n; i++) {
        n[i] = strtod(p->item[i], &end);
        if (end == p->item[i] || *end || !(n[i] > 0 && n[i] < 1e6))
            return false;
        sum += n[i];
    }
    if (!(sum >= 9.999 && sum <= 10.001))
        return false;
    for (size_t i = 0; i < p->n; i++)
        ret_bp[i] = (int64_t)(n[i] / sum * WHOLE + 0.5);
    return true;
}

static void fill(int64_t ret_bp[FOLD_LIST], size_t owners, int64_t bp)
{
    for (size_t i = 0; i < owners; i++)
        ret_bp[i] = bp;
}

static bool is_share_mark(uint32_t c)
{
    return is_hard(c) || c == ':' || c == ' ';
}

static bool is_list_mark(uint32_t c)
{
    return (is_hard(c) && c != '/') || c == ':' || c == ' ';
}

/* Words that say a share without a number, or nothing. */
static bool share_word(const char *tight, size_t owners, int64_t ret_bp[FOLD_LIST])
{
    bool is_even = strstr(tight, "各半") || strstr(tight, "均等") || strstr(tight, "平均") ||
                   strstr(tight, "对半") || strstr(tight, "一人一半");
    bool is_joint = strstr(tight, "共同") || strcmp(tight, "共有") == 0;
    bool is_sole = strstr(tight, "单独") || strstr(tight, "独有") || strstr(tight, "全部");

    if (is_even && owners > 0)
        fill(ret_bp, owners, WHOLE / (int64_t)owners);
    return is_even || is_joint || is_sole || strcmp(tight, "按份共有") == 0;
}

/* The numbers of a share cell without the words around them. */
static const char *share_numbers(struct arena *mem, const char *text)
{
    struct buf b = buf_new(mem, CELL);
    char out[4];
    uint32_t c;

    while ((c = utf8_next(&text))) {
        c = fold_width(c);
        if (!is_han(c))
            buf_put(&b, out, utf8_put(out, c));
    }
    return text_trim(mem, b.p);
}

bool fold_shares(struct arena *mem, const char *text, size_t owners, int64_t ret_bp[FOLD_LIST])
{
    const char *tight = fold_tight(mem, text), *numbers;
    struct pieces list;
    int64_t each;

    fill(ret_bp, FOLD_LIST, -1);
    if (strlen(text) > CELL || owners > FOLD_LIST)
        return false;
    if (says_nothing(mem, text) || owners == 0)
        return true;
    numbers = share_numbers(mem, without_brackets(mem, text));
    if (!*numbers) {
        bool known = share_word(tight, owners, ret_bp);

        if (strstr(tight, "单独") && owners == 1)
            ret_bp[0] = WHOLE;
        return known;
    }
    for (int round = 0; round < 2; round++) {
        if (!cut(mem, numbers, round ? is_share_mark : is_list_mark, &list))
            return false;
        if (list.n == owners && (share_list(&list, ret_bp) || share_ratio(&list, ret_bp)))
            return true;
    }
    each = share_of(fold_tight(mem, numbers));
    fill(ret_bp, owners, each);
    return each >= 0 && (owners == 1 || is_whole(each * (int64_t)owners));
}
