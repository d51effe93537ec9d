from odoo import fields, models

SIGNATURE_RULES = [
    ("no", "Not asked for"),
    ("optional", "Optional"),
    ("required", "Required"),
]


class FieldworkOrderType(models.Model):
    _inherit = "fieldwork.order.type"

    technician_signature = fields.Selection(
        SIGNATURE_RULES,
        string="Technician's Signature",
        default="optional",
        required=True,
        help="Required: a visit is not finished as solved without it.",
    )
    customer_signature = fields.Selection(
        SIGNATURE_RULES,
        string="Customer's Signature",
        default="optional",
        required=True,
        help="Required: a visit is not finished as solved without it, or without the "
        "reason why the customer refused it.",
    )

    def _signature_rules(self):
        """Return ``{role: no, optional or required}`` (hook)."""
        return {
            "technician": self.technician_signature or "optional",
            "customer": self.customer_signature or "optional",
        }
