from odoo import models

MIXIN = "fieldwork.contract.terms.mixin"


class FieldworkContractCover(models.Model):
    _name = "fieldwork.contract.cover"
    _inherit = ["fieldwork.contract.cover", MIXIN]


class FieldworkContractLine(models.Model):
    _name = "fieldwork.contract.line"
    _inherit = ["fieldwork.contract.line", MIXIN]


class FieldworkRate(models.Model):
    _name = "fieldwork.rate"
    _inherit = ["fieldwork.rate", MIXIN]
