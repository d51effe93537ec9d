from collections import defaultdict
from datetime import UTC

from odoo import fields, models
from odoo.tools import format_date
from odoo.tools.date_utils import localized


class ResourceResource(models.Model):
    """Turns of a technician on the on-call rota."""

    _inherit = "resource.resource"

    oncall_ids = fields.One2many(
        "fieldwork.oncall",
        "resource_id",
        string="On-Call Turns",
        groups="fieldwork.group_fieldwork_technician",
    )

    def _fieldwork_oncall_spans(self, start, stop):
        """``{resource.id: [(start, stop)]}`` of turns that touch the range."""
        result = defaultdict(list)
        for turn in self.env["fieldwork.oncall"].search(
            [
                ("resource_id", "in", self.ids),
                ("start", "<", stop.replace(tzinfo=None)),
                ("stop", ">", start.replace(tzinfo=None)),
            ]
        ):
            result[turn.resource_id.id].append(
                (
                    max(start, localized(turn.start).astimezone(UTC)),
                    min(stop, localized(turn.stop).astimezone(UTC)),
                )
            )
        return result

    def _fieldwork_withdraw_check(self):
        """What technicians about to be withdrawn still have ahead.

        To be extended by whatever plans technicians.

        :return: ``{resource.id: [what and how much of it]}``
        """
        result = {resource.id: [] for resource in self}
        # sudo: may be asked by an HR officer who has no rights on the rota
        for resource, count, first in (
            self.env["fieldwork.oncall"]
            .sudo()
            ._read_group(
                [
                    ("resource_id", "in", self.ids),
                    ("stop", ">", fields.Datetime.now()),
                ],
                ["resource_id"],
                ["__count", "start:min"],
            )
        ):
            result[resource.id].append(
                self.env._(
                    "%(count)s turns on call, the first on %(date)s",
                    count=count,
                    date=format_date(self.env, resource._fieldwork_local_day(first)),
                )
            )
        return result
