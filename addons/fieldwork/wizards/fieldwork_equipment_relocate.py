from odoo import api, fields, models


class FieldworkEquipmentRelocate(models.TransientModel):
    """Moves equipment to another site or owner, with a word on why."""

    _name = "fieldwork.equipment.relocate"
    _description = "Move Equipment"

    equipment_ids = fields.Many2many("fieldwork.equipment", required=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        help="Empty: it comes back to the company.",
    )
    customer_entity_id = fields.Many2one(related="partner_id.commercial_partner_id")
    site_id = fields.Many2one(
        "res.partner",
        compute="_compute_site_id",
        store=True,
        readonly=False,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    note = fields.Text(help="Why, or how.")

    @api.depends("equipment_ids")
    def _compute_partner_id(self):
        for wizard in self:
            owners = wizard.equipment_ids.partner_id
            wizard.partner_id = owners if len(owners) == 1 else False

    @api.depends("partner_id")
    def _compute_site_id(self):
        sites = self.partner_id._fieldwork_default_site()
        for wizard in self:
            wizard.site_id = sites.get(wizard.partner_id.id)

    def action_apply(self):
        self.ensure_one()
        self.equipment_ids.action_move(
            site=self.site_id, partner=self.partner_id, at=self.date, note=self.note
        )
        return {"type": "ir.actions.act_window_close"}
