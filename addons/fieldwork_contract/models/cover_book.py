"""Draws on limited covers, settled once for a batch of orders."""

from collections import defaultdict


class CoverBook:
    """What orders take from limited covers.

    What the orders of the batch took before is forgotten and taken again, so that it
    never counts twice and is given back when it is not due any more; what was taken
    before is served first, so that a visit stays the third of four.

    :param orders: ``fieldwork.order``, as superuser
    """

    def __init__(self, orders):
        env = orders.env
        self.env = env
        self._counters = env["fieldwork.contract.cover.counter"]
        self._draws = env["fieldwork.contract.draw"]
        self._own = self._draws.search([("order_id", "in", orders.ids)])
        self._before = {(d.counter_id, d.key): d for d in self._own}
        self._known_keys = set(self._own.mapped("key"))
        self._taken = {}
        self._by_counter = defaultdict(list)
        self._of_others = {}
        self._found = {}

    def had(self, keys):
        """Tell whether something was taken for one of ``keys`` before."""
        return not self._known_keys.isdisjoint(keys)

    def counter(self, cover, day, visit_key):
        """Return the counter of a cover for the period of a day."""
        key, first, last = cover._period(day, visit_key)
        if (cover, key) not in self._found:
            counter = self._counters.search(
                [("cover_id", "=", cover.id), ("key", "=", key)]
            )
            self._found[cover, key] = counter or self._counters._make(
                {
                    "cover_id": cover.id,
                    "key": key,
                    "date_from": first,
                    "date_to": last,
                }
            )
        return self._found[cover, key]

    def left(self, counter):
        """Return what nobody has taken yet."""
        others, _numbers = self._others(counter)
        mine = sum(vals["amount"] for vals in self._by_counter[counter])
        limit = counter.cover_id._limit(counter.date_from)
        return limit - others - mine

    def take(self, counter, order, key, amount):
        """Take ``amount`` for ``key``; the same key again takes nothing more.

        :return: number of the visit; of what is not counted in visits 0
        """
        if (counter, key) in self._taken:
            return self._taken[counter, key]["number"]
        visits = counter.cover_id.cap_unit == "visits"
        vals = {
            "counter_id": counter.id,
            "order_id": order.id,
            "key": key,
            "amount": amount,
            "number": self._number(counter, key) if visits else 0,
        }
        self._taken[counter, key] = vals
        self._by_counter[counter].append(vals)
        return vals["number"]

    def is_taken(self, counter, key):
        return (counter, key) in self._taken

    def used(self, counter):
        """Return what is used of a counter with all that was taken up to now."""
        limit = counter.cover_id._limit(counter.date_from)
        return limit - self.left(counter)

    def close(self):
        """Write what was taken, and count it."""
        gone = self._draws.browse()
        changed, fresh = [], []
        for key, draw in self._before.items():
            vals = self._taken.pop(key, None)
            if vals is None:
                gone |= draw
            elif (draw.amount, draw.number, draw.order_id.id) != (
                vals["amount"],
                vals["number"],
                vals["order_id"],
            ):
                changed.append((draw, vals))
        fresh = list(self._taken.values())
        touched = gone.counter_id
        for draw, _vals in changed:
            touched |= draw.counter_id
        touched |= self._counters.browse({vals["counter_id"] for vals in fresh})
        # Before anything is written: two who take the last visit must not meet in the
        # index of its number, which is an error and no reason to try again.
        touched._lock()
        gone.unlink()
        for draw, vals in changed:
            draw.write(vals)
        self._draws.create(fresh)
        touched._count()

    def _others(self, counter):
        """Return what other orders took: (sum, set of numbers)."""
        if counter not in self._of_others:
            rows = self._draws.search(
                [("counter_id", "=", counter.id), ("id", "not in", self._own.ids)]
            )
            self._of_others[counter] = (
                sum(rows.mapped("amount")),
                set(rows.mapped("number")),
            )
        return self._of_others[counter]

    def _number(self, counter, key):
        """Return the number of a visit: the one it had, or the first that is free."""
        before = self._before.get((counter, key))
        mine = {vals["number"] for vals in self._by_counter[counter]}
        if before and before.number:
            return before.number
        _sum, others = self._others(counter)
        number = 1
        while number in others or number in mine:
            number += 1
        return number
