from collections import defaultdict

from odoo import fields
from odoo.fields import Domain

ROW = (
    "root_line_id line_id site_id equipment_id key date state skip_reason order_id"
).split()


class ProgrammeChange:
    """A change of a running contract, tried out before it is made.

    It is made and taken back within a savepoint: what is shown is what will be, since
    nothing else than the change itself works it out.

    :param contract: one contract
    :param date start: the first day on which it may change anything
    :param callable make: makes the change
    """

    def __init__(self, contract, start, make):
        self.env, self.contract, self.start = contract.env, contract, start
        self._make_it = make
        self.before, self.after, self.loose = {}, {}, contract.order_ids.browse()

    def try_out(self):
        """Find out what changes, and change nothing.

        :return: ``{kind: [row, …]}`` by date; kinds are ``added``, ``dropped``,
            ``moved``, ``left_out``, ``kept`` and ``ordered``; a row is the one of
            before, if there was one, with ``new`` the one of after
        """
        with self.env.cr.savepoint() as savepoint:
            self.loose = self._loose_orders()
            self.before = self._snapshot()
            # sudo: the programme has been agreed on
            self.loose.sudo().occurrence_ids._give_back()
            self._make()
            self.after = self._snapshot()
            savepoint.rollback()
        self.env.invalidate_all()
        return self._effects()

    def carry_out(self, take_back, reason):
        """Make the change.

        :param bool take_back: cancel orders that are no longer due as they are and that
            nobody has planned
        :param str reason: of those orders
        """
        if take_back:
            orders = self.orders_astray(self.try_out())
            orders.sudo().occurrence_ids._give_back()  # sudo: as above
            orders.action_cancel(reason)
        self._make()

    def orders_astray(self, effects):
        """Return the orders without a visit that do not fit any more."""
        ids = {
            row["order_id"]
            for kind in ("dropped", "moved", "left_out")
            for row in effects[kind]
        }
        return self.loose.filtered(lambda order: order.id in ids)

    def _make(self):
        self._make_it()
        self.contract.programme_line_ids._refresh_occurrences()

    def _loose_orders(self):
        """Return the orders to come that nobody has planned a visit for."""
        orders = self.env["fieldwork.order"].search(
            Domain("contract_id", "=", self.contract.id)
            & Domain("state", "=", "ready")
            & Domain("visit_ids", "=", False)
            & Domain("occurrence_ids", "any", [("date", ">=", self.start)])
        )
        return orders.filtered(
            lambda order: min(order.occurrence_ids.mapped("date")) >= self.start
        )

    def _snapshot(self):
        """Return ``{what the unique index knows a date by: its row}``."""
        dates = self.env["fieldwork.contract.occurrence"]
        dates.flush_model()
        today = fields.Date.context_today(dates)
        rows = dates.search_read(
            [
                ("contract_id", "=", self.contract.id),
                ("state", "in", ("planned", "generated", "skipped")),
                ("date", ">=", min(today, self.start)),
            ],
            ROW,
            load=None,
            order="date, id",
        )
        return {_identity(row): row for row in rows}

    def _effects(self):
        effects = defaultdict(list)
        for ident in dict.fromkeys([*self.before, *self.after]):
            old, new = self.before.get(ident), self.after.get(ident)
            kind = self._kind(old, new)
            if kind:
                effects[kind].append({**(old or new), "new": new})
        for rows in effects.values():
            rows.sort(key=lambda row: ((row["new"] or row)["date"], row["line_id"]))
        return effects

    def _kind(self, old, new):
        """Say what becomes of one date, or nothing where it is the same."""
        was_due = old and old["state"] != "skipped"
        is_due = new and new["state"] != "skipped"
        if not was_due:
            return "added" if is_due else None
        if not new:
            return "dropped"
        if not is_due:
            return "left_out"
        if new["date"] != old["date"]:
            return "moved"
        fixed = old["state"] == "generated" and old["order_id"] not in self.loose.ids
        return "ordered" if fixed else "kept"


def _identity(row):
    equipment = row["equipment_id"] or 0
    site = 0 if equipment else row["site_id"]
    return row["root_line_id"], equipment, site, row["key"]
