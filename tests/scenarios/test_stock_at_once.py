"""Parts that two people move in one moment: they go once, and never below nothing."""

from functools import partial

import pytest
from test_at_once import TRIES, Office, at_once

from harness.server import RpcError


class Store(Office):
    """An office with a van, and a part of which the van has one."""

    def __init__(self, server):
        super().__init__(server)
        self.admin = server.rpc("admin").call

    def van(self, name="Van at once"):
        return self.admin(
            "resource.resource",
            "create",
            [{"name": name, "fieldwork_kind": "van", "company_id": self.company}],
        )[0]

    def part(self):
        vals = {"name": "Part at once", "type": "consu", "is_storable": True}
        return self.admin("product.product", "create", [vals])[0]

    def location(self, van):
        action = self.call("resource.resource", "action_fieldwork_view_stock", [van])
        return action["domain"][0][2]

    def fill(self, van, part, quantity):
        quants = self.admin(
            "stock.quant",
            "create",
            [
                {
                    "location_id": self.location(van),
                    "product_id": part,
                    "inventory_quantity": quantity,
                }
            ],
            context={"inventory_mode": True},
        )
        self.admin("stock.quant", "action_apply_inventory", quants)

    def there(self, van, part):
        """Return the quantities of a part in a van, negative ones too."""
        quants = self.server.rpc("admin").search_read(
            "stock.quant",
            [("location_id", "=", self.location(van)), ("product_id", "=", part)],
            ["quantity"],
        )
        return [quant["quantity"] for quant in quants if quant["quantity"]]

    def used(self, van, part):
        """Return the line of a part that a visit used and the van did not have."""
        order = self.order()
        # A type of its own: other scenarios publish checklists for the usual one.
        kind = self.admin("fieldwork.order.type", "create", [{"name": "Parts at once"}])
        self.call("fieldwork.order", "write", order, {"type_id": kind[0]})
        visit = self.call(
            "fieldwork.order",
            "plan",
            order,
            "2031-01-07 09:00:00",
            technicians=self.technicians(1),
            resources=[van],
        )
        line = self.call(
            "fieldwork.visit", "action_material", visit, product=part, used_qty=1
        )
        self.call("fieldwork.visit", "action_done", visit, outcome="solved")
        return line


@pytest.fixture
def store(server):
    return Store(server)


def test_two_dispatchers_move_the_same_parts(store):
    one, two = store.window(), store.window()
    for _number in range(TRIES):
        van, part = store.van(), store.part()
        line = store.used(van, part)
        store.fill(van, part, 3)
        answers = at_once(
            *[
                partial(call, "fieldwork.material", "action_move_stock", [line])
                for call in (one, two)
            ]
        )
        assert not [one for one in answers if isinstance(one, RpcError)]
        assert store.there(van, part) == [2]


def test_two_lines_want_the_last_part(store):
    one, two = store.window(), store.window()
    for _number in range(TRIES):
        van, part = store.van(), store.part()
        lines = [store.used(van, part) for _line in range(2)]
        store.fill(van, part, 1)
        at_once(
            *[
                partial(call, "fieldwork.material", "action_move_stock", [line])
                for call, line in zip((one, two), lines, strict=True)
            ]
        )
        states = store.call("fieldwork.material", "read", lines, ["stock_state"])
        assert sorted(line["stock_state"] for line in states) == ["missing", "moved"]
        assert store.there(van, part) == []


def test_the_last_part_is_handed_to_one(store, server):
    server.expect_in_log("that nobody else needs")
    one, two = store.window(), store.window()
    for _number in range(TRIES):
        source, part = store.van("Source"), store.part()
        targets = [store.van("One"), store.van("Two")]
        store.fill(source, part, 1)
        answers = at_once(
            *[
                partial(
                    call,
                    "resource.resource",
                    "action_transfer",
                    part,
                    1,
                    source,
                    target,
                )
                for call, target in zip((one, two), targets, strict=True)
            ]
        )
        assert len([one for one in answers if isinstance(one, RpcError)]) == 1
        assert sorted(sum(store.there(van, part)) for van in targets) == [0, 1]


def test_a_transfer_sent_twice_at_once_is_one(store):
    one, two = store.window(), store.window()
    for number in range(TRIES):
        source, target, part = store.van("Source"), store.van("Target"), store.part()
        store.fill(source, part, 5)
        answers = at_once(
            *[
                partial(
                    call,
                    "resource.resource",
                    "action_transfer",
                    part,
                    1,
                    source,
                    target,
                    client_uuid=f"at-once-{source}-{number}",
                )
                for call in (one, two)
            ]
        )
        assert answers[0] == answers[1]
        assert store.there(target, part) == [1]


def test_two_make_the_location_of_a_van(store):
    one, two = store.window(), store.window()
    for _number in range(TRIES):
        van = store.van()
        answers = at_once(
            *[
                partial(call, "resource.resource", "action_fieldwork_view_stock", [van])
                for call in (one, two)
            ]
        )
        assert answers[0]["domain"] == answers[1]["domain"]
