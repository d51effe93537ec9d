from odoo import api, fields, models
from odoo.exceptions import AccessError

# What customers see of a company, in the order in which the panel asks for it.
FIRST_STEPS = ("logo", "phone", "email", "street", "fieldwork_contact_id")


class ResCompany(models.Model):
    _inherit = "res.company"

    fieldwork_contact_id = fields.Many2one(
        "res.partner",
        string="Contact for Customers",
        help="Whom customers ask for about their service orders; named on their page.",
    )
    fieldwork_first_steps_dismissed = fields.Boolean(
        string="First Steps Dismissed", readonly=True
    )

    def _fieldwork_step_done(self, name):
        self.ensure_one()
        if name == "logo":
            return bool(self.logo) and not self.uses_default_logo
        return bool(self[name])

    @api.model
    def fieldwork_get_first_steps(self):
        """Return what the current company has not filled in yet, for managers.

        :return: ``False`` once all is done or the panel was dismissed, and for whoever
            is no manager; else ``{"company_id", "name", "phone", "email", "contact_id",
            "contact", "logo_url", "can_edit", "steps": [{"name", "label", "done"}]}``
        """
        if not self._fieldwork_is_manager():
            return False
        # sudo: a manager of the service sees what customers see of the company
        company = self.env.company.sudo()
        fields_get = company.fields_get(FIRST_STEPS, ["string"])
        steps = [
            {
                "name": name,
                "label": fields_get[name]["string"],
                "done": company._fieldwork_step_done(name),
            }
            for name in FIRST_STEPS
        ]
        if company.fieldwork_first_steps_dismissed or all(s["done"] for s in steps):
            return False
        return {
            "company_id": company.id,
            "name": company.name,
            "phone": company.phone or "",
            "email": company.email or "",
            "contact_id": company.fieldwork_contact_id.id,
            "contact": company.fieldwork_contact_id.name or "",
            "logo_url": f"/web/image/res.company/{company.id}/logo",
            "can_edit": self.env.company.has_access("write"),
            "steps": steps,
        }

    @api.model
    def fieldwork_dismiss_first_steps(self):
        """Hide the first steps of the current company for good; a manager's act."""
        if not self._fieldwork_is_manager():
            raise AccessError(self.env._("Only managers of Fieldwork do this."))
        # sudo: one mark of our own, whatever else the manager may not change there
        self.env.company.sudo().fieldwork_first_steps_dismissed = True
        return True

    def _fieldwork_is_manager(self):
        return self.env.user.has_group("fieldwork.group_fieldwork_manager")
