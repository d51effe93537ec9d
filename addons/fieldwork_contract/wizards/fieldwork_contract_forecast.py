from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..const import RUNNING_STATES
from ..models.programme_forecast import ProgrammeForecast

# So far ahead one may look.
MOST_YEARS = 10
# Rows written in one statement.
CHUNK = 10000
# How a column of values is handed to the database, by the type of its field.
ARRAYS = {
    "many2one": "%s::int4[]",
    "integer": "%s::int4[]",
    "date": "%s::date[]",
    "float": "%s::float8[]",
}


class FieldworkContractForecast(models.TransientModel):
    """Asks for which time visits, hours and parts of contracts are to be forecast."""

    _name = "fieldwork.contract.forecast"
    _description = "Forecast of Contracts"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) + relativedelta(years=1, days=-1)
        ),
    )
    contract_ids = fields.Many2many(
        "fieldwork.contract",
        string="Contracts",
        domain=[("state", "in", RUNNING_STATES)],
        help="Empty: all running ones.",
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", help="Empty: all of them."
    )
    with_renewals = fields.Boolean(
        string="As if they were renewed",
        default=True,
        help="Contracts that are renewed by hand or by themselves go on after their "
        "end; otherwise they end.",
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for wizard in self:
            last = fields.Date.context_today(wizard) + relativedelta(years=MOST_YEARS)
            if not wizard.date_from <= wizard.date_to <= last:
                raise UserError(
                    self.env._(
                        "Choose a time that ends after it begins, and at most "
                        "%(years)s years from now.",
                        years=MOST_YEARS,
                    )
                )

    def action_show(self):
        """Work the forecast out, and show it as a pivot table.

        :raise UserError: no contract is running
        """
        self.ensure_one()
        contracts = self._contracts()
        if not contracts:
            raise UserError(
                self.env._("No running contract is chosen: choose others, or none.")
            )
        self._write_rows(self._rows(contracts))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork_contract.fieldwork_contract_forecast_line_action"
        )
        return {**action, "domain": [("wizard_id", "=", self.id)]}

    def _contracts(self):
        """Return the contracts that will run: those that do, and their renewals."""
        self.ensure_one()
        running = Domain("state", "in", RUNNING_STATES)
        renewed = Domain("previous_id.state", "in", RUNNING_STATES)
        domain = running | (renewed & Domain("state", "=", "draft"))
        domain &= Domain("company_id", "=", self.company_id.id)
        if self.contract_ids:
            chosen = self.contract_ids.ids
            domain &= Domain("id", "in", chosen) | Domain("previous_id", "in", chosen)
        if self.partner_ids:
            domain &= Domain("partner_id", "child_of", self.partner_ids.ids)
        return self.env["fieldwork.contract"].search(domain)

    def _endless(self, contracts):
        """Return those of the contracts that are taken to go on after their end."""
        if not self.with_renewals:
            return contracts.browse()
        followed = contracts.next_ids.filtered(lambda one: one.state != "cancelled")
        return contracts.filtered(lambda one: one.renewal != "none") - (
            followed.previous_id
        )

    def _rows(self, contracts):
        """Return the rows of the forecast: of each visit one, and of each part."""
        plan = ProgrammeForecast(contracts, self.date_to, self._endless(contracts))
        lines = plan.lines.browse(plan.services)
        common = {line.id: self._prepare_row_vals(line) for line in lines}
        parts = {
            line.id: [
                (material.product_id.id, material.quantity)
                for material in line.material_ids
            ]
            for line in lines
        }
        rows = []
        for dues in plan.groups:
            first = dues[0]
            if first.day < self.date_from:
                continue
            chief = min(dues, key=lambda due: (due.service.rank, due.order))
            place = {"date": first.day, "site_id": first.site}
            hours = sum(due.hours for due in dues)
            rows.append(
                {**common[chief.ident], **place, "visit_count": 1, "hours": hours}
            )
            rows += [
                {**common[due.ident], **place, "product_id": product, "quantity": qty}
                for due in dues
                for product, qty in parts[due.ident]
            ]
        return rows

    def _prepare_row_vals(self, line):
        """Return the values that all rows of a service have in common (hook)."""
        return {
            "contract_id": line.contract_id.id,
            "company_id": line.company_id.id,
            "partner_id": line.partner_id.id,
            "line_id": line.id,
            "order_type_id": line.order_type_id.id,
            "team_id": line.order_type_id.team_id.id or None,
            "resource_id": line.resource_id.id or None,
        }

    def _write_rows(self, rows):
        """Write the rows, hundreds of thousands of them in a few statements."""
        model = self.env["fieldwork.contract.forecast.line"]
        model.search([("wizard_id", "in", self.ids)]).unlink()
        model.flush_model()
        names = model._row_columns()
        columns = SQL(", ").join(map(SQL.identifier, names))
        for chunk in split_every(CHUNK, rows):
            values = SQL(", ").join(
                SQL(ARRAYS[model._fields[name].type], [row.get(name) for row in chunk])
                for name in names
            )
            self.env.execute_query(
                SQL(
                    "INSERT INTO fieldwork_contract_forecast_line "
                    "(wizard_id, create_uid, write_uid, create_date, write_date, %s) "
                    "SELECT %s, %s, %s, now() AT TIME ZONE 'UTC', "
                    "now() AT TIME ZONE 'UTC', value.* FROM unnest(%s) AS value "
                    "RETURNING id",
                    columns,
                    self.id,
                    self.env.uid,
                    self.env.uid,
                    values,
                )
            )
        model.invalidate_model()
