from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    fieldwork_kind = fields.Selection(related="resource_id.fieldwork_kind")
