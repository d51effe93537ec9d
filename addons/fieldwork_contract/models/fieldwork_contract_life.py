from odoo import models
from odoo.exceptions import UserError

from odoo.addons.fieldwork.const import OPEN_STATES


class FieldworkContract(models.Model):
    """The life of a contract: the methods that change its state, and nothing else."""

    _inherit = "fieldwork.contract"

    def action_activate(self):
        """Let drafts hold; open orders of their machines are done under them.

        :raise UserError: a contract is no draft, or something is missing: all of it is
            named at once
        """
        self._require_state(("draft",), self.env._("activated"))
        missing = [contract._missing_text() for contract in self]
        missing = [text for text in missing if text]
        if missing:
            raise UserError("\n".join(missing))
        self._guarded_write({"state": "active"})
        self._take_open_orders()
        return True

    def _missing_text(self):
        missing = self._what_is_missing()
        return missing and self.env._(
            "Contract %(contract)s cannot hold yet:\n%(missing)s",
            contract=self.name,
            missing="\n".join(f"– {line}" for line in missing),
        )

    def _what_is_missing(self):
        """Return what keeps a contract from holding, in words (hook).

        :return: list of sentences
        """
        self.ensure_one()
        missing = []
        if not self.coverage_ids and not self.site_ids:
            missing.append(
                self.env._("It is for no machine and no site: add at least one.")
            )
        if not self.partner_id.active:
            missing.append(
                self.env._(
                    "%(customer)s is archived: restore the customer.",
                    customer=self.partner_id.name,
                )
            )
        problem = self._term_problem()
        if problem:
            missing.append(problem)
        if self.renewal == "automatic" and not (self.date_end and self.renewal_months):
            missing.append(
                self.env._(
                    "It renews itself: say until when it holds, and for how many "
                    "months it is renewed."
                )
            )
        if not self.user_id:
            missing.append(self.env._("Nobody looks after it: choose a manager."))
        pricelist = self.sudo().pricelist_id
        if pricelist and pricelist.currency_id != self.currency_id:
            missing.append(
                self.env._(
                    "Price list %(list)s is in %(theirs)s, the contract in %(own)s.",
                    list=pricelist.name,
                    theirs=pricelist.currency_id.name,
                    own=self.currency_id.name,
                )
            )
        return missing

    def action_cancel(self):
        """Give up drafts that nobody agreed on."""
        self._require_state(("draft",), self.env._("cancelled"))
        self._guarded_write({"state": "cancelled"})
        return True

    def action_draft(self):
        """Take up again what was cancelled."""
        self._require_state(("cancelled",), self.env._("taken up again"))
        self._guarded_write({"state": "draft"})
        return True

    def _require_state(self, states, done):
        """:raise UserError: a contract is in none of ``states``"""
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for contract in self:
            if contract.state not in states:
                raise UserError(
                    self.env._(
                        "Contract %(contract)s is “%(state)s”: it cannot be %(done)s.",
                        contract=contract.name,
                        state=labels[contract.state],
                        done=done,
                    )
                )

    def _take_open_orders(self):
        """Let open orders without a contract find theirs."""
        # sudo: orders of all teams
        orders = self.env["fieldwork.order"].sudo()
        waiting = orders.search(
            [
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("contract_id", "=", False),
                ("state", "in", OPEN_STATES),
            ]
        )
        self.env.add_to_compute(orders._fields["contract_id"], waiting)
