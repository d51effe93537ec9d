from odoo import api, fields, models


class ProductTemplate(models.Model):
    """Services that are sold, and then have to be done."""

    _inherit = "product.template"

    fieldwork_type_id = fields.Many2one(
        "fieldwork.order.type",
        string="Service Order",
        check_company=True,
        help="Selling this service makes an order of this type when the quotation is "
        "confirmed. It is delivered when the order is done.",
    )
    fieldwork_orders = fields.Selection(
        [
            ("line", "One order"),
            ("unit", "One order for each unit"),
            ("site", "One order for each site of the quotation"),
        ],
        string="Orders Made",
        default="line",
        required=True,
    )

    @api.onchange("type")
    def _onchange_type_fieldwork(self):
        if self.type != "service":
            self.fieldwork_type_id = False
