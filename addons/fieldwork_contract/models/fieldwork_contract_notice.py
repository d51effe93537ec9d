from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.fieldwork.const import OPEN_STATES

from ..const import NOTICES, RUNNING_STATES
from ..tools.terms import earliest_end

MANAGER = "fieldwork.group_fieldwork_manager"


class FieldworkContract(models.Model):
    """How a contract ends before its time: notice, termination, and the way back.

    It holds, and its services are done, until its last day; then it is terminated.
    """

    _inherit = "fieldwork.contract"

    _guarded_fields = {
        "notice_by": False,
        "notice_received_on": False,
        "early_end_reason": False,
        "agreed_end": False,
    }

    notice_by = fields.Selection(
        NOTICES, string="Terminated by", readonly=True, copy=False
    )
    notice_received_on = fields.Date(
        string="Notice Received on", readonly=True, copy=False
    )
    early_end_reason = fields.Char(
        string="Why Earlier than by Notice", readonly=True, copy=False
    )
    agreed_end = fields.Date(
        string="End before the Termination",
        readonly=True,
        copy=False,
        help="Until when it would have held.",
    )
    is_ending = fields.Boolean(compute="_compute_is_ending")

    @api.depends("state", "terminated_on")
    def _compute_is_ending(self):
        for contract in self:
            running = contract.state in RUNNING_STATES
            contract.is_ending = running and bool(contract.terminated_on)

    def action_terminate(
        self,
        date=None,
        reason=None,
        given_by="agreement",
        received_on=None,
        early_reason=None,
    ):
        """End running contracts before their time.

        One that renews itself, and whose notice comes too late for this term, is
        renewed; its renewal is terminated.

        :param date: the last day on which they hold; today by default
        :param str reason: required, kept on the contract
        :param str given_by: ``customer`` or ``firm``, which binds them to the notice
            agreed on, or ``agreement`` of both
        :param received_on: when notice was given; today by default
        :param str early_reason: why a contract ends earlier than by notice
        :raise UserError: no reason, not running, a day outside the term, or earlier
            than by notice without a reason
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the contract is terminated."))
        self._require_state(RUNNING_STATES, self.env._("terminated"))
        notice = {
            "end_reason": reason,
            "notice_by": given_by,
            "notice_received_on": fields.Date.to_date(received_on),
            "early_end_reason": (early_reason or "").strip(),
        }
        for contract in self:
            day = fields.Date.to_date(date) or contract._today()
            contract._terminate(day, notice)
        return True

    def _terminate(self, day, notice):
        """Terminate one contract; see :meth:`action_terminate`.

        :param dict notice: values of the fields that say by whom, when and why
        """
        self.ensure_one()
        notice = dict(notice, notice_received_on=notice["notice_received_on"])
        notice["notice_received_on"] = notice["notice_received_on"] or self._today()
        self._check_terminable(day, notice)
        if self.date_end and day > self.date_end:
            return self._renewed_for_notice()._terminate(day, notice)
        self._skip_dates_after(day, notice["end_reason"])
        today = self._today()
        self._guarded_write(
            {
                **notice,
                "terminated_on": today,
                "agreed_end": self.date_end,
                "date_end": day,
                # On its last day it holds, and nothing more is to be decided.
                "state": "terminated" if day <= today else self.state,
            }
        )
        self._message_log(
            body=self.env._(
                "Terminated, ends on %(day)s: %(reason)s",
                day=format_date(self.env, day),
                reason=notice["end_reason"],
            )
        )

    def _renewed_for_notice(self):
        """Return the contract that follows, made if need be: notice came too late to
        keep this one from being renewed."""
        following = self.renewed_by_id
        if not following:
            following = self._renew()
        if following.state == "draft":
            following.action_activate()
        return following

    # ------------------------------------------------------------------
    # What is checked
    # ------------------------------------------------------------------

    def _earliest_end(self, received_on):
        """Return the first day on which this contract can end by notice.

        :param date received_on: when notice is given
        """
        self.ensure_one()
        return earliest_end(
            received_on,
            self.notice_days,
            self.date_end or None,
            self.renewal_months if self.renewal == "automatic" else 0,
            self.root_id.date_start.day,
        )

    def _check_terminable(self, day, notice):
        self.ensure_one()
        received = notice["notice_received_on"]
        self._check_not_ending()
        if received > self._today():
            raise UserError(
                self.env._(
                    "Notice of contract %(contract)s cannot have come in on %(day)s, "
                    "which is still to come.",
                    contract=self.name,
                    day=format_date(self.env, received),
                )
            )
        self._check_termination_day(day, received)
        if notice["notice_by"] != "agreement":
            self._check_notice(day, received, notice["early_end_reason"])

    def _check_not_ending(self):
        following = self._live_renewals()
        if self.terminated_on:
            problem = self.env._(
                "Contract %(contract)s is terminated already: take that back first.",
                contract=self.name,
            )
        elif following:
            problem = self.env._(
                "Contract %(contract)s is renewed by %(next)s, which holds: cancel or "
                "terminate that one.",
                contract=self.name,
                next=following[0].name,
            )
        else:
            return
        raise UserError(problem)

    def _check_termination_day(self, day, received):
        last = max(filter(None, [self.date_end, self._earliest_end(received)]))
        if self.date_end and self.date_start <= day <= last:
            return
        if not self.date_end and self.date_start <= day:
            return
        raise UserError(
            self.env._(
                "Contract %(contract)s does not hold on %(day)s: choose a day of "
                "its term.",
                contract=self.name,
                day=format_date(self.env, day),
            )
        )

    def _check_notice(self, day, received, early_reason):
        earliest = self._earliest_end(received)
        if day >= earliest:
            return
        if not early_reason:
            raise UserError(
                self.env._(
                    "By notice of %(received)s contract %(contract)s ends on "
                    "%(earliest)s at the earliest: choose that day, or say why it ends "
                    "earlier.",
                    contract=self.name,
                    received=format_date(self.env, received),
                    earliest=format_date(self.env, earliest),
                )
            )
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._(
                    "Only managers let contract %(contract)s end earlier than by "
                    "notice.",
                    contract=self.name,
                )
            )

    # ------------------------------------------------------------------
    # What is left
    # ------------------------------------------------------------------

    def _dates_after(self, day):
        """Return the dates of these contracts after ``day`` that have no order."""
        return self.env["fieldwork.contract.occurrence"].search(
            Domain("contract_id", "in", self.ids)
            & Domain("state", "=", "planned")
            & Domain("date", ">", day)
        )

    def _orders_after(self, day):
        """Return the open orders of these contracts for after ``day``."""
        return self.order_ids.filtered(
            lambda order: (
                order.state in OPEN_STATES
                and order.occurrence_ids
                and min(order.occurrence_ids.mapped("date")) > day
            )
        )

    def _left_lines(self, day):
        """Return what is left on ``day``, in words: of the cover, and what else is to
        be settled (hook).

        :return: list of texts
        """
        return [
            f"{cover.name}: {cover._left_on(day)}"
            for cover in self.cover_ids
            if cover.cap_period != "none"
        ]

    def _skip_dates_after(self, day, reason):
        """Leave out what falls due after the last day, and say why."""
        # sudo: what ends the contract ends its dates
        self._dates_after(day).sudo()._skip(
            "ended",
            self.env._(
                "The contract ends on %(day)s: %(reason)s",
                day=format_date(self.env, day),
                reason=reason,
            ),
        )

    # ------------------------------------------------------------------
    # The way back
    # ------------------------------------------------------------------

    def action_revoke_termination(self):
        """Let contracts hold as if they had not been terminated.

        :raise UserError: a contract is not terminated, or its last day is over
        """
        self._require_state(
            (*RUNNING_STATES, "terminated"), self.env._("let go on as before")
        )
        for contract in self:
            contract._check_revocable()
            contract._revoke_termination()
        return True

    def _check_revocable(self):
        if not self.terminated_on:
            raise UserError(
                self.env._(
                    "Contract %(contract)s is not terminated.", contract=self.name
                )
            )
        if self.date_end < self._today():
            raise UserError(
                self.env._(
                    "Contract %(contract)s ended on %(day)s: make a new one.",
                    contract=self.name,
                    day=format_date(self.env, self.date_end),
                )
            )

    def _revoke_termination(self):
        self.ensure_one()
        ended = self._dates_ended()
        self._guarded_write(
            {
                "state": "active" if self.state == "terminated" else self.state,
                "date_end": self.agreed_end,
                "terminated_on": False,
                "end_reason": False,
                **dict.fromkeys(self._revoked_fields(), False),
            }
        )
        ended._give_back()
        self._message_log(body=self.env._("The termination was taken back."))

    def _revoked_fields(self):
        return ("notice_by", "notice_received_on", "early_end_reason", "agreed_end")

    def _dates_ended(self):
        # sudo: as in _skip_dates_after
        return (
            self.env["fieldwork.contract.occurrence"]
            .sudo()
            .search([("contract_id", "in", self.ids), ("skip_kind", "=", "ended")])
        )
