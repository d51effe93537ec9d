from odoo import fields, models


class FieldworkContractTerminate(models.TransientModel):
    """Asks when and why a contract ends."""

    _name = "fieldwork.contract.terminate"
    _description = "Terminate a Contract"

    contract_ids = fields.Many2many(
        "fieldwork.contract", default=lambda self: self.env.context.get("active_ids")
    )
    date = fields.Date(
        string="Last Day", required=True, default=fields.Date.context_today
    )
    reason = fields.Char(required=True)

    def action_terminate(self):
        self.ensure_one()
        return self.contract_ids.action_terminate(self.date, self.reason)
