from random import randint

from odoo import fields, models


class FieldworkOrderTag(models.Model):
    _name = "fieldwork.order.tag"
    _description = "Order Tag"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11))

    _name_uniq = models.Constraint("UNIQUE (name)", "This tag exists already.")
