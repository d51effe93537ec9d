from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    fieldwork_photo_limit = fields.Integer(
        string="Largest Photo (MB)",
        default=25,
        help="Larger files are refused with words that say so.",
    )
    fieldwork_position_allowed = fields.Boolean(
        string="Keep Positions",
        default=True,
        help="Keep where the device was when something was told, photographed or "
        "signed.",
    )
    fieldwork_photo_days = fields.Integer(
        string="Keep Photos (days)",
        help="Photos older than this are removed; the report says so. 0: kept.",
    )
    fieldwork_signature_days = fields.Integer(
        string="Keep Signatures (days)",
        help="The images of signatures older than this are removed; who signed what "
        "and when stays. 0: kept.",
    )
    fieldwork_position_days = fields.Integer(
        string="Keep Positions (days)",
        help="Positions of events, photos and signatures older than this are removed. "
        "0: kept.",
    )

    _fieldwork_retention_positive = models.Constraint(
        "CHECK (fieldwork_photo_days >= 0 AND fieldwork_signature_days >= 0 "
        "AND fieldwork_position_days >= 0 AND fieldwork_photo_limit > 0)",
        "Days to keep something are not negative, and a photo may have at least one "
        "megabyte.",
    )
