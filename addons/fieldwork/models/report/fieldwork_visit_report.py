from odoo import api, fields, models

from ...tools.canonical import canonical, digest
from ...tools.common_row import one_at_a_time


class FieldworkVisit(models.Model):
    """The report of a visit: what it shows, and what follows when that changes."""

    _name = "fieldwork.visit"
    _inherit = ["fieldwork.visit", "fieldwork.report.content.mixin"]

    _report_fields = frozenset({"findings", "work_done", "customer_remarks"})

    def _report_visits(self):
        return self

    def _report_changed(self):
        """Make void the signatures under which something else stands by now.

        Called after something that a report shows was written, by every model of
        such content; see ``fieldwork.report.content.mixin``. Whoever signs in the same
        moment is told to try again.
        """
        one_at_a_time(self.order_id)
        self._void_outdated()

    def _void_outdated(self):
        signed = self.filtered("is_signed")
        if signed:
            # sudo: a signature falls with what it stood under, whoever changed that
            signed._valid_signatures()._check_still_shown()

    @api.readonly
    def get_report(self):
        """Return what the report shows now, to be read before it is signed.

        :return: dict with ``snapshot`` (object), ``snapshot_json`` (canonical text),
            ``snapshot_sha256``, ``findings``, ``work_done``, ``customer_remarks``,
            ``materials`` and ``readings`` (texts), ``hours`` (``work`` and
            ``travel``, texts), ``checklists`` (``name``, ``equipment``, ``lines``
            with ``name``, ``answer``, ``remark``, ``flag``), ``photos``,
            ``signatures`` and ``rules`` (``technician``, ``customer``)
        :raise AccessError: the visit is not the caller's
        """
        self.ensure_one()
        self.check_access("read")
        visit = self.sudo()  # see _prepare_snapshot
        snapshot = visit._prepare_snapshot()
        text = canonical(snapshot)
        rows = visit._row_text
        return {
            "snapshot": snapshot,
            "snapshot_json": text,
            "snapshot_sha256": digest(text),
            "findings": visit.findings or "",
            "work_done": visit.work_done or "",
            "customer_remarks": visit.customer_remarks or "",
            "materials": [rows("materials", row) for row in snapshot["materials"]],
            "readings": [rows("readings", row) for row in snapshot["readings"]],
            "hours": visit._report_hours(),
            "checklists": visit._report_checklist_lines(),
            "photos": visit.photo_ids._values(),
            "signatures": visit.signature_ids._values(),
            "rules": visit.type_id._signature_rules(),
        }

    def _report_hours(self, until=None):
        """Return the hours of everybody's ``work`` and ``travel`` as texts."""
        self.ensure_one()
        until = until or fields.Datetime.now()
        hours = dict.fromkeys(("work", "travel"), 0.0)
        for log in self.worklog_ids:
            if log.kind in hours and log.start < until:
                stop = min(log.stop or until, until)
                hours[log.kind] += (stop - log.start).total_seconds() / 3600
        return {kind: _clock(value) for kind, value in hours.items()}

    def _report_checklist_lines(self):
        return [
            {
                "name": one["name"],
                "equipment": one["equipment"],
                "lines": [
                    {
                        "name": line["name"],
                        "answer": line["answer_text"] or "",
                        "remark": line["remark"] or "",
                        "flag": bool(line["out_of_limits"] or line["is_defect"]),
                    }
                    for line in one["questions"]
                ],
            }
            for one in self._report_checklists()
        ]

    def _my_day_values(self):
        values = super()._my_day_values()
        for visit, shown in zip(self, values, strict=True):
            shown["photos"] = visit.photo_ids._values()
            shown["signatures"] = visit.signature_ids._values()
            shown["signature_rules"] = visit.type_id._signature_rules()
        return values


def _clock(hours):
    """Return hours as ``1:30``."""
    minutes = round(hours * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
