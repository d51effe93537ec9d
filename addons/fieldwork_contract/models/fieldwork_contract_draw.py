from odoo import fields, models


class FieldworkContractDraw(models.Model):
    """What one visit or one charge took from a limited cover.

    Kept by what it was taken for, not by the charge: charges are void and made anew,
    what they take is taken once.
    """

    _name = "fieldwork.contract.draw"
    _description = "Draw on a Cover"
    _order = "counter_id, number, id"

    counter_id = fields.Many2one(
        "fieldwork.contract.cover.counter",
        required=True,
        ondelete="cascade",
        index=True,
    )
    cover_id = fields.Many2one(related="counter_id.cover_id")
    order_id = fields.Many2one(
        "fieldwork.order", required=True, ondelete="cascade", index=True
    )
    key = fields.Char(
        required=True, help="The visit, or the source of the charge, it was taken for."
    )
    amount = fields.Float(digits=(16, 2), help="In visits, minutes or money.")
    number = fields.Integer(help="Which of the visits of the period it is.")

    _key_uniq = models.UniqueIndex(
        "(counter_id, key)", "This was taken from the cover already."
    )
    _number_uniq = models.UniqueIndex(
        "(counter_id, number) WHERE number > 0", "This visit is counted already."
    )
