from odoo import fields, models
from odoo.fields import Command

from odoo.addons.fieldwork_billing.models.fieldwork_charge import PRICES


class FieldworkContract(models.Model):
    """What a contract costs, and under which numbers it is invoiced."""

    _inherit = "fieldwork.contract"

    fee_ids = fields.One2many(
        "fieldwork.contract.fee",
        "contract_id",
        string="Fees",
        copy=True,
        groups=PRICES,
    )
    fee_invoicing = fields.Selection(
        [
            ("contract", "Each contract by itself"),
            ("customer", "With what else the customer is billed"),
        ],
        string="Invoice of the Fees",
        default="customer",
        required=True,
        help="By itself whatever the invoice run groups by; or by what the run "
        "groups by.",
    )
    cig = fields.Char(
        string="CIG",
        size=15,
        help="Number of the public tender; it stands on the invoice.",
    )
    cup = fields.Char(
        string="CUP",
        size=15,
        help="Number of the public project; it stands on the invoice.",
    )

    def _prepare_renewal_vals(self):
        """The fees go on at their last price, and so do the periods they count."""
        vals = super()._prepare_renewal_vals()
        # sudo: renewed by who sees no prices, or by the system
        running = self.sudo().fee_ids.filtered(lambda fee: not fee.date_to)
        vals["fee_ids"] = [
            Command.create(
                {
                    **fee._prepare_version_vals(vals["date_start"], {}),
                    "contract_id": False,
                }
            )
            for fee in running
        ]
        return vals
