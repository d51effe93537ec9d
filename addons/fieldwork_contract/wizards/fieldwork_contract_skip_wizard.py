from odoo import fields, models


class FieldworkContractSkipWizard(models.TransientModel):
    """Asks why dates are left out."""

    _name = "fieldwork.contract.skip.wizard"
    _description = "Leave Out Dates of a Contract"

    occurrence_ids = fields.Many2many(
        "fieldwork.contract.occurrence",
        "fieldwork_contract_skip_rel",
        "wizard_id",
        "occurrence_id",
        string="Dates",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Char(required=True)

    def action_skip(self):
        self.ensure_one()
        self.occurrence_ids.action_skip(self.reason)
        return {"type": "ir.actions.act_window_close"}
