from odoo import api, fields, models
from odoo.exceptions import ValidationError


class FieldworkContractEquipment(models.Model):
    """A machine that a contract is for, and from when until when."""

    _name = "fieldwork.contract.equipment"
    _description = "Equipment under Contract"
    _inherit = ["fieldwork.contract.terms.mixin"]
    _order = "contract_id, id"
    _rec_name = "equipment_id"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "fieldwork.contract", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id")
    commercial_partner_id = fields.Many2one(
        related="contract_id.commercial_partner_id", string="Commercial Entity"
    )
    equipment_id = fields.Many2one(
        "fieldwork.equipment",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain="[('customer_entity_id', '=', commercial_partner_id)]",
    )
    site_id = fields.Many2one(related="equipment_id.site_id", string="Site")
    include_children = fields.Boolean(
        string="With Components",
        default=True,
        help="Whatever is or will be a component of it is under contract too.",
    )
    date_from = fields.Date(
        string="From", help="Added in mid-term. Empty: from the start."
    )
    date_to = fields.Date(
        string="Until", help="The last day. Empty: as long as the contract holds."
    )

    @api.constrains("date_from", "date_to", "equipment_id", "contract_id")
    def _check_row(self):
        for row in self:
            machine, contract = row.equipment_id, row.contract_id
            what = {"machine": machine.display_name, "contract": contract.name}
            if row.date_from and row.date_to and row.date_to < row.date_from:
                raise ValidationError(
                    self.env._(
                        "%(machine)s leaves contract %(contract)s before it joins it: "
                        "change one of the two dates.",
                        **what,
                    )
                )
            owner = machine.partner_id.commercial_partner_id
            if owner != contract.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(machine)s does not belong to the customer of contract "
                        "%(contract)s: take it out, or move the machine first.",
                        **what,
                    )
                )

    def _holds_on(self, day):
        """Return the rows whose machine is under contract on ``day``."""
        return self.filtered(
            lambda row: (
                (not row.date_from or row.date_from <= day)
                and (not row.date_to or row.date_to >= day)
            )
        )

    def _includes(self, equipment):
        """Tell whether a machine is one of these rows', or a component of one."""
        path = equipment.parent_path or ""
        return any(
            row.equipment_id == equipment
            or (
                row.include_children
                and path.startswith(row.equipment_id.parent_path or "-")
            )
            for row in self
        )
