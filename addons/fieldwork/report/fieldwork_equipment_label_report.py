import textwrap
from typing import NamedTuple

from odoo import api, models

# What a letter of the label's font takes of its size on average, on the wide side:
# SVG does not break lines, so they are broken here.
LETTER_WIDTH = 0.56


class Layout(NamedTuple):
    """A sheet of self-adhesive labels on A4, in millimetres."""

    columns: int
    rows: int
    width: float
    height: float
    left: float = 0
    top: float = 0
    gap: float = 0
    font: float = 2.9

    def position(self, index):
        """Return x and y of a label on its sheet."""
        row, column = divmod(index, self.columns)
        x = self.left + column * (self.width + self.gap)
        return round(x, 2), round(self.top + row * self.height, 2)

    @property
    def square(self):
        """Size of the QR code: as large as the label allows, but for a small rim."""
        return round(min(self.height - 5, self.width * 0.42), 2)

    @property
    def letters(self):
        """How many letters of the font fit beside the square."""
        room = self.width - self.square - 6.5
        return int(room / (self.font * LETTER_WIDTH))


LAYOUTS = {
    "2x7": Layout(2, 7, 99.1, 38.1, left=4.65, top=15.15, gap=2.5, font=3.6),
    "3x8": Layout(3, 8, 70, 37, font=2.9),
    "4x10": Layout(4, 10, 52.5, 29.7, font=2.1),
}


class FieldworkEquipmentLabelReport(models.AbstractModel):
    """Lays labels out on sheets."""

    _name = "report.fieldwork.report_equipment_label"
    _description = "Sheet of Equipment Labels"

    @api.model
    def _get_report_values(self, docids, data=None):
        data = data or {}
        layout = LAYOUTS[data.get("layout") or "3x8"]
        equipment = self.env["fieldwork.equipment"].browse(
            data.get("equipment_ids") or docids
        )
        equipment.check_access("read")
        labels = [None] * int(data.get("skip") or 0)
        for one in equipment:
            label = self._prepare_label(one, layout)
            labels += [label] * int(data.get("copies") or 1)
        return {
            "doc_model": equipment._name,
            "doc_ids": equipment.ids,
            "docs": equipment,
            "layout": layout,
            "sheets": self._lay_out(labels, layout),
        }

    @api.model
    def _prepare_label(self, equipment, layout):
        """Return what stands on one label; override to print more.

        :return: dict with ``equipment``, ``square`` (the QR code) and ``lines``, a
            list of ``(text, style)``
        """
        owner = equipment._get_label_owner()
        serial = equipment.serial and self.env._(
            "S/N %(serial)s", serial=equipment.serial
        )
        parts = [
            (owner["name"], "bold", 2),
            (owner["phone"], "plain", 1),
            (equipment.name, "plain", 2),
            (serial, "plain", 2),
            (equipment.label_code, "code", 1),
        ]
        lines = [
            (line, style)
            for text, style, count in parts
            for line in self._break_lines(text, layout.letters, count)
        ]
        square = equipment._get_label_square()
        return {"equipment": equipment, "square": square, "lines": lines}

    @api.model
    def _break_lines(self, text, letters, count):
        """Return ``text`` in at most ``count`` lines of ``letters``, the rest as …"""
        return textwrap.wrap(
            text or "",
            letters,
            max_lines=count,
            placeholder="…",
            break_on_hyphens=False,
        )

    @api.model
    def _lay_out(self, labels, layout):
        """Return sheets: lists of ``(x, y, label)``, without the places left out."""
        size = layout.columns * layout.rows
        return [
            [
                (*layout.position(index), label)
                for index, label in enumerate(labels[start : start + size])
                if label
            ]
            for start in range(0, len(labels), size)
        ]
