from odoo import fields, models


class FieldworkChargeVerdictWizard(models.TransientModel):
    """Asks why charges are billed otherwise than the rules say."""

    _name = "fieldwork.charge.verdict.wizard"
    _description = "Decide What Is Billed"

    charge_ids = fields.Many2many(
        "fieldwork.charge",
        required=True,
        default=lambda self: self._default_charge_ids(),
    )
    verdict = fields.Selection(
        [
            ("bill", "To be billed"),
            ("free", "No charge"),
            ("warranty", "Warranty"),
            ("cover", "Covered"),
        ],
        required=True,
        default="free",
    )
    reason = fields.Char(required=True)
    payer_id = fields.Many2one(
        "res.partner",
        string="Who Pays",
        help="Somebody else than the order says: the insurer, the maker. Empty: as "
        "before.",
    )

    def _default_charge_ids(self):
        if self.env.context.get("active_model") == "fieldwork.charge":
            return self.env.context.get("active_ids")
        return False

    def action_apply(self):
        self.charge_ids.action_set_verdict(self.verdict, self.reason, self.payer_id)
        return True
