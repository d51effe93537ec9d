from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..report.fieldwork_equipment_label_report import LAYOUTS

MAX_COPIES = 20


class FieldworkEquipmentLabelLayout(models.TransientModel):
    """Asks for the sheet that the labels are printed on."""

    _name = "fieldwork.equipment.label.layout"
    _description = "Sheet of Equipment Labels"

    equipment_ids = fields.Many2many("fieldwork.equipment", required=True)
    with_components = fields.Boolean(
        help="Print labels for the components on all levels too."
    )
    layout = fields.Selection(
        [
            ("2x7", "2 × 7 on A4 (99.1 × 38.1 mm)"),
            ("3x8", "3 × 8 on A4 (70 × 37 mm)"),
            ("4x10", "4 × 10 on A4 (52.5 × 29.7 mm)"),
        ],
        required=True,
        default="3x8",
    )
    copies = fields.Integer(
        required=True, default=1, help="Labels of each piece of equipment."
    )
    skip = fields.Integer(
        string="Used Labels", help="Labels gone from the first sheet already."
    )

    @api.constrains("copies", "skip", "layout")
    def _check_numbers(self):
        for wizard in self:
            size = LAYOUTS[wizard.layout].columns * LAYOUTS[wizard.layout].rows
            if not 1 <= wizard.copies <= MAX_COPIES:
                raise ValidationError(
                    self.env._(
                        "Print between 1 and %(maximum)s copies.", maximum=MAX_COPIES
                    )
                )
            if not 0 <= wizard.skip < size:
                raise ValidationError(
                    self.env._(
                        "A sheet of %(layout)s has %(number)s labels: give how many of "
                        "them are used, fewer than that.",
                        layout=wizard.layout,
                        number=size,
                    )
                )

    def action_print(self):
        """Return the sheet as PDF."""
        self.ensure_one()
        equipment = self.equipment_ids
        if self.with_components:
            equipment = equipment.search([("id", "child_of", equipment.ids)])
        if not equipment:
            raise UserError(self.env._("Choose the equipment to print labels for."))
        data = {
            "equipment_ids": equipment.ids,
            "layout": self.layout,
            "copies": self.copies,
            "skip": self.skip,
        }
        report = self.env.ref("fieldwork.action_report_equipment_label")
        action = report.report_action(None, data=data, config=False)
        return {**action, "close_on_report_download": True}
