from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...tools.days import local_today


class ResCompany(models.Model):
    _inherit = "res.company"

    fieldwork_history_days = fields.Integer(
        string="Technician's History (days)",
        default=60,
        help="How long technicians keep seeing their past visits.",
    )
    fieldwork_device_hours = fields.Integer(
        string="Late Entries (hours)",
        default=72,
        help="How old an event of a technician's device may be when it arrives. "
        "0: no limit.",
    )
    fieldwork_answer_hours = fields.Integer(
        string="Time to Answer (hours)",
        default=4,
        help="An assignment without an answer after this time needs attention.",
    )
    fieldwork_window_hours = fields.Integer(
        string="Window is Near (hours)",
        default=48,
        help="An order that is not planned needs attention this long before its "
        "window ends.",
    )
    fieldwork_forgotten_hours = fields.Float(
        string="Forgotten Stretch (hours)",
        default=12.0,
        help="A stretch of work, travel or pause left open longer than this is "
        "closed by the system and marked.",
    )
    fieldwork_block_overlap = fields.Boolean(
        string="Block Overlaps",
        help="Refuse to plan a technician or thing twice at the same time.",
    )
    fieldwork_block_absent = fields.Boolean(
        string="Block Absences",
        help="Refuse to plan outside working hours, time off and public holidays.",
    )
    fieldwork_block_skill = fields.Boolean(
        string="Block Missing Skills",
        help="Refuse to plan without the skills required, confirmed and valid.",
    )
    fieldwork_block_calibration = fields.Boolean(
        string="Block Expired Calibration",
        help="Refuse to plan an instrument past its calibration.",
    )
    fieldwork_block_site = fields.Boolean(
        string="Block Closed Sites",
        help="Refuse to plan outside the visiting hours of the site.",
    )
    fieldwork_block_window = fields.Boolean(
        string="Block Missed Windows",
        help="Refuse to plan outside the window agreed for the order.",
    )
    fieldwork_block_missing = fields.Boolean(
        string="Block Missing Resources",
        help="Refuse to plan with fewer people or things than the type asks for.",
    )

    def _fieldwork_tz(self):
        """Return the name of the zone in which the company counts its days."""
        self.ensure_one()
        return self.partner_id.tz or self.resource_calendar_id.tz or "UTC"

    @api.model
    def _fieldwork_all(self):
        """Return every company, without rights: for settings that rules go by."""
        return self.sudo().browse(self._fieldwork_all_ids())

    @api.model
    @tools.ormcache()
    def _fieldwork_all_ids(self):
        # Core clears this cache when a company is made.
        every = self.sudo().with_context(active_test=False)
        return tuple(every.search(Domain.TRUE).ids)

    def _fieldwork_today(self):
        """Return today's date in the company's zone."""
        self.ensure_one()
        return local_today(self._fieldwork_tz())

    def _fieldwork_horizon_day(self):
        """Return the first date that is beyond the planning horizon.

        A visit whose local day is this one or later is not received by its
        technician yet.
        """
        self.ensure_one()
        return self._fieldwork_today() + timedelta(days=self.fieldwork_horizon_days)
