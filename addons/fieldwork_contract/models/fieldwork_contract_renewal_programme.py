from odoo import models
from odoo.fields import Command

from odoo.addons.fieldwork.const import OPEN_STATES

from ..const import RUNNING_STATES
from .fieldwork_contract_renewal import ONE_DAY


class FieldworkContract(models.Model):
    """What a renewal carries on of the programme.

    A service of the new contract is a new version of the old one's: it makes from its
    first day on what falls due, and what the old one has made it does not make again.
    What is still due of the old one, and its orders that nobody has begun, become the
    new one's on the day on which that takes over.
    """

    _inherit = "fieldwork.contract"

    def _prepare_renewal_vals(self):
        vals = super()._prepare_renewal_vals()
        start = vals["date_start"]
        lasting = self._lasting_lines(start)
        vals["programme_line_ids"] = [
            Command.create(
                {
                    **line._prepare_version_vals(start, {}),
                    "absorbs_line_ids": False,
                    "contract_id": False,
                }
            )
            for line in lasting
        ]
        return vals

    def _lasting_lines(self, start):
        """Return the services that go on after the contract ends."""
        return self.programme_line_ids.filtered(
            lambda line: not line.date_to or line.date_to >= start
        )

    def _renew(self):
        renewed = super()._renew()
        for line in renewed.programme_line_ids:
            origin = line.origin_line_id
            origin.copy_translations(line)
            minors = origin.absorbs_line_ids
            if minors:
                line.absorbs_line_ids = line.contract_id.programme_line_ids.filtered(
                    lambda other, minors=minors: other.origin_line_id in minors
                )
        renewed._copy_pauses()
        return renewed

    def _copy_pauses(self):
        """Let pauses that go over the end go on."""
        vals_list = []
        for contract in self:
            heirs = {line.origin_line_id: line for line in contract.programme_line_ids}
            for pause in contract.previous_id.pause_ids:
                heir = heirs.get(pause.line_id)
                if pause.date_to >= contract.date_start and (heir or not pause.line_id):
                    vals = pause.copy_data()[0]
                    line_id = heir.id if heir else False
                    vals.update(contract_id=contract.id, line_id=line_id)
                    vals_list.append(vals)
        self.env["fieldwork.contract.pause"].create(vals_list)

    # ------------------------------------------------------------------
    # The seam
    # ------------------------------------------------------------------

    def action_activate(self):
        renewals = self.filtered("previous_id")
        for contract in renewals:
            # A draft may have been moved; nothing is made up for from before it.
            early = contract.programme_line_ids.filtered(
                lambda line, day=contract.date_start: (
                    line.origin_line_id and line.date_from < day
                )
            )
            early.write({"date_from": contract.date_start})
        res = super().action_activate()
        over = renewals.previous_id.filtered(lambda c: c.state not in RUNNING_STATES)
        over._hand_over()
        return res

    def _end_programme(self):
        self._hand_over()
        self._forget_dates()
        return super()._end_programme()

    def _hand_over(self):
        """Give what is still to be done to the contracts that follow without a gap."""
        for contract in self:
            heir = contract._live_renewals()[:1]
            end = contract.date_end
            if heir and end and heir.date_start == end + ONE_DAY:
                contract._hand_over_orders(heir)
                contract._hand_over_dates(heir)

    def _hand_over_orders(self, heir):
        """Orders that nobody has begun are done under the contract that follows."""
        # sudo: orders of all teams, and what follows from the renewal of its contract
        orders = self.sudo().order_ids.filtered(
            lambda order: (
                order.state in OPEN_STATES
                and not order.visit_ids.filtered(
                    lambda visit: visit.state not in ("planned", "missed", "cancelled")
                )
            )
        )
        orders.write({"contract_id": heir.id})

    def _hand_over_dates(self, heir):
        heirs = {line.root_id: line for line in heir.sudo().programme_line_ids}
        # sudo: what ends the contract ends its dates
        dates = self.env["fieldwork.contract.occurrence"].sudo()
        dates = dates.search(
            [
                ("contract_id", "=", self.id),
                "|",
                "|",
                ("state", "=", "planned"),
                ("skip_kind", "=", "ended"),
                "&",
                ("state", "=", "generated"),
                ("order_id.contract_id", "=", heir.id),
            ]
        ).filtered(lambda one: one.root_line_id in heirs)
        for root, own in dates.grouped("root_line_id").items():
            own.write({"line_id": heirs[root].id, "contract_id": heir.id})
        dates.filtered(lambda one: one.state == "skipped")._give_back()

    def _forget_dates(self):
        """Take back what contracts have written down that never held: their keys are
        free again for another renewal."""
        # sudo: as above
        cancelled = self.filtered(lambda c: c.state == "cancelled")
        self.env["fieldwork.contract.occurrence"].sudo().search(
            [("contract_id", "in", cancelled.ids), ("order_id", "=", False)]
        ).unlink()
