from odoo import fields, models
from odoo.tools.date_utils import localized


class ResPartner(models.Model):
    """When a place can be visited."""

    # One file for each side of a place
    _inherit = "res.partner"

    site_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Visiting Hours",
        check_company=True,
        index="btree_not_null",
        groups="base.group_user",
        help="When visits are possible, in the zone of the place. Empty: at any time.",
    )

    def _fieldwork_site_open_intervals(self, start, stop):
        """When each place of ``self`` can be visited between two instants.

        Hours are local hours of the place, whatever the zone of the calendar. Only
        the closings of that calendar count: our own public holidays close no
        customer's door.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :return: ``{partner.id: Intervals}``, aware datetimes in the zone of the place;
            a place without visiting hours is always open
        """
        start, stop = localized(start), localized(stop)
        result = {}
        # sudo: who plans sees when a place is open, not whose calendar says so
        for (calendar, zone), places in (
            self.sudo()
            .grouped(lambda place: (place.site_calendar_id, place._fieldwork_tz()))
            .items()
        ):
            intervals = calendar._fieldwork_open_intervals(start, stop, zone)
            result.update(dict.fromkeys(places.ids, intervals))
        return result
