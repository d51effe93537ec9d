from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import split_every

from ..const import RUNNING_STATES

# Contracts that are renewed or ended in one transaction.
BATCH = 50
ASKED = "fieldwork_contract.mail_activity_type_contract_renewal"


class FieldworkContract(models.Model):
    """What the day brings: contracts are asked about, renewed, and end."""

    _inherit = "fieldwork.contract"

    _guarded_fields = {"renewal_error": False}

    renewal_error = fields.Text(
        string="Why It Is Not Renewed", readonly=True, copy=False
    )

    @api.model
    def _due_today(self):
        """Return the contracts of which something may change today (hook)."""
        # Somewhere on earth it is tomorrow already; each company looks at its own day.
        day = fields.Date.today() + timedelta(days=1)
        running = Domain("state", "in", RUNNING_STATES)
        return self.search(running & (Domain("date_end", "<", day) | self._to_ask(day)))

    @api.model
    def _to_ask(self, day):
        """Return the domain of those on whose renewal somebody must decide."""
        return (
            Domain("state", "=", "active")
            & Domain("renewal", "!=", "none")
            & Domain("remind_date", "<=", day)
        )

    @api.model
    def _cron_update_states(self, batch=BATCH):
        """Remind, renew and end contracts by the day of their company.

        In batches with their own commit: killed and started again it goes on where it
        was. One that cannot be renewed says why, and stops no other.
        """
        cron = self.env["ir.cron"]
        due = self._due_today()
        cron._commit_progress(remaining=len(due))
        for ids in split_every(batch, due.ids):
            # Whom another run is at is left to it.
            for contract in self.browse(ids).exists().try_lock_for_update():
                contract._update_state_or_say()
            if not cron._commit_progress(len(ids)):
                break

    def _update_state_or_say(self):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._update_state(self._today())
        except (OperationalError, ConcurrencyError):
            raise  # two at once: the whole batch is tried again
        except Exception as error:
            self._say_not_renewed(error)
        else:
            self._say_decided()

    def _say_not_renewed(self, error):
        """Tell the manager once what keeps the contract from going on."""
        self.env.invalidate_all()
        text = str(error) or type(error).__name__
        if self.renewal_error == text:
            return
        self._guarded_write({"renewal_error": text})
        self._ask_manager(self.env._("It does not renew itself"), note=text)
        self.message_post(body=text)

    def _say_decided(self):
        """Ask nobody any more about what is settled."""
        if self.renewal_error:
            self._guarded_write({"renewal_error": False})
        if self.state not in RUNNING_STATES or self.terminated_on:
            self.activity_unlink([ASKED])

    def _ask_manager(self, summary, **vals):
        self.activity_schedule(
            ASKED,
            summary=summary,
            user_id=(self.user_id or self.env.user).id,
            **vals,
        )

    def _update_state(self, today):
        """Let a contract be what it is on a day."""
        self.ensure_one()
        if not self.date_end or self.date_end >= today:
            self._ask_on(today)
        elif self.terminated_on:
            self._guarded_write({"state": "terminated"})
        else:
            following = self.renewed_by_id
            if self.renewal == "automatic" and not following:
                self._check_renews_itself()
                self._renew().action_activate()
            self._guarded_write({"state": "expired"})
            if following.state == "draft":
                # Nobody has agreed to it: it does not begin by itself.
                following._ask_manager(
                    self.env._("%(contract)s has ended: activate", contract=self.name)
                )

    def _ask_on(self, today):
        """Ask for a decision when the time has come."""
        due = self.remind_date and self.remind_date <= today
        if due and not self.terminated_on and not self.renewed_by_id:
            self._guarded_write({"state": "to_renew"})
            self._remind()

    def _check_renews_itself(self):
        """Name what is missing before a number is drawn for the next contract.

        :raise UserError: something is missing
        """
        missing = self._what_is_missing()
        if missing:
            raise UserError(
                self.env._(
                    "Contract %(contract)s cannot renew itself:\n%(missing)s",
                    contract=self.name,
                    missing="\n".join(f"– {line}" for line in missing),
                )
            )
