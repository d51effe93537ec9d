from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    fieldwork_horizon_days = fields.Integer(
        string="Planning Horizon (days)",
        default=14,
        help="A technician receives a visit once it is less than this many days "
        "ahead, counted in local days.",
    )
    fieldwork_technician_scope = fields.Selection(
        [("own", "Their own orders"), ("team", "All orders of their team")],
        string="Technicians See",
        default="own",
        required=True,
    )
    fieldwork_calibration_warning_days = fields.Integer(
        string="Calibration Reminder (days)",
        default=30,
        help="How many days before its calibration ends an instrument is marked and "
        "somebody is reminded.",
    )
    fieldwork_certificate_warning_days = fields.Integer(
        string="Certificate Reminder (days)",
        default=30,
        help="How many days before it ends a confirmed certificate is marked and "
        "somebody is reminded.",
    )

    _fieldwork_warning_days_positive = models.Constraint(
        "CHECK (fieldwork_calibration_warning_days >= 0 "
        "AND fieldwork_certificate_warning_days >= 0)",
        "Reminders come before the end: give a number of days that is not negative.",
    )
