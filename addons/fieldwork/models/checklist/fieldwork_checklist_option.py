from odoo import fields, models


class FieldworkChecklistOption(models.Model):
    _name = "fieldwork.checklist.option"
    _description = "Option of a Question"
    _inherit = ["fieldwork.checklist.part.mixin"]
    _order = "sequence, id"

    question_id = fields.Many2one(
        "fieldwork.checklist.question", required=True, index=True, ondelete="cascade"
    )
    checklist_id = fields.Many2one(related="question_id.checklist_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    is_defect = fields.Boolean(
        string="Defect", help="Choosing it needs a remark and proposes a follow-up."
    )
    is_default = fields.Boolean(string="Proposed")
