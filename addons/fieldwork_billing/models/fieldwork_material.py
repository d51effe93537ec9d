from odoo import fields, models


class FieldworkMaterial(models.Model):
    _inherit = "fieldwork.material"

    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Sold as",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="fieldwork_billing.group_fieldwork_prices",
    )

    def _tell_report(self, visits):
        res = super()._tell_report(visits)
        visits._charges_changed()
        return res
