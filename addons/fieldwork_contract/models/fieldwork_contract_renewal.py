from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tools import format_date, mute_logger

from odoo.addons.fieldwork.tools.actions import titled

from ..const import RUNNING_STATES
from ..tools.terms import term_end

# How long a contract goes on that says nothing about it.
RENEWAL_MONTHS = 12
ONE_DAY = relativedelta(days=1)


def _copies(rows):
    """Return the commands that give a new contract rows like these."""
    return [
        Command.create({k: v for k, v in vals.items() if k != "contract_id"})
        for vals in rows.copy_data()
    ]


class FieldworkContract(models.Model):
    """How a contract goes on: the one that follows it, and the chain of them all.

    The old one stays as it was. What the new one carries on is a matter of
    :meth:`_prepare_renewal_vals`, which other parts of a contract extend.
    """

    _inherit = "fieldwork.contract"

    root_id = fields.Many2one(
        "fieldwork.contract",
        string="First of the Chain",
        compute="_compute_root_id",
        store=True,
        index=True,
        recursive=True,
    )
    chain_count = fields.Integer(compute="_compute_chain_count")
    renewed_by_id = fields.Many2one(
        "fieldwork.contract", string="Goes on as", compute="_compute_renewed_by_id"
    )
    is_renewal_to_begin = fields.Boolean(compute="_compute_is_renewal_to_begin")

    _renewed_once = models.UniqueIndex(
        "(previous_id) WHERE state != 'cancelled' AND previous_id IS NOT NULL",
        "This contract is renewed already.",
    )

    @api.depends("previous_id.root_id")
    def _compute_root_id(self):
        for contract in self:
            previous = contract.previous_id
            contract.root_id = previous.root_id or previous or contract

    def _compute_chain_count(self):
        counts = dict(
            self._read_group(
                [("root_id", "in", self.root_id.ids)], ["root_id"], ["__count"]
            )
        )
        for contract in self:
            contract.chain_count = counts.get(contract.root_id, 0)

    @api.depends("next_ids.state")
    def _compute_renewed_by_id(self):
        for contract in self:
            going_on = contract.next_ids.filtered(lambda c: c.state != "cancelled")
            contract.renewed_by_id = going_on[:1]

    @api.depends("state", "previous_id", "date_start")
    def _compute_is_renewal_to_begin(self):
        for contract in self:
            agreed = contract.state == "active" and bool(contract.previous_id)
            contract.is_renewal_to_begin = (
                agreed and contract.date_start > contract._today()
            )

    def action_view_chain(self):
        """Open all contracts of these chains, the first one first."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork_contract.fieldwork_contract_action"
        )
        return titled(
            action,
            self.env._("Chain of Renewals"),
            domain=[("root_id", "in", self.root_id.ids)],
            context={"active_test": False},
        )

    # ------------------------------------------------------------------
    # The one that follows
    # ------------------------------------------------------------------

    def action_renew(self):
        """Make the contract that goes on where each of these ends, as a draft.

        :return: an action that opens it
        :raise UserError: a contract is not running, has no end, is terminated or is
            renewed already
        """
        self._require_state(("active", "to_renew", "expired"), self.env._("renewed"))
        renewed = self._renew()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form" if len(renewed) == 1 else "list,form",
            "res_id": renewed.id if len(renewed) == 1 else False,
            "domain": [("id", "in", renewed.ids)],
        }

    def _renew(self):
        """Return new drafts, one for each of these contracts, in their order.

        :raise ConcurrencyError: somebody renews one of them at the same moment
        """
        for contract in self:
            contract._check_renewable()
        vals_list = [
            {**vals, **contract._prepare_renewal_vals()}
            for contract, vals in zip(self, self.copy_data(), strict=True)
        ]
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                renewed = self._guarded_create(vals_list)
                renewed.flush_recordset()
        except UniqueViolation as error:
            raise ConcurrencyError("the contract is being renewed") from error
        self._say_renewed()
        return renewed

    def _check_renewable(self):
        """:raise UserError: the contract cannot be renewed"""
        self.ensure_one()
        names = {"contract": self.name, "next": self.renewed_by_id.name}
        if self.renewed_by_id:
            raise UserError(
                self.env._(
                    "Contract %(contract)s is renewed already, by %(next)s.", **names
                )
            )
        if not self.date_end:
            raise UserError(
                self.env._(
                    "Contract %(contract)s has no end: it goes on by itself.", **names
                )
            )
        if self.terminated_on:
            raise UserError(
                self.env._(
                    "Contract %(contract)s is terminated: take the termination back "
                    "before it is renewed.",
                    **names,
                )
            )

    def _prepare_renewal_vals(self):
        """Return what the contract that follows on this one differs in (hook)."""
        self.ensure_one()
        start = self.date_end + ONE_DAY
        return {
            "date_start": start,
            "date_end": self._next_end(start),
            "previous_id": self.id,
            "coverage_ids": _copies(
                self.coverage_ids.filtered(
                    lambda r: not r.date_to or r.date_to >= start
                )
            ),
            "cover_ids": self._cover_copies(),
            "rate_ids": _copies(self.rate_ids),
        }

    def _cover_copies(self):
        """Return the commands of the covers, which know what they continue."""
        commands = _copies(self.cover_ids)
        for cover, (_create, _zero, vals) in zip(self.cover_ids, commands, strict=True):
            vals["origin_cover_id"] = cover.id
        return commands

    def _next_end(self, start):
        """Return the last day of the term that begins on ``start``."""
        self.ensure_one()
        months = self.renewal_months or RENEWAL_MONTHS
        return term_end(start, months, self.root_id.date_start.day)

    def _say_renewed(self):
        self._message_log_batch(
            {
                contract.id: self.env._(
                    "Renewed by %(next)s.", next=contract.renewed_by_id.name
                )
                for contract in self
            }
        )

    # ------------------------------------------------------------------
    # When it begins, and the way back
    # ------------------------------------------------------------------

    def _what_is_missing(self):
        missing = super()._what_is_missing()
        previous = self.previous_id
        if not previous:
            return missing
        names = {"previous": previous.name}
        if previous.terminated_on:
            missing.append(
                self.env._(
                    "It renews %(previous)s, which is terminated: take that back, or "
                    "make a contract of its own.",
                    **names,
                )
            )
        elif previous.date_end and self.date_start <= previous.date_end:
            missing.append(
                self.env._(
                    "It begins before %(previous)s has ended, on %(end)s: let it "
                    "begin on the day after.",
                    end=format_date(self.env, previous.date_end),
                    **names,
                )
            )
        return missing

    def action_cancel(self):
        """Give up drafts that nobody agreed on, and renewals that have not begun.

        :raise UserError: a contract holds already, or has orders
        """
        for contract in self.filtered(lambda c: c.state == "active"):
            contract._check_not_begun()
        begun = self.filtered(lambda c: c.state == "active")
        super(FieldworkContract, self - begun).action_cancel()
        begun._guarded_write({"state": "cancelled"})
        return True

    def _check_not_begun(self):
        self.ensure_one()
        self.check_access("write")
        begun = self.date_start <= self._today()
        if begun or not self.previous_id or self.order_ids:
            raise UserError(
                self.env._(
                    "Contract %(contract)s is active: only a renewal that has not "
                    "begun and has no orders can be cancelled. Terminate it instead.",
                    contract=self.name,
                )
            )

    def action_draft(self):
        for contract in self.previous_id:
            if contract.renewed_by_id:
                contract._check_renewable()
        return super().action_draft()

    def _today(self):
        """Return the day that it is for the company."""
        self.ensure_one()
        zone = self.company_id._fieldwork_tz()
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), fields.Datetime.now()
        ).date()

    def _live_renewals(self):
        """Return the renewals of these contracts that hold or will hold."""
        return self.next_ids.filtered(lambda c: c.state in RUNNING_STATES)
