/* node_test.c -- leases of node numbers: no two at once, and free again in the end. */
#include "base/id.h"
#include "base/when.h"
#include "store/node.h"
#include "store/store_test.h"

static void numbers_differ(void **state)
{
    struct place *p = *state;
    struct node a, b, c;

    place_db(p);
    assert_int_equal(node_take(p->db, p->mem, &a), OK);
    assert_int_equal(node_take(p->db, p->mem, &b), OK);
    assert_int_equal(a.no, 0);
    assert_int_equal(b.no, 1);
    assert_int_equal(id_new() >> 12 & 1023, 1);
    node_drop(p->db, p->mem, &a);
    assert_int_equal(node_take(p->db, p->mem, &c), OK);
    assert_int_equal(c.no, 0);
    assert_int_equal(node_keep(p->db, p->mem, &a), E_STALE);
    assert_int_equal(node_keep(p->db, p->mem, &c), OK);
    id_set_node(0);
}

static void leases_end(void **state)
{
    struct place *p = *state;
    struct node a, b;
    int64_t began = when_now();

    place_db(p);
    assert_int_equal(node_take(p->db, p->mem, &a), OK);
    when_set(began + NODE_LEASE_MS - 60000);
    assert_int_equal(node_keep(p->db, p->mem, &a), OK);
    when_set(began + NODE_LEASE_MS + 60000);
    assert_int_equal(node_take(p->db, p->mem, &b), OK);
    assert_int_equal(b.no, 1); /* a was renewed */
    when_set(began + 3 * NODE_LEASE_MS);
    assert_int_equal(node_take(p->db, p->mem, &b), OK);
    assert_int_equal(b.no, 0);
    assert_int_equal(node_keep(p->db, p->mem, &a), E_STALE);
    when_set(0);
    id_set_node(0);
}

static void all_in_use(void **state)
{
    struct place *p = *state;
    struct node n;

    place_db(p);
    assert_int_equal(
        place_say(p, "with recursive k (i) as (select 0 union all select i + 1 from k where"
                     " i < 1023) insert into node_lease (no, holder, until_at)"
                     " select i, 'x', 9000000000000000 from k"),
        OK);
    assert_int_equal(node_take(p->db, p->mem, &n), E_TOO_MANY);
    assert_int_equal(place_say(p, "update node_lease set until_at = 0 where no = 700"), OK);
    assert_int_equal(node_take(p->db, p->mem, &n), OK);
    assert_int_equal(n.no, 700);
    id_set_node(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SENTENCE("two processes never have one number, and a number given back is used again",
                 numbers_differ),
        SENTENCE("a lease that nobody renews ends after an hour", leases_end),
        SENTENCE("with 1024 in use there is none, until one ends", all_in_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
