from odoo import fields, models


class FieldworkSenderConfirm(models.TransientModel):
    """Choose the address from which mails go, and prove that it is yours."""

    _name = "fieldwork.sender.confirm"
    _description = "Confirm the Sender of Mails"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    email = fields.Char(
        string="Address",
        required=True,
        default=lambda self: (
            self.env.company.fieldwork_sender_email or self.env.company.email
        ),
    )
    is_code_sent = fields.Boolean(readonly=True)
    code = fields.Char()
    message = fields.Char(readonly=True)

    def action_send_code(self):
        """Mail a code to the address."""
        self.ensure_one()
        self.company_id._fieldwork_send_code(self.email)
        self.write({"is_code_sent": True, "message": False, "code": False})
        return self._reopen()

    def action_confirm(self):
        """Confirm the address by the code; a wrong one is said in the dialog."""
        self.ensure_one()
        problem = self.company_id._fieldwork_confirm_code(self.code)
        if problem:
            self.write({"message": problem, "code": False})
            return self._reopen()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
