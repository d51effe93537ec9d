import base64

from odoo import fields, models
from odoo.tools import format_date, format_datetime, format_time


class FieldworkVisit(models.Model):
    """The report on paper, and as the customer reads it before signing by link."""

    _inherit = "fieldwork.visit"

    def _report_pdf(self):
        """Return the report of these visits as a PDF, each in its customer's language.

        Called by what has checked that the caller may have it.

        :rtype: bytes
        """
        # sudo: of machines, colleagues and lists, only what is shown leaves
        reports = self.env["ir.actions.report"].sudo()
        return reports._render_qweb_pdf("fieldwork.report_visit", self.ids)[0]

    def _report_file_name(self):
        """Return the name of the PDF (hook)."""
        self.ensure_one()
        number = (self.order_id.name or "").replace("/", "-")
        return f"{number}_{self.day}.pdf"

    def action_print_report(self):
        """Open the report as a PDF."""
        self.check_access("read")
        return self.env.ref("fieldwork.action_report_visit").report_action(self)

    def action_send_report(self):
        """Send the customer the report again."""
        self.check_access("read")
        for visit in self:
            if not visit._is_on_crew():
                visit._check_office()
        # sudo: technicians do not write orders, the mail is the order's
        for visit in self.sudo():
            visit.order_id._mail_customer("done", visit, force=True)
        return True

    def _report_values(self):
        """Return what the report shows, in the language of the context (hook).

        Called as superuser; plain values, and ``photos`` as records. No prices.

        :return: dict with ``company``, ``number``, ``type``, ``facts`` (label, text),
            ``texts`` (label, text), ``materials``, ``times``, ``hours``,
            ``readings``, ``checklists``, ``photos`` (label, photos) and
            ``signatures``
        """
        self.ensure_one()
        snapshot = self._prepare_snapshot()
        labels = self._snapshot_labels()
        signatures = self.signature_ids.sorted("id")
        return {
            "company": self.company_id,
            "company_address": self._report_company_address(),
            "number": self.order_id.name,
            "type": self.order_id.type_id.name,
            "facts": [fact for fact in self._report_facts() if fact[1]],
            "texts": [text for text in self._report_texts(labels) if text[1]],
            "labels": labels,
            "materials": self._report_rows("materials", snapshot),
            "readings": self._report_rows("readings", snapshot),
            "times": self._report_times(),
            "hours": self._report_hours(self.closed_at or None),
            "checklists": self._report_checklists(),
            "photos": self._report_photos(),
            "signatures": [signature._report_values() for signature in signatures],
        }

    def _report_company_address(self):
        """Return the address of who did the work, without the name and empty lines."""
        address = self.company_id.partner_id._display_address(without_company=True)
        lines = (line.strip() for line in address.splitlines())
        return "\n".join(line for line in lines if line)

    def _report_texts(self, labels):
        """Return ``(label, text)`` of what was asked for and what was done."""
        return [
            (self.env._("Request"), self.order_id.description),
            (labels["findings"], self.findings),
            (labels["work_done"], self.work_done),
            (labels["customer_remarks"], self.customer_remarks),
        ]

    def _report_rows(self, kind, snapshot):
        """Return the rows of one kind, as :meth:`_row_text` writes them."""
        return [self._row_text(kind, row) for row in snapshot[kind]]

    def _report_facts(self):
        """Return ``(label, text)`` of what stands at the head (hook)."""
        order = self.order_id
        outcome = self._fields["outcome"]._description_selection(self.env)
        people = self._staying().mapped("name")
        return [
            (self.env._("Customer"), order.partner_id.display_name),
            (self.env._("Your Reference"), order.customer_reference),
            (self.env._("Site"), self._report_place()),
            (self.env._("Equipment"), self._report_machines()),
            (self.env._("Day"), format_date(self.env, self._report_day())),
            (self.env._("Technicians"), ", ".join(people)),
            (self.env._("Outcome"), dict(outcome).get(self.outcome)),
            (self.env._("Reason"), self._why_not_solved()),
        ]

    def _report_place(self):
        site = self.order_id.site_id
        place = [site.name or site.display_name, site._fieldwork_address_line()]
        return "\n".join(filter(None, place))

    def _report_machines(self):
        return "\n".join(
            ", S/N ".join(filter(None, [item.name, item.serial]))
            for item in self.order_id.equipment_ids
        )

    def _report_day(self):
        if not self.actual_start:
            return self.day
        return self._report_local(self.actual_start).date()

    def _report_local(self, moment):
        return fields.Datetime.context_timestamp(
            self.with_context(tz=self._zone()), moment
        )

    def _report_times(self):
        """Return the stretches of travel and work as ``(day, who, kind, span, hours)``.

        Those that last are told without an end.
        """
        kinds = self.env["fieldwork.worklog"]._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        zone, rows = self._zone(), []
        logs = self.worklog_ids.filtered(lambda log: log.kind in ("travel", "work"))
        for log in logs.sorted(lambda log: (log.start, log.id)):

            def clock(moment):
                return format_time(self.env, moment, tz=zone, time_format="short")

            day = format_date(self.env, self._report_local(log.start).date())
            span = f"{clock(log.start)} – {clock(log.stop) if log.stop else '…'}"
            minutes = round(log.duration * 60)
            length = f"{minutes // 60}:{minutes % 60:02d}" if log.stop else ""
            rows.append((day, log.resource_id.name, labels[log.kind], span, length))
        return rows

    def _report_photos(self):
        """Return ``[(label of the kind, photos), …]``, before the work first."""
        kinds = self.env["fieldwork.photo"]._fields["kind"]
        by_kind = self.photo_ids.sorted("id").grouped("kind")
        return [
            (label, by_kind[kind])
            for kind, label in kinds._description_selection(self.env)
            if kind in by_kind
        ]


class FieldworkPhoto(models.Model):
    _inherit = "fieldwork.photo"

    def _data_uri(self):
        """Return the picture for paper, or nothing where it was removed."""
        data = self._bytes("preview")
        if not data:
            return ""
        return "data:image/jpeg;base64," + base64.b64encode(data).decode()

    def _caption(self):
        zone = self.visit_id._zone()
        taken = format_datetime(self.env, self.taken_at, tz=zone, dt_format="short")
        return " · ".join(filter(None, [self.note, taken]))

    def _removed_text(self):
        return self.env._(
            "Removed on %(day)s because of its age.",
            day=format_date(self.env, self.removed_at),
        )


class FieldworkSignature(models.Model):
    _inherit = "fieldwork.signature"

    def _report_values(self):
        """Return a signature for the report, in the language of the context."""
        self.ensure_one()
        zone = self.visit_id._zone()

        def say(moment):
            return moment and format_datetime(
                self.env, moment, tz=zone, dt_format="medium"
            )

        image = self.with_context(bin_size=False).image
        return {
            "role": self._description_role(),
            "name": self.name or "",
            "at": say(self.signed_at),
            "by_link": self.by_link,
            "image": "data:image/png;base64," + image.decode() if image else "",
            "removed": self.removed_at and format_date(self.env, self.removed_at),
            "is_refusal": self.is_refusal,
            "reason": self.refusal_reason,
            "void": say(self.void_at),
            "changes": self._void_changes() if self.void_at else [],
            "hash": (self.snapshot_sha256 or "")[:16],
        }
