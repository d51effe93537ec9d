from odoo import models


class FieldworkMaterial(models.Model):
    _name = "fieldwork.material"
    _inherit = ["fieldwork.material", "fieldwork.report.content.mixin"]

    _report_fields = frozenset(
        {"visit_id", "product_id", "name", "uom_id", "used_qty", "left_qty", "serial"}
    )
