from markupsafe import Markup, escape

from odoo import api, fields, models

ACTIVITY = "fieldwork_stock.mail_activity_type_parts"


class FieldworkOrder(models.Model):
    """Orders whose parts have not all left the stock."""

    _inherit = "fieldwork.order"

    _guarded_fields = {"stock_followed": False}

    stock_followed = fields.Boolean(
        string="Followed by the Stock",
        readonly=True,
        copy=False,
        help="Materials that are of no visit are moved as they are told.",
    )
    stock_waiting = fields.Boolean(
        string="Parts to Move",
        compute="_compute_stock_waiting",
        search="_search_stock_waiting",
        help="Parts were used that the stock does not know to be gone.",
    )

    @api.depends("material_ids.stock_waiting")
    def _compute_stock_waiting(self):
        for order in self:
            order.stock_waiting = any(order.material_ids.mapped("stock_waiting"))

    def _search_stock_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = fields.Domain("material_ids.stock_waiting", "=", True)
        return found if True in value else ~found

    def _close_done(self, at=None):
        res = super()._close_done(at)
        # What the office wrote on the order itself belongs to no visit.
        loose = self.material_ids.filtered(
            lambda line: not line.visit_id and (line.used_qty or line.left_qty)
        )
        if loose:
            loose.order_id._guarded_write({"stock_followed": True})
            loose._move_stock()
        return res

    def action_move_stock(self):
        """Move what could not be moved when it was told; for the office.

        :return: a notification of what still waits, and why
        """
        return self.material_ids.action_move_stock()

    def _tell_stock_waiting(self, errors):
        """Give dispatchers the parts that wait, and take back what is settled.

        :param dict errors: ``{order: text}`` of what the stock refused
        """
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if not (self and kind):
            return
        # sudo: whose activity it is does not matter, its reason is there or is gone
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", kind.id),
                ]
            )
        )
        waiting = self.filtered("stock_waiting")
        told = set(activities.mapped("res_id"))
        for order in waiting.filtered(lambda order: order.id not in told):
            order._tell_dispatcher(
                self.env._("Parts to move"), order._stock_note(errors), ACTIVITY
            )
        settled = set((self - waiting).ids)
        activities.filtered(lambda one: one.res_id in settled).action_feedback()

    def _stock_note(self, errors):
        """Return the text of the activity: each line that waits, and why."""
        self.ensure_one()
        lines = [
            f"{line.name}: {line.stock_note}"
            for line in self.material_ids.filtered("stock_waiting")
        ]
        if errors.get(self):
            lines.append(errors[self])
        return Markup("<br/>").join(escape(line) for line in lines)
