import logging
from datetime import date

from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Command, Domain
from odoo.tools import mute_logger, split_every

from odoo.addons.fieldwork_billing.models.fieldwork_charge import PRICES

from ..const import HOLDING_STATES
from .fee_book import FeeBook

_logger = logging.getLogger(__name__)

# The days between which a machine is under contract where nothing is said.
EVER = date(1, 1, 1), date(9999, 12, 30)
# Contracts whose fees are charged in one transaction.
FEE_BATCH = 200
# What changes the periods of fees, who pays them, or for which machines.
FEE_FIELDS = {
    "state",
    "date_start",
    "date_end",
    "partner_id",
    "invoice_partner_id",
    "currency_id",
    "site_ids",
}


class FieldworkContract(models.Model):
    """What a contract costs, and how that comes into the ledger of charges."""

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
    fee_charge_ids = fields.One2many(
        "fieldwork.charge",
        "contract_id",
        string="Charges of Fees",
        domain=[("state", "!=", "void")],
        groups=PRICES,
    )
    fee_changed = fields.Boolean(
        readonly=True,
        copy=False,
        help="What is due for it is worked out anew.",
    )
    fee_error = fields.Text(
        string="Why No Fees Are Charged", readonly=True, copy=False, groups=PRICES
    )

    _fee_changed_idx = models.Index("(id) WHERE fee_changed IS TRUE")

    def write(self, vals):
        res = super().write(vals)
        if FEE_FIELDS & vals.keys():
            self._touch_fees()
        return res

    def _touch_fees(self):
        """Have what is due for the fees of these contracts worked out anew.

        Only that: nobody who moves a machine waits for the ledger.
        """
        # sudo: machines and visits change by people who see no prices
        contracts = self.sudo().exists()
        fresh = contracts.filtered(lambda one: one.fee_ids and not one.fee_changed)
        if fresh:
            fresh.fee_changed = True

    # ------------------------------------------------------------------
    # Into the ledger
    # ------------------------------------------------------------------

    def action_charge_fees(self):
        """Charge what has fallen due by today, and open it."""
        self.check_access("write")
        self._update_fee_charges()
        return self.action_view_fee_charges()

    def _update_fee_charges(self, until=None, anew=False):
        """Bring the fees of these contracts into the ledger: what falls due up to a
        day, once, however often called.

        What was billed stays; where it should be otherwise now the difference becomes
        the next revision.

        :param date until: today of each company by default
        :param bool anew: work out all there ever was, not only what is new; contracts
            that have changed are worked out anew in any case
        :raise ConcurrencyError: somebody charges them at the same moment
        """
        self._sync_fees_by_company(
            lambda company: until or company._fieldwork_today(), anew
        )

    def _revise_fee_charges(self):
        """Work out anew what is in the ledger already, and nothing that falls due
        later; see :meth:`_update_fee_charges`."""
        self._sync_fees_by_company(lambda company: None, anew=True)

    def _sync_fees_by_company(self, until_of, anew):
        # sudo: managers terminate contracts, and do not write on the ledger
        holding = self.sudo().filtered(lambda one: one.state in HOLDING_STATES)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                for company, own in holding.grouped("company_id").items():
                    lang = company.partner_id.lang or self.env.lang
                    own = own.with_company(company).with_context(lang=lang)
                    own._sync_fees(until_of(company), anew)
                self.env.flush_all()
        except UniqueViolation as error:
            raise ConcurrencyError("the fees are being charged") from error

    def _sync_fees(self, until, anew):
        """See :meth:`_update_fee_charges`.

        :param date until: None: as far as each fee is charged
        """
        whole = self if anew else self.filtered("fee_changed")
        due = [
            (fee, part)
            for fee in self.fee_ids
            for part in fee._due_parts(until, anew or fee.contract_id.fee_changed)
        ]
        book, places = FeeBook(self.env, due), self._fee_machines()
        drafts = [
            draft for fee, part in due for draft in fee._part_drafts(part, book, places)
        ]
        whole._known_fees(drafts)._become(drafts)
        self.fee_ids._note_charged(until)
        whole.filtered("fee_changed").fee_changed = False

    def _known_fees(self, drafts):
        """Return the charges that ``drafts`` replace: all those of these contracts,
        and of others what the drafts are known by."""
        keys = [
            draft["source_key"] for draft in drafts if draft["contract_id"] not in self
        ]
        own = Domain("contract_id", "in", self.ids) & Domain("kind", "=", "fee")
        known = own | Domain("source_key", "in", keys)
        return self.env["fieldwork.charge"].search(
            known
            & Domain("company_id", "=", self.env.company.id)
            & Domain("state", "!=", "void")
        )

    def _fee_machines(self):
        """Return ``{contract id: {machine: [(first day, last day), …]}}``: for which
        machines fees are paid, and when (hook)."""
        priced = self.filtered(lambda one: "equipment" in one.fee_ids.mapped("kind"))
        standing = priced._machines_of_sites()
        found = {one.id: {} for one in self}
        for contract in priced:
            machines = found[contract.id]
            for row in contract.coverage_ids:
                days = (row.date_from or EVER[0], row.date_to or EVER[1])
                machines.setdefault(row.equipment_id, []).append(days)
            if not machines:
                machines.update(contract._machines_standing(standing))
        return found

    def _machines_standing(self, standing):
        """Return ``{machine: [all days]}`` of what stands at the sites, components
        left out.

        :param dict standing: see ``_machines_of_sites``
        """
        self.ensure_one()
        return {
            machine: [EVER]
            for site in self.site_ids
            for machine in standing.get(site, ())
            if not machine.parent_id
        }

    # ------------------------------------------------------------------
    # Every night
    # ------------------------------------------------------------------

    def _charge_fees_or_say(self, until=None):
        """Charge the fees of these contracts; one that fails says why, on itself.

        All in one go; where that fails each by itself, so that it stops nobody.
        """
        try:
            with self.env.cr.savepoint():
                self._update_fee_charges(until)
        except (OperationalError, ConcurrencyError):
            raise  # two at once: the whole batch is tried again
        except Exception as error:
            if len(self) > 1:
                for contract in self:
                    contract._charge_fees_or_say(until)
            else:
                self._say_fees_failed(error)
            return
        self._say_fees_well()

    def _say_fees_failed(self, error):
        """Note on the contract what keeps its fees from being charged, once."""
        self.env.invalidate_all()
        text = str(error) or type(error).__name__
        _logger.info("Fees of contract %s were not charged: %s", self.name, text)
        if self.fee_error == text:
            return
        self.fee_error = text
        self.activity_schedule(
            "fieldwork_contract.mail_activity_fee_error",
            note=text,
            user_id=(self.user_id or self.env.user).id,
        )

    def _say_fees_well(self):
        well = self.filtered("fee_error")
        if well:
            well.fee_error = False
            well.activity_unlink(["fieldwork_contract.mail_activity_fee_error"])

    @api.model
    def _domain_fees_due(self, until):
        """Return the domain of the contracts with something to charge up to a day."""
        changed = Domain("fee_changed", "=", True)
        due = Domain("fee_ids.due_on", "<=", until)
        return Domain("state", "in", HOLDING_STATES) & (changed | due)

    @api.model
    def _cron_charge_fees(self, batch=FEE_BATCH):
        """Charge what has fallen due, in batches with their own commit.

        Killed and started again it goes on where it was: what is charged is found
        charged.
        """
        cron = self.env["ir.cron"]
        companies = self.env["res.company"]._fieldwork_all()
        # Where the day has begun it has; each contract is charged by its company's.
        day = max(company._fieldwork_today() for company in companies)
        todo = self.search(self._domain_fees_due(day), order="id").ids
        cron._commit_progress(remaining=len(todo))
        for ids in split_every(batch, todo):
            # Whom another run is at is left to it.
            contracts = self.browse(ids).exists().try_lock_for_update()
            contracts._charge_fees_or_say()
            if not cron._commit_progress(len(ids)):
                break

    # ------------------------------------------------------------------
    # End and renewal
    # ------------------------------------------------------------------

    def action_terminate(self, date=None, reason=None, **notice):
        """What was billed for the days after the last one comes back."""
        res = super().action_terminate(date, reason, **notice)
        self._update_fee_charges(anew=True)
        return res

    def _prepare_renewal_vals(self):
        """The fees go on at their last price, and so do the periods they count."""
        vals = super()._prepare_renewal_vals()
        # sudo: renewed by who sees no prices, or by the system
        running = self.sudo().fee_ids.filtered(
            lambda fee: not fee.date_to or fee.date_to >= vals["date_start"]
        )
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
