from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def action_notify(self):
        """Mail the activities of orders to those who want such mails."""
        quiet = self.filtered(lambda activity: activity._fieldwork_is_unwanted())
        return super(MailActivity, self - quiet).action_notify()

    def _fieldwork_is_unwanted(self):
        self.ensure_one()
        if self.res_model != "fieldwork.order":
            return False
        choices = self.env["res.users"]._fieldwork_mail_choices()
        xmlid = self.activity_type_id.get_external_id().get(self.activity_type_id.id)
        name = choices.get(xmlid, "fieldwork_mail_tasks")
        # The choice is the user's own, whoever makes the activity.
        return bool(self.user_id) and not self.user_id.sudo()[name]
