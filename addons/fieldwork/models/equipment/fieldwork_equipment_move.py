from odoo import fields, models


class FieldworkEquipmentMove(models.Model):
    """One move of one piece of equipment; written by the equipment itself."""

    _name = "fieldwork.equipment.move"
    _description = "Equipment Move"
    _order = "date desc, id desc"

    equipment_id = fields.Many2one(
        "fieldwork.equipment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="equipment_id.company_id", store=True)
    date = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", string="By", required=True)
    from_site_id = fields.Many2one("res.partner", index="btree_not_null")
    to_site_id = fields.Many2one("res.partner", index="btree_not_null")
    from_partner_id = fields.Many2one(
        "res.partner", string="From Customer", index="btree_not_null"
    )
    to_partner_id = fields.Many2one(
        "res.partner", string="To Customer", index="btree_not_null"
    )
    note = fields.Text()

    def _compute_display_name(self):
        for move in self:
            move.display_name = self.env._(
                "%(equipment)s to %(place)s",
                equipment=move.equipment_id.display_name,
                place=(move.to_site_id or move.to_partner_id).display_name
                or self.env._("the company"),
            )
