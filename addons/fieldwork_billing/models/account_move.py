from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    fieldwork_order_ids = fields.Many2many(
        "fieldwork.order",
        string="Service Orders",
        compute="_compute_fieldwork_order_ids",
        search="_search_fieldwork_order_ids",
    )
    fieldwork_order_count = fields.Integer(compute="_compute_fieldwork_order_ids")

    @api.depends("line_ids.fieldwork_order_id")
    def _compute_fieldwork_order_ids(self):
        for move in self:
            move.fieldwork_order_ids = move.line_ids.fieldwork_order_id
            move.fieldwork_order_count = len(move.fieldwork_order_ids)

    def _search_fieldwork_order_ids(self, operator, value):
        return [("line_ids.fieldwork_order_id", operator, value)]

    def action_view_fieldwork_orders(self):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "fieldwork.fieldwork_order_action"
        )
        return {**action, "domain": [("id", "in", self.fieldwork_order_ids.ids)]}

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Let the mail with the invoice of a service order lead to its payment."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        if self.line_ids._fieldwork_marked() and self._has_to_be_paid():
            for name, _is_recipient, options in groups:
                # Colleagues who follow it look at it.
                if name != "user":
                    button = options.get("button_access") or {}
                    options["button_access"] = {
                        **button,
                        "title": self.env._("Pay now"),
                    }
        return groups

    # ------------------------------------------------------------------
    # The ledger of charges
    # ------------------------------------------------------------------

    def _fieldwork_charges(self):
        # sudo: an accountant posts, and has no right to write on the ledger
        return self.sudo().line_ids.fieldwork_charge_ids

    def _link_charges(self, plan):
        """Mark what a new invoice is for as billed.

        :param plan: see ``fieldwork.charge._invoice_lines``
        """
        self.ensure_one()
        lines = self.invoice_line_ids.sorted("sequence")
        for line, (_source, charges) in zip(lines, plan, strict=True):
            if charges is not None:
                charges._guarded_write({"state": "billed", "move_line_id": line.id})
                charges._align(line)

    def _post(self, soft=True):
        posted = super()._post(soft)
        charges = posted._fieldwork_charges()
        for line, own in charges.grouped("move_line_id").items():
            own._align(line)
        charges._update_sources()
        for move in charges.move_id:
            # The customer's page, which may write nothing, leads to the invoice.
            move._portal_ensure_token()
        return posted

    def button_cancel(self):
        charges = self._fieldwork_charges()
        res = super().button_cancel()
        charges._release()
        return res

    def button_draft(self):
        for move in self.filtered(lambda m: m.state == "cancel"):
            if move.line_ids._fieldwork_marked():
                raise UserError(
                    self.env._(
                        "%(invoice)s was cancelled: what it billed waits to be billed "
                        "again. Make a new invoice of it.",
                        invoice=move.display_name,
                    )
                )
        return super().button_draft()
