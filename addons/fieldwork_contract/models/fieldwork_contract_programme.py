import logging
from datetime import timedelta

from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger, split_every

from ..const import RUNNING_STATES
from .fieldwork_contract_line_places import place_of

_logger = logging.getLogger(__name__)

# Contracts whose orders are made in one transaction.
BATCH = 200
# How far ahead orders are made where no contract type says so.
HORIZON_DAYS = 60


class FieldworkContract(models.Model):
    """The programme of a contract, and the making of its orders."""

    _inherit = "fieldwork.contract"

    programme_line_ids = fields.One2many(
        "fieldwork.contract.line", "contract_id", string="Programme", copy=True
    )
    pause_ids = fields.One2many("fieldwork.contract.pause", "contract_id")
    occurrence_ids = fields.One2many("fieldwork.contract.occurrence", "contract_id")
    horizon_days = fields.Integer(
        string="Orders Ahead (days)",
        compute="_compute_horizon_days",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Orders are made so many days before the service is due.",
    )
    programme_error = fields.Text(
        string="Why No Orders Are Made", readonly=True, copy=False
    )
    occurrence_count = fields.Integer(compute="_compute_occurrence_count")

    _check_horizon = models.Constraint(
        "CHECK (horizon_days BETWEEN 0 AND 366)",
        "Orders are made at most 366 days ahead.",
    )

    @api.depends("type_id")
    def _compute_horizon_days(self):
        for contract in self:
            kind = contract.type_id
            contract.horizon_days = (
                kind.horizon_days if kind else contract.horizon_days or HORIZON_DAYS
            )

    def _compute_occurrence_count(self):
        counts = dict(
            self.env["fieldwork.contract.occurrence"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.occurrence_count = counts.get(contract, 0)

    def write(self, vals):
        res = super().write(vals)
        if {"date_start", "date_end", "site_ids", "coverage_ids"} & vals.keys():
            self.programme_line_ids._touch_programme()
        if "state" in vals and vals["state"] not in RUNNING_STATES:
            self._end_programme()
        return res

    def _end_programme(self):
        """Leave out what is still due of contracts that have ended."""
        # sudo: what ends the contract ends its dates
        left = self.env["fieldwork.contract.occurrence"].sudo()
        left = left.search([("contract_id", "in", self.ids), ("state", "=", "planned")])
        left._skip("ended", self.env._("The contract has ended."))

    def _programme_last_day(self):
        """Return the last day for which orders are made today."""
        self.ensure_one()
        return fields.Date.context_today(self) + timedelta(days=self.horizon_days)

    def _programme_runs(self):
        self.ensure_one()
        return self.active and self.state in RUNNING_STATES

    # ------------------------------------------------------------------
    # What is covered (hooks)
    # ------------------------------------------------------------------

    def _covered_places(self):
        """Return ``{contract id: [Place, …]}``: the machines under contract, each once,
        and from when until when."""
        standing = self._machines_of_sites()
        found = {}
        for contract in self:
            rows = [
                (machine, row.date_from, row.date_to)
                for row in contract.coverage_ids
                for machine in contract._row_machines(row)
            ]
            if not rows:
                rows = [
                    (machine, None, None)
                    for site in contract.site_ids
                    for machine in standing.get(site, ())
                ]
            by_machine = {}
            for machine, start, stop in rows:
                by_machine.setdefault(machine, place_of(machine, start, stop))
            found[contract.id] = list(by_machine.values())
        return found

    def _machines_of_sites(self):
        """Return ``{site: machines}`` of contracts that name no machine."""
        sites = self.filtered(lambda contract: not contract.coverage_ids).site_ids
        if not sites:
            return {}
        machines = self.env["fieldwork.equipment"].search(
            [("site_id", "in", sites.ids)]
        )
        return machines.grouped("site_id")

    def _payer(self):
        """Return who pays for the orders of this contract (hook)."""
        self.ensure_one()
        return self.invoice_partner_id or self.partner_id.browse(
            self.partner_id.address_get(["invoice"])["invoice"]
        )

    @api.model
    def _row_machines(self, row):
        machine = row.equipment_id
        if not (row.include_children and machine.child_ids):
            return machine
        return machine | machine.search([("id", "child_of", machine.id)])

    def _programme_sites(self, places, defaults):
        """Return the sites at which services of the whole site are done (hook).

        :param list places: the machines under contract
        :param dict defaults: ``{customer id: site}`` where neither is named
        """
        self.ensure_one()
        sites = self.site_ids
        for place in places:
            sites |= place.site
        return sites or defaults[self.partner_id.id]

    # ------------------------------------------------------------------
    # Making orders
    # ------------------------------------------------------------------

    def action_generate_orders(self):
        """Make the orders that are due within the horizon of these contracts.

        :return: an action that shows them
        """
        self.check_access("write")
        orders = self._generate_programme()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders Made"),
            "res_model": "fieldwork.order",
            "view_mode": "list,form",
            "domain": [("id", "in", orders.ids)],
        }

    def _generate_programme(self):
        """Write down what falls due, and make the orders of what is near.

        :return: the new orders
        :raise ConcurrencyError: somebody makes them at the same moment
        :raise UserError: a customer or site is archived
        """
        running = self.filtered(lambda contract: contract._programme_runs())
        running._check_customers()
        dates = self.env["fieldwork.contract.occurrence"]
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                running.programme_line_ids._refresh_occurrences()
                last = {one.id: one._programme_last_day() for one in running}
                return dates._due_of(running)._generate_orders(last)
        except UniqueViolation as error:
            raise ConcurrencyError("the dates are being written down") from error

    def _check_customers(self):
        """:raise UserError: a customer or a site has been archived in mid-term"""
        contracts = self.with_context(active_test=False)
        # All at once: of the partners of one contract each would be a query.
        partners = contracts.partner_id | contracts.site_ids
        archived = partners.filtered(lambda partner: not partner.active)[:1]
        if archived:
            contract = contracts.filtered(
                lambda one: archived in one.partner_id | one.site_ids
            )[0]
            raise UserError(
                self.env._(
                    "%(partner)s is archived: restore it, or terminate or change "
                    "contract %(contract)s.",
                    partner=archived.display_name,
                    contract=contract.name,
                )
            )

    def _generate_or_say(self):
        """Make the orders of these contracts; one that fails says why, on itself.

        All in one go; where that fails by halves, so that the one that is at fault
        stops nobody, and costs few tries.
        """
        try:
            with self.env.cr.savepoint():
                orders = self._generate_programme()
        except (OperationalError, ConcurrencyError):
            raise  # two at once: the whole batch is tried again
        except Exception as error:
            if len(self) == 1:
                self._say_failed(error)
                return self.env["fieldwork.order"]
            half = len(self) // 2
            first, second = self[:half], self[half:]
            return first._generate_or_say() | second._generate_or_say()
        self._say_well()
        return orders

    def _say_failed(self, error):
        """Note on the contract what keeps its orders from being made, once."""
        self.env.invalidate_all()
        text = str(error) or type(error).__name__
        if self.programme_error == text:
            return
        self.programme_error = text
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("No orders are made"),
            note=text,
            user_id=(self.user_id or self.env.user).id,
        )
        self.message_post(body=self.env._("No orders could be made: %(why)s", why=text))

    def _say_well(self):
        well = self.filtered("programme_error")
        if well:
            well.programme_error = False
            well.activity_unlink(["mail.mail_activity_data_warning"])

    @api.model
    def _programme_due_ids(self):
        """Return the ids of running contracts with something to write down or make."""
        self.env.flush_all()
        today = fields.Date.context_today(self)
        lines = self.env["fieldwork.contract.line"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contract.id
                  FROM fieldwork_contract contract
                 WHERE contract.active AND contract.state IN %(running)s
                   AND contract.id IN (
                       SELECT line.contract_id FROM fieldwork_contract_line line
                        WHERE line.active IS TRUE AND line.refresh_from <= %(ahead)s
                        UNION
                       SELECT one.contract_id
                         FROM fieldwork_contract_occurrence one
                         JOIN fieldwork_contract own ON own.id = one.contract_id
                        WHERE one.state = 'planned' AND one.date <= %(last)s
                          AND one.date <= %(today)s::date + own.horizon_days)
                 ORDER BY contract.id
                """,
                running=RUNNING_STATES,
                ahead=lines._ahead(),
                today=today,
                last=today + timedelta(days=self._longest_horizon()),
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _longest_horizon(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT COALESCE(max(horizon_days), 0) FROM fieldwork_contract "
                "WHERE state IN %s",
                RUNNING_STATES,
            )
        )
        return rows[0][0]

    def _generate_or_leave(self):
        """Make the orders of a batch; where somebody else is at it, leave it to a run
        that comes soon.

        :return: whether it was done
        """
        try:
            self._generate_or_say()
        except (OperationalError, ConcurrencyError) as error:
            _logger.info("Contracts %s are left to the next run: %s", self.ids, error)
            self.env.cr.rollback()
            cron = self.env.ref("fieldwork_contract.ir_cron_generate_programme")
            cron._trigger(fields.Datetime.now() + timedelta(minutes=1))
            return False
        return True

    @api.model
    def _cron_generate_programme(self, batch=BATCH):
        """Make the orders that are near, in batches with their own commit.

        Killed and started again it goes on where it was: what is made is found made.
        """
        cron = self.env["ir.cron"]
        todo = self._programme_due_ids()
        cron._commit_progress(remaining=len(todo))
        for ids in split_every(batch, todo):
            # Whom another run is at is left to it.
            contracts = self.browse(ids).exists().try_lock_for_update()
            if not contracts._generate_or_leave():
                continue
            if not cron._commit_progress(len(ids)):
                break

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def action_view_occurrences(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork_contract.fieldwork_contract_occurrence_action"
        )
        domain = Domain("contract_id", "in", self.ids)
        return {**action, "domain": list(domain), "context": {}}

    def action_refresh_programme(self):
        """Write down the dates of a year, without making any order."""
        self.check_access("write")
        self.programme_line_ids._refresh_occurrences()
        return self.action_view_occurrences()
