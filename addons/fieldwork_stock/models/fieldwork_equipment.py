from odoo import models


class FieldworkEquipment(models.Model):
    """Equipment that comes out of the van, and goes back into it."""

    _inherit = "fieldwork.equipment"

    def _is_elsewhere(self, order):
        """Tell whether it stands, in use, at another site than that of ``order``."""
        self.ensure_one()
        ours = self.company_id.partner_id
        return (
            self.active
            and self.state != "scrapped"
            and self.site_id
            and self.site_id != order.site_id
            and self.customer_entity_id != ours.commercial_partner_id
        )

    def _put_on_site(self, order, day):
        """Bring what is known already to the site of ``order``."""
        self.ensure_one()
        if not self.active:
            self.action_unarchive()
        if self.state == "scrapped":
            self.action_reinstate(
                self.env._("Built in with order %(order)s", order=order.name)
            )
        if self.site_id != order.site_id:
            self.parent_id = False
            self.action_move(order.site_id, order.partner_id, note=order.name)
            self.installed_on = day

    def _take_off_site(self, order):
        """Belong to nobody again: the part came back into the van."""
        self.ensure_one()
        self.with_context(fieldwork_move={"note": order.name}).write(
            {"parent_id": False, "partner_id": False, "site_id": False}
        )
