from odoo import api, fields, models


class FieldworkEquipment(models.Model):
    _name = "fieldwork.equipment"
    _description = "Customer Equipment"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", string="Customer", index=True)
    site_id = fields.Many2one("res.partner", string="Site", index="btree_not_null")
    category_id = fields.Many2one("fieldwork.equipment.category")
    product_id = fields.Many2one("product.product")
    serial = fields.Char(string="Serial Number")
    warranty_parts_until = fields.Date()
    warranty_labour_until = fields.Date()
    warranty_travel_until = fields.Date()
    state = fields.Selection(
        [
            ("to_confirm", "To Confirm"),
            ("in_service", "In Service"),
            ("stopped", "Stopped"),
            ("scrapped", "Scrapped"),
        ],
        default="in_service",
        required=True,
    )
    under_warranty = fields.Boolean(compute="_compute_under_warranty")

    @api.depends(
        "warranty_parts_until", "warranty_labour_until", "warranty_travel_until"
    )
    def _compute_under_warranty(self):
        today = fields.Date.context_today(self)
        for equipment in self:
            dates = (
                equipment.warranty_parts_until,
                equipment.warranty_labour_until,
                equipment.warranty_travel_until,
            )
            equipment.under_warranty = any(date and date >= today for date in dates)
