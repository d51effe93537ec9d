from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from odoo.addons.fieldwork.const import OPEN_STATES

from ..const import REMIND_DAYS, RUNNING_STATES

BATCH = 100


def _copies(rows):
    """Return the commands that give a new contract rows like these."""
    return [
        fields.Command.create({k: v for k, v in vals.items() if k != "contract_id"})
        for vals in rows.copy_data()
    ]


class FieldworkContract(models.Model):
    """The life of a contract: the methods that change its state, and nothing else."""

    _inherit = "fieldwork.contract"

    def action_activate(self):
        """Let drafts hold; open orders of their machines are done under them.

        :raise UserError: a contract is no draft, or something is missing: all of it is
            named at once
        """
        self._require_state(("draft",), self.env._("activated"))
        missing = [contract._missing_text() for contract in self]
        missing = [text for text in missing if text]
        if missing:
            raise UserError("\n".join(missing))
        self._guarded_write({"state": "active"})
        self._take_open_orders()
        return True

    def _missing_text(self):
        missing = self._what_is_missing()
        return missing and self.env._(
            "Contract %(contract)s cannot hold yet:\n%(missing)s",
            contract=self.name,
            missing="\n".join(f"– {line}" for line in missing),
        )

    def _what_is_missing(self):
        """Return what keeps a contract from holding, in words (hook).

        :return: list of sentences
        """
        self.ensure_one()
        missing = []
        if not self.coverage_ids and not self.site_ids:
            missing.append(
                self.env._("It is for no machine and no site: add at least one.")
            )
        if not self.partner_id.active:
            missing.append(
                self.env._(
                    "%(customer)s is archived: restore the customer.",
                    customer=self.partner_id.name,
                )
            )
        problem = self._term_problem()
        if problem:
            missing.append(problem)
        if self.renewal == "automatic" and not (self.date_end and self.renewal_months):
            missing.append(
                self.env._(
                    "It renews itself: say until when it holds, and for how many "
                    "months it is renewed."
                )
            )
        if not self.user_id:
            missing.append(self.env._("Nobody looks after it: choose a manager."))
        pricelist = self.sudo().pricelist_id
        if pricelist and pricelist.currency_id != self.currency_id:
            missing.append(
                self.env._(
                    "Price list %(list)s is in %(theirs)s, the contract in %(own)s.",
                    list=pricelist.name,
                    theirs=pricelist.currency_id.name,
                    own=self.currency_id.name,
                )
            )
        return missing

    def action_renew(self):
        """Make the contract that goes on where each of these ends, as a draft.

        :return: an action that opens it
        :raise UserError: a contract is not running, has no end or is renewed already
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
        for contract in self:
            going_on = contract.next_ids.filtered(lambda c: c.state != "cancelled")
            if going_on:
                raise UserError(
                    self.env._(
                        "Contract %(contract)s is renewed already, by %(next)s.",
                        contract=contract.name,
                        next=going_on[0].name,
                    )
                )
            if not contract.date_end:
                raise UserError(
                    self.env._(
                        "Contract %(contract)s has no end: it goes on by itself.",
                        contract=contract.name,
                    )
                )
        return (
            self.browse()
            .union(*(c._guarded().copy(c._prepare_renewal_vals()) for c in self))
            .with_env(self.env)
        )

    def _prepare_renewal_vals(self):
        """Return what the contract that follows on this one differs in (hook)."""
        self.ensure_one()
        start = self.date_end + relativedelta(days=1)
        months = relativedelta(months=self.renewal_months or 12, days=-1)
        return {
            "date_start": start,
            "date_end": start + months,
            "previous_id": self.id,
            "coverage_ids": _copies(
                self.coverage_ids.filtered(lambda r: not r.date_to)
            ),
            "rate_ids": _copies(self.rate_ids),
        }

    def action_terminate(self, date=None, reason=None):
        """End running contracts before their time.

        :param date: the last day on which they hold; today by default
        :param str reason: required, kept on the contract
        :raise UserError: no reason, not running, or a day outside the term
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the contract is terminated."))
        self._require_state(RUNNING_STATES, self.env._("terminated"))
        day = fields.Date.to_date(date) or fields.Date.context_today(self)
        for contract in self:
            contract._check_termination(day)
        self._guarded_write(
            {
                "state": "terminated",
                "terminated_on": fields.Date.context_today(self),
                "date_end": day,
                "end_reason": reason,
            }
        )
        self._message_log_batch(
            {
                contract.id: self.env._("Terminated: %(reason)s", reason=reason)
                for contract in self
            }
        )
        return True

    def _check_termination(self, day):
        self.ensure_one()
        if day < self.date_start or (self.date_end and day > self.date_end):
            raise UserError(
                self.env._(
                    "Contract %(contract)s does not hold on %(day)s: choose a day of "
                    "its term.",
                    contract=self.name,
                    day=day,
                )
            )

    def action_cancel(self):
        """Give up drafts that nobody agreed on."""
        self._require_state(("draft",), self.env._("cancelled"))
        self._guarded_write({"state": "cancelled"})
        return True

    def action_draft(self):
        """Take up again what was cancelled."""
        self._require_state(("cancelled",), self.env._("taken up again"))
        self._guarded_write({"state": "draft"})
        return True

    def _require_state(self, states, done):
        """:raise UserError: a contract is in none of ``states``"""
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for contract in self:
            if contract.state not in states:
                raise UserError(
                    self.env._(
                        "Contract %(contract)s is “%(state)s”: it cannot be %(done)s.",
                        contract=contract.name,
                        state=labels[contract.state],
                        done=done,
                    )
                )

    def _take_open_orders(self):
        """Let open orders without a contract find theirs."""
        # sudo: orders of all teams
        orders = self.env["fieldwork.order"].sudo()
        waiting = orders.search(
            [
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("contract_id", "=", False),
                ("state", "in", OPEN_STATES),
            ]
        )
        self.env.add_to_compute(orders._fields["contract_id"], waiting)

    # ------------------------------------------------------------------
    # By the day
    # ------------------------------------------------------------------

    @api.model
    def _cron_update_states(self):
        """Renew, remind and expire by today's date; each contract by itself, so that
        one that cannot be renewed stops no other."""
        today = fields.Date.context_today(self)
        soon = today + relativedelta(days=REMIND_DAYS)
        due = self.search(
            [
                "|",
                "&",
                ("state", "in", RUNNING_STATES),
                ("date_end", "<", today),
                "&",
                "&",
                ("state", "=", "active"),
                ("renewal", "!=", "none"),
                ("notice_date", "<=", soon),
            ]
        )
        left = len(due)
        for batch in split_every(BATCH, due.ids, self.browse):
            for contract in batch:
                contract._update_state_safely(today)
            left -= len(batch)
            self.env["ir.cron"]._commit_progress(len(batch), remaining=left)

    def _update_state_safely(self, today):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._update_state(today)
        except UserError as error:
            self._message_log(body=str(error))

    def _update_state(self, today):
        self.ensure_one()
        if not self.date_end or self.date_end >= today:
            self._guarded_write({"state": "to_renew"})
            self._remind()
            return
        if self.renewal == "automatic" and not self.next_ids:
            self._renew().action_activate()
        self._guarded_write({"state": "expired"})

    def _remind(self):
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.notice_date,
            summary=self.env._("Renew or give notice"),
            user_id=self.user_id.id or self.env.uid,
        )
