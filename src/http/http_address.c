/*
 * http_address.c -- see http_address.h.
 *
 * Everybody can write X-Forwarded-For.  Each proxy appends the address it saw,
 * so only the right end is worth anything, and only as far as the addresses
 * found there are our own proxies (quality 20).
 */
#include "http/http_address.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

bool ip_parse(struct span text, struct ip *ret)
{
    char z[INET6_ADDRSTRLEN];
    unsigned char v4[4];

    if (text.n == 0 || text.n >= sizeof z || memchr(text.p, 0, text.n))
        return false;
    memcpy(z, text.p, text.n);
    z[text.n] = 0;
    if (inet_pton(AF_INET6, z, ret->b) == 1)
        return true;
    if (inet_pton(AF_INET, z, v4) != 1)
        return false;
    memcpy(ret->b, mapped, sizeof mapped);
    memcpy(ret->b + 12, v4, sizeof v4);
    return true;
}

bool ip_of_sockaddr(const struct sockaddr *sa, struct ip *ret)
{
    if (sa && sa->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, sa, sizeof in);
        memcpy(ret->b, mapped, sizeof mapped);
        memcpy(ret->b + 12, &in.sin_addr, 4);
        return true;
    }
    if (sa && sa->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, sa, sizeof in6);
        memcpy(ret->b, &in6.sin6_addr, 16);
        return true;
    }
    return false;
}

static bool is_v4(const struct ip *ip)
{
    return memcmp(ip->b, mapped, sizeof mapped) == 0;
}

const char *ip_text(struct arena *mem, const struct ip *ip)
{
    char z[INET6_ADDRSTRLEN];

    if (is_v4(ip))
        inet_ntop(AF_INET, ip->b + 12, z, sizeof z);
    else
        inet_ntop(AF_INET6, ip->b, z, sizeof z);
    return arena_dup(mem, z);
}

static bool number_parse(struct span text, int most, int *ret)
{
    if (text.n == 0 || text.n > 5)
        return false;
    *ret = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        *ret = *ret * 10 + (text.p[i] - '0');
    }
    return *ret <= most;
}

/* Splits HOST:PORT at the last colon; an IPv6 host stands in brackets. */
static bool host_port_split(const char *text, struct span *host, struct span *port)
{
    const char *colon = strrchr(text, ':');

    if (!colon)
        return false;
    *host = (struct span){ text, (size_t)(colon - text) };
    *port = span_of(colon + 1);
    if (host->n >= 2 && host->p[0] == '[' && host->p[host->n - 1] == ']')
        *host = (struct span){ host->p + 1, host->n - 2 };
    else if (memchr(host->p, ':', host->n))
        return false;
    return true;
}

bool listen_parse(const char *text, struct sockaddr_storage *ret, socklen_t *len)
{
    struct span host, port;
    struct ip ip;
    int number;

    if (!host_port_split(text, &host, &port) || !number_parse(port, 65535, &number))
        return false;
    if (span_is(host, "localhost"))
        host = span_of("127.0.0.1");
    if (!ip_parse(host, &ip))
        return false;
    memset(ret, 0, sizeof *ret);
    if (is_v4(&ip)) {
        struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)number) };
        memcpy(&in.sin_addr, ip.b + 12, 4);
        memcpy(ret, &in, sizeof in);
        *len = sizeof in;
    } else {
        struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)number) };
        memcpy(&in6.sin6_addr, ip.b, 16);
        memcpy(ret, &in6, sizeof in6);
        *len = sizeof in6;
    }
    return true;
}

static bool cidr_parse(struct span text, struct cidr *ret)
{
    const char *slash = memchr(text.p, '/', text.n);
    struct span ip = { text.p, slash ? (size_t)(slash - text.p) : text.n };
    int most;

    if (!ip_parse(ip, &ret->ip))
        return false;
    most = is_v4(&ret->ip) && !memchr(ip.p, ':', ip.n) ? 32 : 128;
    ret->bits = most;
    if (slash && !number_parse((struct span){ slash + 1, text.n - ip.n - 1 }, most, &ret->bits))
        return false;
    ret->bits += 128 - most;
    return true;
}

bool cidrs_parse(struct arena *mem, const char *text, struct cidrs *ret)
{
    size_t most = 1;

    *ret = (struct cidrs){ 0 };
    if (!text || !*text)
        return true;
    for (const char *p = text; (p = strchr(p, ',')); p++)
        most++;
    ret->list = arena_new_n(mem, struct cidr, most);
    for (;;) {
        size_t n = strcspn(text, ",");
        if (!cidr_parse(span_trim((struct span){ text, n }), &ret->list[ret->n]))
            return false;
        ret->n++;
        if (!text[n])
            return true;
        text += n + 1;
    }
}

static bool cidr_has(const struct cidr *c, const struct ip *ip)
{
    size_t whole = (size_t)c->bits / 8;
    int rest = c->bits % 8;

    if (memcmp(c->ip.b, ip->b, whole) != 0)
        return false;
    return rest == 0 || ((c->ip.b[whole] ^ ip->b[whole]) >> (8 - rest)) == 0;
}

bool cidrs_have(const struct cidrs *c, const struct ip *ip)
{
    for (size_t i = 0; i < c->n; i++)
        if (cidr_has(&c->list[i], ip))
            return true;
    return false;
}

struct ip forwarded_client(const struct cidrs *trusted, struct ip peer, const char *forwarded_for)
{
    size_t end = forwarded_for ? strlen(forwarded_for) : 0;

    while (end > 0 && cidrs_have(trusted, &peer)) {
        size_t start = end;
        struct ip next;
        while (start > 0 && forwarded_for[start - 1] != ',')
            start--;
        if (!ip_parse(span_trim((struct span){ forwarded_for + start, end - start }), &next))
            break;
        peer = next;
        end = start ? start - 1 : 0;
    }
    return peer;
}
