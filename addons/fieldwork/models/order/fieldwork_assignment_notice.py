import logging

from odoo import api, fields, models
from odoo.fields import Domain

from ...const import OPEN_VISIT_STATES, sql_states

_logger = logging.getLogger(__name__)

# More notices than this are left to the scheduled action, which runs at once: a
# dispatcher who plans a thousand orders does not wait for a thousand mails.
AT_ONCE = 40
# Notices that say "this is yours", as against "this is not yours any more".
REQUESTS = ("planned", "changed")


class FieldworkAssignment(models.Model):
    """Which technician is told what, and when.

    A technician is told of a visit when it is received, that is inside the company's
    horizon. ``notified_at`` and the slot and site told are written in the transaction
    that makes the mail: neither is lost or doubled when the server stops.
    """

    _inherit = "fieldwork.assignment"

    _guarded_fields = {
        "notified_at": False,
        "notify_due": False,
        "told_start": False,
        "told_stop": False,
        "told_site_id": False,
    }

    notified_at = fields.Datetime(
        string="Told on",
        readonly=True,
        copy=False,
        help="When the technician was last told of the visit; empty while they do not "
        "have it.",
    )
    notify_due = fields.Boolean(
        readonly=True, copy=False, help="A mail about this is about to be made."
    )
    told_start = fields.Datetime(readonly=True, copy=False)
    told_stop = fields.Datetime(readonly=True, copy=False)
    told_site_id = fields.Many2one("res.partner", readonly=True, copy=False)

    _tell_idx = models.Index(
        f"(company_id, day) WHERE visit_state IN {sql_states(OPEN_VISIT_STATES)}"
    )
    _notify_due_idx = models.Index("(id) WHERE notify_due IS TRUE")

    # ------------------------------------------------------------------
    # Hooks of planning
    # ------------------------------------------------------------------

    def _on_planned(self):
        res = super()._on_planned()
        self._tell()
        return res

    def _on_changed(self, before):
        res = super()._on_changed(before)
        self._tell()
        return res

    def _on_withdrawn(self, reason=None):
        res = super()._on_withdrawn(reason)
        self._tell_gone("cancelled" if reason else "withdrawn", reason)
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_tell(self):
        """Tell of what is deleted past ``assign``; who was told is told once."""
        now = fields.Datetime.now()
        coming = self.filtered(
            lambda a: a.visit_state in OPEN_VISIT_STATES and a.stop > now
        )
        coming._tell_gone("withdrawn")

    def action_tell_again(self):
        """Mail technicians their visits once more, with a fresh link.

        Visits that they do not receive yet, or that are closed, are left out.
        """
        self.visit_id.check_access("write")
        self.visit_id._check_office()
        # The marks and mails are the system's, whoever asks for them.
        people = self.sudo().filtered(lambda a: a._is_to_be_told())
        people._send_notice("planned")
        return True

    # ------------------------------------------------------------------
    # What there is to tell
    # ------------------------------------------------------------------

    def _tell(self):
        """Tell technicians what they do not know yet about these assignments."""
        # The marks and mails are the system's, whoever's act they follow from.
        people = self.sudo().filtered(lambda a: a.role != "equipment")
        people.filtered(lambda a: a._told_differs())._revoke_links()
        if len(people) <= AT_ONCE:
            return people._tell_now()
        people._guarded_write({"notify_due": True})
        cron = self.env.ref("fieldwork.ir_cron_tell_technicians").sudo()
        return cron._trigger()

    def _tell_now(self):
        kinds = {}
        for assignment in self:
            kinds.setdefault(assignment._what_to_tell(), []).append(assignment.id)
        for kind, ids in kinds.items():
            if kind:
                self.browse(ids)._send_notice(kind)
        self.filtered("notify_due")._guarded_write({"notify_due": False})

    def _tell_gone(self, kind, reason=None):
        """Tell technicians that visits they were told of are not theirs any more."""
        gone = self.sudo().filtered("notified_at")  # as in _tell
        gone._revoke_links()
        mailed = gone.filtered("type_id.mail_assignment")
        mailed._send_notice(kind, reason)
        (gone - mailed)._guarded_write({"notified_at": False})

    def _what_to_tell(self):
        """Return the kind of notice that is due for this assignment, or None."""
        self.ensure_one()
        if not self.type_id.mail_assignment:
            return None
        if not self.notified_at:
            return "planned" if self._is_to_be_told() else None
        if self.visit_state not in OPEN_VISIT_STATES:
            return None
        if not self._is_received():
            return "beyond"
        return "changed" if self._told_differs() else None

    def _is_to_be_told(self):
        """Tell whether the technician should have this visit (hook)."""
        self.ensure_one()
        return (
            self.role != "equipment"
            and self.response != "refused"
            and self.visit_state in OPEN_VISIT_STATES
            and self.stop > fields.Datetime.now()
            and self._is_received()
        )

    def _told_differs(self):
        """Tell whether what the technician was told does not hold any more (hook)."""
        self.ensure_one()
        told = (self.told_start, self.told_stop, self.told_site_id)
        now = (self.start, self.stop, self.order_id.site_id)
        return bool(self.notified_at) and told != now

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------

    def _send_notice(self, kind, reason=None):
        """Tell the technicians by mail; who has no address, through the dispatcher.

        :param str kind: ``planned``, ``changed``, ``beyond`` (the horizon),
            ``withdrawn``, ``cancelled`` or ``missed``
        :param str reason: for the last two
        """
        if not self:
            return
        reachable = self.filtered(lambda a: a._mail_address())
        links = reachable._new_links() if kind in REQUESTS else {}
        reachable._queue_mails(kind, reason, links)
        (self - reachable)._tell_no_address(kind)
        now = self._mark_told(kind)
        self._record_told(kind, now)

    def _mark_told(self, kind):
        """Remember what the technicians know now, however they know it."""
        now = fields.Datetime.now()
        for assignment in self:
            vals = {"notified_at": False}
            if kind in REQUESTS:
                vals = assignment._prepare_told_vals(now)
            assignment._guarded_write(vals)
        return now

    def _prepare_told_vals(self, now):
        self.ensure_one()
        return {
            "notified_at": now,
            "told_start": self.start,
            "told_stop": self.stop,
            "told_site_id": self.order_id.site_id.id,
        }

    def _record_told(self, kind, now):
        label = self._notice_labels()[kind]
        self.env["fieldwork.visit.event"].create(
            [
                {
                    "visit_id": assignment.visit_id.id,
                    "kind": "tell",
                    "at": now,
                    "note": f"{assignment.resource_id.name}: {label}",
                }
                for assignment in self
            ]
        )

    def _notice_labels(self):
        return {
            "planned": self.env._("the visit"),
            "changed": self.env._("the change"),
            "beyond": self.env._("moved beyond the horizon"),
            "withdrawn": self.env._("no longer on the visit"),
            "cancelled": self.env._("the cancellation"),
            "missed": self.env._("the visit does not take place"),
        }

    def _tell_no_address(self, kind):
        """Leave a note for the dispatcher where a mail has nobody to go to."""
        lines = {}
        label = self._notice_labels()[kind]
        for assignment in self:
            note = self.env._(
                "%(person)s has no e-mail address and was not told by mail "
                "(%(what)s, %(when)s). Enter one on the employee, or ring them.",
                person=assignment.resource_id.name,
                what=label,
                when=assignment.visit_id.display_name,
            )
            lines.setdefault(assignment.order_id, []).append(note)
        self.order_id._log_each(lines)

    # ------------------------------------------------------------------
    # The scheduled action
    # ------------------------------------------------------------------

    @api.model
    def _cron_tell(self, batch_size=50):
        """Tell technicians of visits that came inside the horizon, or left it.

        Also makes the mails that planning left for later. Can be stopped and started
        at any time: each batch and its marks are one transaction.
        """
        domain = self._domain_to_tell()
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count(domain))
        last = 0
        while batch := self.search(
            domain & Domain("id", ">", last), limit=batch_size, order="id"
        ):
            last = batch[-1].id
            batch.try_lock_for_update()._tell_each()
            if not progress(len(batch)):
                break

    def _tell_each(self):
        """Tell of all at once; when that fails, of each by itself."""
        try:
            with self.env.cr.savepoint():
                self._tell_now()
        except Exception:
            if len(self) == 1:
                _logger.exception("Assignment %s: the mail cannot be made", self.id)
                self.invalidate_recordset()
                return
            self.invalidate_recordset()
            for assignment in self:
                assignment._tell_each()

    @api.model
    def _domain_to_tell(self):
        """Return the domain of the assignments with something to tell."""
        now = fields.Datetime.now()
        to_tell = []
        for company in self.env["res.company"].search([("active", "=", True)]):
            horizon = company._fieldwork_horizon_day()
            to_tell += [
                Domain("company_id", "=", company.id)
                & Domain("day", "<", horizon)
                & Domain("notified_at", "=", False)
                & Domain("response", "!=", "refused")
                & Domain("stop", ">", now),
                Domain("company_id", "=", company.id)
                & Domain("day", ">=", horizon)
                & Domain("notified_at", "!=", False),
            ]
        mailed = (
            Domain("visit_state", "in", OPEN_VISIT_STATES)
            & Domain("role", "!=", "equipment")
            & Domain("order_id.type_id.mail_assignment", "=", True)
            & Domain.OR(to_tell)
        )
        return mailed | Domain("notify_due", "=", True)
