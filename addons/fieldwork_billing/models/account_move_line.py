from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    fieldwork_order_id = fields.Many2one(
        "fieldwork.order",
        string="Service Order",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    fieldwork_visit_id = fields.Many2one(
        "fieldwork.visit", string="Visit", readonly=True, ondelete="set null"
    )
    fieldwork_equipment_id = fields.Many2one(
        "fieldwork.equipment", string="Equipment", readonly=True, ondelete="restrict"
    )
    fieldwork_date_from = fields.Datetime(string="Service from", readonly=True)
    fieldwork_date_to = fields.Datetime(string="Service to", readonly=True)
    fieldwork_charge_ids = fields.One2many(
        "fieldwork.charge", "move_line_id", string="Charges", readonly=True
    )
    fieldwork_origin_line_id = fields.Many2one(
        "account.move.line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The line that this one takes back or bills again.",
    )

    @api.model
    def _fieldwork_marks(self):
        """Return the fields that say what a line is billed for (hook)."""
        return ["fieldwork_order_id", "fieldwork_visit_id"]

    def _fieldwork_marked(self):
        """Return those of these lines that bill something of the ledger."""
        marks = self._fieldwork_marks()
        return self.filtered(lambda line: any(line[name] for name in marks))

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if self.env.context.get("include_business_fields"):
            for line, vals in zip(self, vals_list, strict=True):
                vals["fieldwork_origin_line_id"] = line.id
        else:
            # A copy made by hand bills nothing of the ledger.
            for vals in vals_list:
                for name in self._fieldwork_marks():
                    vals.pop(name, None)
        return vals_list

    def unlink(self):
        # sudo: whoever may delete a draft need not have rights on the ledger
        charges = self.sudo().fieldwork_charge_ids
        res = super().unlink()
        charges.exists()._release()
        return res
