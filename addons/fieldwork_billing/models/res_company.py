from datetime import timedelta

from odoo import fields, models

from odoo.addons.fieldwork.tools.days import to_local


class ResCompany(models.Model):
    _inherit = "res.company"

    fieldwork_show_covered = fields.Boolean(
        string="Show What Is Covered",
        default=True,
        help="What warranty or contract covers stands on the invoice at zero. "
        "Otherwise it is left off.",
    )
    fieldwork_invoice_when_done = fields.Selection(
        [
            ("no", "Only by hand"),
            ("draft", "As a draft"),
            ("posted", "Posted at once"),
        ],
        string="Invoice Finished Orders",
        default="no",
        required=True,
    )

    fieldwork_sign_on_site = fields.Boolean(
        string="Extra Work Is Signed on the Spot",
        help="Technicians may let the customer read and sign a quotation of their "
        "order on their screen. They see its prices then, even if they see no others.",
    )
    fieldwork_fee_no_show = fields.Boolean(
        string="Bill Missed Visits",
        help="A visit that is marked as missed is billed by the rate of that kind, by "
        "itself. Who bills can take the fee off again.",
    )
    fieldwork_fee_late_cancel = fields.Boolean(
        string="Bill Late Cancellations",
        help="A visit that is cancelled late is billed by the rate of that kind, by "
        "itself. Who bills can take the fee off again.",
    )
    fieldwork_late_cancel_hours = fields.Float(
        string="Late Is (hours)",
        default=24.0,
        help="A cancellation is late when the visit would begin within so many hours.",
    )

    _fieldwork_late_cancel_hours_positive = models.Constraint(
        "CHECK (fieldwork_late_cancel_hours >= 0)",
        "The hours before a visit within which a cancellation is late cannot be less "
        "than none.",
    )

    def _fieldwork_holidays(self):
        """Return the dates of the public holidays of the company's working hours."""
        self.ensure_one()
        calendar = self.resource_calendar_id
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "=", False),
                ("company_id", "in", [self.id, False]),
                ("calendar_id", "in", [calendar.id, False]),
            ]
        )
        zone, days = calendar.tz or self._fieldwork_tz(), set()
        for leave in leaves:
            first = to_local(leave.date_from, zone).date()
            last = to_local(leave.date_to - timedelta(seconds=1), zone).date()
            days.update(first + timedelta(n) for n in range((last - first).days + 1))
        return days
