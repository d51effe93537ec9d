from odoo import fields, models

from odoo.addons.fieldwork.const import UNDER_WAY_STATES


class FieldworkOrder(models.Model):
    """Which dates of a contract's programme an order is for.

    The dates follow the life of the order; the order knows nothing of the rule.
    """

    _inherit = "fieldwork.order"

    occurrence_ids = fields.One2many(
        "fieldwork.contract.occurrence",
        "order_id",
        string="Contract's Dates",
        readonly=True,
    )
    preferred_resource_id = fields.Many2one(
        "resource.resource",
        string="Preferred Technician",
        domain=[("fieldwork_kind", "=", "technician")],
        check_company=True,
        index="btree_not_null",
        help="Whom the customer is used to.",
    )
    programme_checklist_ids = fields.Many2many(
        "fieldwork.checklist",
        "fieldwork_order_programme_checklist_rel",
        "order_id",
        "checklist_id",
        string="Contract's Checklists",
        copy=False,
        help="Asked besides those of the order type.",
    )

    def _after_closing(self):
        res = super()._after_closing()
        done = self.filtered(lambda order: order.state == "done")
        done._occurrences()._mark_done()
        return res

    def action_cancel(self, reason=None):
        """Leave the dates of the orders out, for the same reason.

        They can be taken up again from the programme: a run of the night does not
        make anew what somebody has just called off.
        """
        dates = {order: order._occurrences() for order in self}
        res = super().action_cancel(reason)
        for order, own in dates.items():
            own._skip(
                "cancelled",
                self.env._(
                    "Order %(order)s was cancelled: %(reason)s",
                    order=order.name,
                    reason=order.cancel_reason,
                ),
            )
        return res

    def _cancel_for_contract_end(self, reason):
        """Call off what is not done any more because its contract ends; where somebody
        is on the way or at work the order goes on."""
        under_way = self.filtered(
            lambda order: order.visit_ids.filtered(
                lambda visit: visit.state in UNDER_WAY_STATES
            )
        )
        left = self - under_way
        if left:
            left.action_cancel(
                self.env._("The contract ends: %(reason)s", reason=reason)
            )

    def action_reopen(self, reason=None):
        """What was done is to be done again; a cancelled order has lost its dates."""
        dates = self._occurrences().filtered(lambda one: one.state == "done")
        res = super().action_reopen(reason)
        dates._mark_generated()
        return res

    def _occurrences(self):
        # sudo: technicians finish visits, and have no rights on programmes
        dates = self.env["fieldwork.contract.occurrence"].sudo()
        if not self.ids:
            return dates
        return dates.search([("order_id", "in", self.ids)])

    def _programme_subjects(self, lists):
        """Return what the contract's checklists are answered for.

        :param lists: the versions that may be asked
        :return: list of ``(checklist, machine)``; an empty machine where it is asked
            once per visit
        """
        self.ensure_one()
        # sudo: what is asked does not depend on who plans
        roots = self.sudo().programme_checklist_ids.root_id
        return [
            (one, machine)
            for one in lists.filtered(lambda one: one.root_id in roots)
            for machine in (
                self.equipment_ids
                if one.scope == "equipment"
                else [self.equipment_ids.browse()]
            )
        ]
