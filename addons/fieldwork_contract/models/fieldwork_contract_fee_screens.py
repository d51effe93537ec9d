from odoo import fields, models

from odoo.addons.fieldwork_billing.models.fieldwork_charge import PRICES


class FieldworkContract(models.Model):
    """How far the fees of a contract are billed."""

    _inherit = "fieldwork.contract"

    fee_charge_count = fields.Integer(compute="_compute_fee_amounts", groups=PRICES)
    fee_amount_open = fields.Monetary(
        string="Fees to Be Billed",
        compute="_compute_fee_amounts",
        groups=PRICES,
        help="Without taxes.",
    )
    fee_amount_billed = fields.Monetary(
        string="Fees Billed",
        compute="_compute_fee_amounts",
        groups=PRICES,
        help="Without taxes; what was given back is taken off.",
    )
    fee_invoice_count = fields.Integer(
        compute="_compute_fee_invoice_count", compute_sudo=True, groups=PRICES
    )

    def _compute_fee_amounts(self):
        found = {
            (contract, state): (count, amount)
            for contract, state, count, amount in self.env[
                "fieldwork.charge"
            ]._read_group(
                [("contract_id", "in", self.ids), ("state", "!=", "void")],
                ["contract_id", "state"],
                ["__count", "amount:sum"],
            )
        }
        for contract in self:
            left = found.get((contract, "open"), (0, 0.0))
            billed = found.get((contract, "billed"), (0, 0.0))
            contract.fee_charge_count = left[0] + billed[0]
            contract.fee_amount_open = left[1]
            contract.fee_amount_billed = billed[1]

    def _compute_fee_invoice_count(self):
        counts = dict(
            self.env["account.move.line"]._read_group(
                [("fieldwork_contract_id", "in", self.ids)],
                ["fieldwork_contract_id"],
                ["move_id:count_distinct"],
            )
        )
        for contract in self:
            contract.fee_invoice_count = counts.get(contract, 0)

    def action_view_fee_charges(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork_billing.fieldwork_charge_action"
        )
        domain = [("contract_id", "in", self.ids)]
        return {**action, "domain": domain, "context": {"search_default_valid": 1}}

    def action_view_fee_invoices(self):
        """Open what was invoiced under these contracts: fees, and orders."""
        domain = [("invoice_line_ids.fieldwork_contract_id", "in", self.ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": domain,
            "context": {"create": False},
        }
