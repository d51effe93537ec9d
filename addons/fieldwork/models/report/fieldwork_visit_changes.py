from odoo import fields, models
from odoo.tools import format_datetime

from ...tools.decimals import number_words

# Names of what a row is about: that something was renamed since changes nothing of
# what was done.
NAMES = {
    "equipment": ("name", "serial"),
    "hours": ("who",),
    "materials": ("unit",),
    "readings": ("machine", "meter"),
}


class FieldworkVisit(models.Model):
    """What changed between two snapshots, in words."""

    _inherit = "fieldwork.visit"

    def _snapshot_changes(self, old, new):
        """Return one line for each thing shown that differs.

        Customer, site and machines are compared by what they are: that one of them
        was renamed later changes nothing of what was done.

        :return: list of texts in the language of the context; empty when nothing did
        """
        lines = []
        for section, label in self._snapshot_labels().items():
            before, after = old.get(section), new.get(section)
            if isinstance(before or after, list):
                lines += self._rows_changed(section, label, before or [], after or [])
            elif isinstance(before or after, dict):
                before, after = before or {}, after or {}
                if before.get("id") != after.get("id"):
                    names = before.get("name", ""), after.get("name", "")
                    lines.append(self._line_changed(label, *names))
            elif before != after:
                lines.append(self._line_changed(label, before, after))
        return lines

    def _snapshot_labels(self):
        """Return ``{section of the snapshot: label}`` in order (hook)."""
        order = self.env["fieldwork.order"]

        def of(model, name):
            return model._fields[name]._description_string(self.env)

        return {
            "order": self.env._("Order"),
            "customer": of(order, "partner_id"),
            "site": of(order, "site_id"),
            "equipment": of(order, "equipment_ids"),
            "findings": of(self, "findings"),
            "work_done": of(self, "work_done"),
            "customer_remarks": of(self, "customer_remarks"),
            "materials": of(self, "material_ids"),
            "hours": of(self, "worklog_ids"),
            "readings": self.env._("Readings"),
            "photos": self.env._("Photos"),
            "checklists": of(self, "checklist_response_ids"),
        }

    def _line_changed(self, label, before, after):
        return self.env._(
            "%(label)s: “%(old)s” → “%(new)s”",
            label=label,
            old=before or "–",
            new=after or "–",
        )

    def _rows_changed(self, section, label, before, after):
        if section == "checklists":
            before, after = _answers(before), _answers(after)
        old = {row["id"]: row for row in before}
        new = {row["id"]: row for row in after}
        lines = []
        for key in sorted({*old, *new}, key=str):
            one, two = old.get(key), new.get(key)
            if _essence(section, one) != _essence(section, two):
                texts = [row and self._row_text(section, row) for row in (one, two)]
                lines.append(self._line_changed(label, *texts))
        return lines

    def _row_text(self, section, row):
        """Return one row of a snapshot as a text (hook)."""
        return getattr(self, f"_row_text_{section}")(row)

    def _row_text_equipment(self, row):
        return row["name"]

    def _row_text_materials(self, row):
        unit = self.env["uom.uom"].sudo().browse(row["unit_id"]).exists()
        unit_name = unit.name or row["unit"]
        used = number_words(self.env, row["used"])
        parts = [f"{used} {unit_name} {row['name']}", row["serial"]]
        if row["left"] != "0":
            left = number_words(self.env, row["left"])
            parts.append(self.env._("left: %(quantity)s", quantity=left))
        return ", ".join(filter(None, parts))

    def _row_text_hours(self, row):
        kinds = dict(
            self.env["fieldwork.worklog"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        zone = self._zone()

        def local(text):
            moment = fields.Datetime.to_datetime(text)
            return moment and format_datetime(
                self.env, moment, tz=zone, dt_format="short"
            )

        span = f"{local(row['start'])} – {local(row['stop']) or '…'}"
        return f"{row['who']}, {kinds[row['kind']]}, {span}"

    def _row_text_readings(self, row):
        value = number_words(self.env, row["value"])
        return f"{row['machine']}, {row['meter']}: {value} {row['unit']}".strip()

    def _row_text_photos(self, row):
        kinds = self.env["fieldwork.photo"]._fields["kind"]
        kind = dict(kinds._description_selection(self.env))[row["kind"]]
        return " ".join(filter(None, [kind, row["note"], f"({row['sha256'][:8]})"]))

    def _row_text_checklists(self, row):
        question = self.env["fieldwork.checklist.question"].sudo().browse(row["id"][2])
        question = question.exists()
        value = self._answer_text(question, row["value"])
        parts = [f"{question.name or ''}: {value}", row["remark"]]
        return ", ".join(filter(None, parts))

    def _answer_text(self, question, value):
        """Return the value of a signed answer in words."""
        options = question.option_ids
        if question.kind in ("single", "multiple") and value:
            chosen = value if isinstance(value, list) else [value]
            return ", ".join(
                options.filtered(lambda option: option.id in chosen).mapped("name")
            )
        if question.kind == "yesno":
            words = {
                "yes": self.env._("Yes"),
                "no": self.env._("No"),
                "na": self.env._("Not applicable"),
            }
            return words.get(value, value)
        if question.kind == "number" and value:
            return question._words(float(value))
        if question.kind == "date" and value:
            return question._words(value)
        if question.kind == "signature" and value:
            return self.env._("signed (%(hash)s)", hash=str(value)[:8])
        return str(value if value not in (None, False, "") else "–")


def _essence(section, row):
    names = NAMES.get(section, ())
    return row and {key: value for key, value in row.items() if key not in names}


def _answers(lists):
    """Return the answers of all lists as rows, keyed by list, machine and question."""
    return [
        {**answer, "id": (one["checklist"], one["equipment"], answer["question"])}
        for one in lists
        for answer in one["answers"]
    ]
