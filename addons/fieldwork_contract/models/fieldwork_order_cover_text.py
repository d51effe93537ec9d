from odoo import api, models

from ..const import RUNNING_STATES
from .fieldwork_contract_cover import KINDS


class FieldworkOrder(models.Model):
    """What a contract covers of an order and what not, for the people who work on it:
    in words, without amounts of money."""

    _inherit = "fieldwork.order"

    @api.depends("contract_id", "type_id", "equipment_ids")
    def _compute_contract_text(self):
        res = super()._compute_contract_text()
        for order, lines in self._cover_lines().items():
            order.contract_text = "\n".join(
                line["text"] if line["state"] == "why" else _marked(line)
                for line in lines
            )
        return res

    def _cover_lines(self):
        """Return what is covered of the work on orders, kind by kind.

        :return: ``{order: lines}``, each a dict with ``state`` (``full``, ``part``,
            ``none``; ``why`` for a reason that stands for all kinds) and ``text``
        """
        others = self.filtered(lambda order: not order.contract_id)._contracts_around()
        return {order: order._cover_lines_of(others) for order in self}

    def _cover_lines_of(self, others):
        """Return the lines of one order.

        :param dict others: see ``_contracts_around``
        """
        self.ensure_one()
        # sudo: what is left is said without amounts, to people without rights on them
        contract = self.sudo().contract_id
        day = self._contract_day()
        if contract:
            why = contract._refusal(self, self.equipment_ids._origin, day)
        else:
            key = (self.company_id, self.commercial_partner_id)
            why = self._why_no_contract(others.get(key), day)
        if why:
            return [{"state": "why", "text": why}]
        if not contract:
            return []
        return [self._cover_line(contract, name, day) for name in KINDS.values()]

    def _contracts_around(self):
        """Return the running contracts of the customers of orders.

        :return: ``{(company, commercial entity): contracts}``
        """
        if not self.commercial_partner_id:
            return {}
        # sudo: technicians read the contracts of their orders only; of the others
        # they are told the number
        found = (
            self.env["fieldwork.contract"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("state", "in", RUNNING_STATES),
                ]
            )
        )
        return found.grouped(lambda one: (one.company_id, one.commercial_partner_id))

    def _cover_line(self, contract, name, day):
        """Return how one kind of work is covered: by the first cover that has some
        left, else why not."""
        label = contract.cover_ids._fields[name]._description_string(self.env)
        kind = self.type_id._origin
        found = contract.cover_ids.filtered(
            lambda one: one[name]
            and (not one.order_type_ids or kind in one.order_type_ids)
        )
        if not found:
            text = self.env._("%(kind)s: not covered", kind=label)
            return {"state": "none", "text": text}
        cover = next((one for one in found if one._is_left_on(day)), found[-1])
        left = cover._is_left_on(day)
        share = f" {cover.percent:g} %" if cover.percent < 100 else ""
        text = f"{label}{share}: {cover._left_on(day, money=False)}"
        if cover.excluded_category_ids and name == "material":
            names = ", ".join(cover.excluded_category_ids.mapped("name"))
            text = self.env._(
                "%(cover)s; not: %(products)s", cover=text, products=names
            )
        state = "none" if not left else "part" if cover.percent < 100 else "full"
        return {"state": state, "text": text}

    def _why_no_contract(self, others, day):
        """Return why none of the customer's contracts is for the order, in words."""
        if not others:
            return ""
        for contract in others:
            if contract.order_type_ids and self.type_id not in contract.order_type_ids:
                continue
            refusal = contract._refusal(self, self.equipment_ids._origin, day)
            if refusal:
                return refusal
        return self.env._(
            "Not under contract: %(contracts)s.",
            contracts=", ".join(others.mapped("name")),
        )


def _marked(line):
    mark = {"full": "✓", "part": "✓", "none": "✗"}[line["state"]]
    return f"{mark} {line['text']}"
