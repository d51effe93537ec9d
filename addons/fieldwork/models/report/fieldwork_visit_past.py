from odoo import models


class FieldworkVisit(models.Model):
    """Photos, answers and readings of a machine's past, for its technician."""

    _inherit = "fieldwork.visit"

    def _history_values(self, visit):
        """Add photos (addresses bound to ``visit``), answers that were defects or out
        of limits first, and readings; of machines that are not on ``visit`` only where
        they stand at its site."""
        values = super()._history_values(visit)
        machines = self._history_machines(visit)
        values["photos"] = [
            {
                "id": photo.id,
                "kind": photo.kind,
                "note": photo.note or "",
                "url": f"/fieldwork/history/{visit.id}/photo/{photo.id}",
            }
            for photo in self._history_photos(visit)
        ]
        values["answers"] = self._history_answers(machines)
        values["readings"] = [
            f"{reading.equipment_id.name}, {reading.meter_id.name}: "
            f"{reading.value:g} {reading.unit or ''}".strip()
            for reading in self.env["fieldwork.meter.reading"].search(
                [
                    ("visit_id", "=", self.id),
                    ("equipment_id", "in", machines.ids),
                ],
                order="id",
            )
        ]
        return values

    def _history_machines(self, visit):
        """Return the machines of a past visit of which ``visit`` may hear."""
        machines = self.order_id.equipment_ids
        if self.order_id.site_id == visit.order_id.site_id:
            return machines
        return machines & visit.order_id.equipment_ids

    def _history_photos(self, visit):
        """Return the photos of a past visit that its technician may see.

        From elsewhere (the machine has moved) only those of what is asked of this
        machine: others show another's house.
        """
        photos = self.photo_ids.filtered(lambda photo: not photo.removed_at)
        if self.order_id.site_id == visit.order_id.site_id:
            return photos
        machines = self._history_machines(visit)
        return photos.filtered(
            lambda photo: photo.answer_id.response_id.equipment_id in machines
        )

    def _history_photo(self, photo_id):
        """Return a photo out of the past of a visit the caller may see, as superuser,
        or none."""
        self.ensure_one()
        # sudo: see get_history
        visit = self.sudo()
        photo = visit.env["fieldwork.photo"].browse(photo_id).exists()
        past = photo.visit_id
        if not past or not past.filtered_domain(visit._history_domain()):
            return photo.browse()
        return photo & past._history_photos(visit)

    def _history_answers(self, machines):
        answers = []
        for one in self.checklist_response_ids:
            if one.equipment_id and one.equipment_id not in machines:
                continue
            answers += [
                {
                    "checklist": one.checklist_id.name,
                    "equipment": one.equipment_id.name or "",
                    "name": line["name"],
                    "answer": line["answer_text"] or "",
                    "remark": line["remark"] or "",
                    "flag": bool(line["is_defect"] or line["out_of_limits"]),
                }
                for line in one._report_values()["questions"]
            ]
        return sorted(answers, key=lambda answer: not answer["flag"])
