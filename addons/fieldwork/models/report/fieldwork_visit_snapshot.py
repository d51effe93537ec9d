from odoo import fields, models

from ...tools.decimals import decimal_text

SNAPSHOT_VERSION = 1


class FieldworkVisit(models.Model):
    """What of a visit is signed: the content of its report at one moment."""

    _inherit = "fieldwork.visit"

    def _prepare_snapshot(self, until=None):
        """Return what the report shows, as a dict of texts, integers and lists (hook).

        No state, prices or layout. Of the work time what was known at ``until``: a
        stretch that lasted then has a start only, whenever it ended later, and what
        began later is not there. The same moment therefore gives the same text.

        :param until: naive UTC datetime; now by default
        """
        self.ensure_one()
        # sudo: names of machines and colleagues; who asks is checked. Names of units
        # in one language, whoever asks: the text must be the same for all.
        visit = self.sudo().with_context(lang="en_US")
        order = visit.order_id
        return {
            "version": SNAPSHOT_VERSION,
            "order": order.name or "",
            "customer": _reference(order.partner_id),
            "site": _reference(order.site_id),
            "equipment": [
                {**_reference(machine), "serial": machine.serial or ""}
                for machine in order.equipment_ids.sorted("id")
            ],
            "findings": visit.findings or "",
            "work_done": visit.work_done or "",
            "customer_remarks": visit.customer_remarks or "",
            "materials": visit._snapshot_materials(),
            "hours": visit._snapshot_hours(until or fields.Datetime.now()),
            "readings": visit._snapshot_readings(),
            "photos": visit._snapshot_photos(),
            "checklists": visit._snapshot_checklists(),
        }

    def _snapshot_materials(self):
        lines = self.material_ids.filtered(lambda line: line.used_qty or line.left_qty)
        return [
            {
                "id": line.id,
                "name": line.name or "",
                "used": decimal_text(line.used_qty),
                "left": decimal_text(line.left_qty),
                "unit": line.uom_id.name or "",
                "unit_id": line.uom_id.id,
                "serial": line.serial or "",
            }
            for line in lines.sorted("id")
        ]

    def _snapshot_hours(self, until):
        logs = self.env["fieldwork.worklog"].search(
            [
                ("visit_id", "in", self.ids),
                ("kind", "in", ("travel", "work")),
                ("start", "<=", until),
            ],
            order="id",
        )
        return [log._snapshot_values(until) for log in logs]

    def _snapshot_readings(self):
        readings = self.env["fieldwork.meter.reading"].search(
            [("visit_id", "in", self.ids)], order="id"
        )
        return [
            {
                "id": reading.id,
                "machine": reading.equipment_id.name or "",
                "meter": reading.meter_id.name or "",
                "value": decimal_text(reading.value),
                "unit": reading.unit or "",
            }
            for reading in readings
        ]

    def _snapshot_photos(self):
        return [
            {
                "id": photo.id,
                "sha256": photo.sha256,
                "kind": photo.kind,
                "note": photo.note or "",
            }
            for photo in self.photo_ids.sorted("id")
        ]


def _reference(record):
    return {"id": record.id or 0, "name": record.display_name or ""}
