from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..const import RUNNING_STATES
from ..models.programme_plan import ProgrammePlan

# Contracts that are done while one waits; more are left to the scheduled action.
AT_ONCE = 200
# Rows of a preview by month and customer; of more there is one for each month.
MOST_ROWS = 1000
# Reasons that a cell of the preview spells out.
REASONS = 3


class FieldworkContractGenerateWizard(models.TransientModel):
    """Shows what orders would be made of contracts, by month and customer, and makes
    them."""

    _name = "fieldwork.contract.generate.wizard"
    _description = "Make the Orders of Contracts"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    contract_ids = fields.Many2many(
        "fieldwork.contract",
        string="Contracts",
        default=lambda self: self._default_contract_ids(),
        domain=[("state", "in", RUNNING_STATES)],
        help="Empty: all running ones.",
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", help="Empty: all of them."
    )
    date_to = fields.Date(
        string="Due until",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=60),
    )
    line_ids = fields.One2many(
        "fieldwork.contract.generate.line", "wizard_id", readonly=True
    )
    order_count = fields.Integer(readonly=True, string="Visits")
    hours = fields.Float(readonly=True)
    is_previewed = fields.Boolean()

    @api.model
    def _default_contract_ids(self):
        if self.env.context.get("active_model") != "fieldwork.contract":
            return False
        return self.env.context.get("active_ids")

    def _contracts(self):
        """Return the running contracts that this is about."""
        self.ensure_one()
        last = self.env["fieldwork.contract.line"]._ahead()
        if self.date_to > last:
            raise UserError(
                self.env._(
                    "Orders are made a year ahead at most: choose a day until "
                    "%(date)s.",
                    date=format_date(self.env, last),
                )
            )
        domain = Domain("state", "in", RUNNING_STATES)
        domain &= Domain("company_id", "=", self.company_id.id)
        if self.contract_ids:
            domain &= Domain("id", "in", self.contract_ids.ids)
        if self.partner_ids:
            domain &= Domain("partner_id", "child_of", self.partner_ids.ids)
        return self.env["fieldwork.contract"].search(domain)

    # ------------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------------

    def action_preview(self):
        """Say what would be made, and make nothing.

        :raise UserError: no contract is running
        """
        self.ensure_one()
        contracts = self._contracts()
        if not contracts:
            raise UserError(
                self.env._("No running contract is chosen: choose others, or none.")
            )
        vals_list = self._preview_vals(contracts)
        self.write(
            {
                "line_ids": [Command.clear(), *map(Command.create, vals_list)],
                "order_count": sum(vals["order_count"] for vals in vals_list),
                "hours": sum(vals["hours"] for vals in vals_list),
                "is_previewed": True,
            }
        )
        return self._reopen()

    def _preview_vals(self, contracts):
        """Return the values of the preview's rows, one for each month and customer.

        Of very many customers one for each month, as nobody reads ten thousand rows.
        """
        plan = ProgrammePlan(contracts, self.date_to)
        customers = {one.id: one.partner_id.id for one in contracts}
        cells = self._cells(plan, customers)
        if len(cells) > MOST_ROWS:
            cells = self._cells(plan, dict.fromkeys(customers, False))
        parts = {
            line.root_id.id: line.material_ids
            for line in plan.lines
            if line.material_ids
        }
        return [
            self._prepare_line_vals(month, customer, *cell, parts)
            for (month, customer), cell in sorted(cells.items())
        ]

    @api.model
    def _cells(self, plan, customers):
        """Return ``{(month, customer): (groups of dues, reasons of what is skipped)}``.

        :param dict customers: ``{contract id: customer id}``
        """
        cells = defaultdict(lambda: ([], []))
        for dues in plan.groups:
            first = dues[0]
            cell = cells[first.day.replace(day=1), customers[first.contract]]
            cell[0].append(dues)
        for contract, day, why in plan.skipped:
            cells[day.replace(day=1), customers[contract]][1].append(why)
        return cells

    def _prepare_line_vals(self, month, customer, groups, skipped, parts):
        """Return the values of one row of the preview (hook)."""
        dues = [due for one in groups for due in one]
        return {
            "month": month,
            "partner_id": customer,
            "order_count": len(groups),
            "hours": sum(due.hours for due in dues),
            "parts": self._parts_text(dues, parts),
            "merged_count": len(dues) - len(groups),
            "skipped_count": len(skipped),
            "skipped_why": self._why_text(skipped),
        }

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _parts_text(self, dues, parts):
        needed = Counter()
        if not parts:
            return ""
        for root, number in Counter(due.service.root for due in dues).items():
            for material in parts.get(root, ()):
                key = (material.product_id, material.uom_id)
                needed[key] += material.quantity * number
        return ", ".join(
            f"{formatLang(self.env, quantity, digits=0)} {uom.name} "
            f"{product.display_name}"
            for (product, uom), quantity in needed.items()
        )

    @api.model
    def _why_text(self, reasons):
        if not reasons:
            return ""
        counts = Counter(reason or "" for reason in reasons)
        texts = [
            f"{reason} ({number})" if number > 1 else reason
            for reason, number in counts.most_common(REASONS)
        ]
        if len(counts) > REASONS:
            texts.append("…")
        return " · ".join(texts)

    # ------------------------------------------------------------------
    # Making them
    # ------------------------------------------------------------------

    def action_generate(self):
        """Make the orders: of few contracts at once, of many by the scheduled action.

        :return: an action that shows the orders, or says that they are on their way
        """
        self.ensure_one()
        contracts = self._contracts()
        if len(contracts) > AT_ONCE:
            self.env.ref(
                "fieldwork_contract.ir_cron_generate_programme"
            ).sudo()._trigger()  # sudo: managers may start it, not change it
            return self._notify_later(len(contracts))
        contracts.programme_line_ids._refresh_occurrences()
        dates = self.env["fieldwork.contract.occurrence"]._due_of(
            contracts, self.date_to
        )
        orders = dates._generate_orders(until=self.date_to)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders Made"),
            "res_model": "fieldwork.order",
            "view_mode": "list,form",
            "domain": [("id", "in", orders.ids)],
        }

    def _notify_later(self, number):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The orders of %(number)s contracts are being made, as far ahead "
                    "as each contract says. What cannot be made is told on its "
                    "contract.",
                    number=number,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make Orders of Contracts"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
