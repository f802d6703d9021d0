/*
 * http_address.h -- addresses as text: where to listen, who is trusted, who the client is.
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>
#include <sys/socket.h>

/* IPv4 is kept as ::ffff:a.b.c.d, so one comparison serves both. */
struct ip {
    unsigned char b[16];
};

struct cidr {
    struct ip ip;
    int bits; /* 0 … 128 */
};

struct cidrs {
    struct cidr *list;
    size_t n;
};

/* "127.0.0.1:8080", "[::1]:0", "localhost:8080"; false on anything else. */
bool listen_parse(const char *text, struct sockaddr_storage *ret, socklen_t *len);
bool ip_parse(struct span text, struct ip *ret);
bool ip_of_sockaddr(const struct sockaddr *sa, struct ip *ret);
const char *ip_text(struct arena *mem, const struct ip *ip);
/* Comma-separated CIDRs or addresses; NULL or "" is the empty list; false when malformed. */
bool cidrs_parse(struct arena *mem, const char *text, struct cidrs *ret);
bool cidrs_have(const struct cidrs *c, const struct ip *ip);
/* The client behind trusted proxies: from the right, the first address of X-Forwarded-For that is
   not trusted itself.  Reading stops at anything that is no address. */
struct ip forwarded_client(const struct cidrs *trusted, struct ip peer, const char *forwarded_for);
