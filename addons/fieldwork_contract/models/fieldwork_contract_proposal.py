from odoo import fields, models


class FieldworkContract(models.Model):
    """Proposing a draft to the customer, by mail."""

    _inherit = "fieldwork.contract"

    proposed_on = fields.Date(
        string="Proposed on", readonly=True, copy=False, tracking=True
    )

    def action_send_proposal(self):
        """Open the mail with which a draft is proposed to the customer.

        :raise UserError: it is no draft any more
        """
        self.ensure_one()
        self._require_state(("draft",), self.env._("proposed"))
        template = self.env.ref(
            "fieldwork_contract.mail_template_contract_proposal",
            raise_if_not_found=False,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Proposal"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template and template.id,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_layout",
                "fieldwork_proposal": True,
                "force_email": True,
            },
        }

    def message_post(self, **kwargs):
        message = super().message_post(**kwargs)
        if self.env.context.get("fieldwork_proposal") and self.state == "draft":
            self.proposed_on = self._today()
        return message
