from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

HOLD_FIELDS = ("fieldwork_hold", "fieldwork_hold_reason")


class ResPartner(models.Model):
    """Customers for whom no work is to be planned until they have paid."""

    # One file for each side of a place
    _inherit = "res.partner"

    fieldwork_hold = fields.Boolean(
        string="On Credit Hold",
        copy=False,
        tracking=True,
        groups="fieldwork.group_fieldwork_technician",
        help="No work is to be planned for this customer, whatever its site or "
        "contact. Managers set and lift it.",
    )
    fieldwork_hold_reason = fields.Char(
        string="Reason for the Hold",
        copy=False,
        tracking=True,
        groups="fieldwork.group_fieldwork_technician",
    )
    fieldwork_on_hold = fields.Boolean(
        related="commercial_partner_id.fieldwork_hold",
        string="Customer on Credit Hold",
        tracking=False,
        groups="fieldwork.group_fieldwork_technician",
    )
    fieldwork_on_hold_reason = fields.Char(
        related="commercial_partner_id.fieldwork_hold_reason",
        string="Why the Customer is on Hold",
        tracking=False,
        groups="fieldwork.group_fieldwork_technician",
    )

    _fieldwork_hold_idx = models.Index("(id) WHERE fieldwork_hold")

    @api.constrains("fieldwork_hold", "parent_id", "is_company")
    def _check_fieldwork_hold(self):
        # sudo: who moves a contact without rights on the hold must not lose it
        for partner in self.sudo().filtered("fieldwork_hold"):
            customer = partner.commercial_partner_id
            if customer != partner:
                raise ValidationError(
                    self.env._(
                        "%(name)s belongs to the customer %(customer)s: a credit hold "
                        "is set on the customer, not on a part of it.",
                        name=partner.display_name,
                        customer=customer.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if any(vals.get(name) for name in HOLD_FIELDS):
                self._fieldwork_check_hold_right()
        return super().create(vals_list)

    def write(self, vals):
        if any(
            name in vals and any(p[name] != (vals[name] or False) for p in self.sudo())
            for name in HOLD_FIELDS
        ):
            self._fieldwork_check_hold_right()
        if vals.get("fieldwork_hold") is False:
            vals = {**vals, "fieldwork_hold_reason": False}
        return super().write(vals)

    @api.model
    def _fieldwork_check_hold_right(self):
        if self.env.su or self.env.user.has_group("fieldwork.group_fieldwork_manager"):
            return
        raise AccessError(
            self.env._(
                "Only a manager of Fieldwork may set or lift the credit hold of a "
                "customer. Ask one of them."
            )
        )

    def _fieldwork_hold_partners(self):
        """Return the customers on credit hold among those these partners belong to.

        Sites and contacts count for their customer. Whoever plans is told, whatever
        their groups.
        """
        # sudo: the hold carries groups=, and sales people plan as well
        customers = self.commercial_partner_id.sudo().filtered("fieldwork_hold")
        return customers.sudo(self.env.su)
