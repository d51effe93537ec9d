from odoo import fields, models


class FieldworkVisitEvent(models.Model):
    _inherit = "fieldwork.visit.event"

    kind = fields.Selection(
        selection_add=[
            ("distance", "Kilometres"),
            ("quote", "Quote asked for"),
            ("quote_sign", "Quote signed"),
        ],
        ondelete={
            "distance": "set tell",
            "quote": "set tell",
            "quote_sign": "set tell",
        },
    )
