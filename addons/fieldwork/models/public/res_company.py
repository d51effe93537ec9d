from odoo import fields, models


class ResCompany(models.Model):
    """How the company shows itself on its customers' pages."""

    _inherit = "res.company"

    fieldwork_track_photo = fields.Boolean(
        string="Technician's Photo",
        default=True,
        help="Customers see the photo of who comes, besides the first name.",
    )
    fieldwork_track_days = fields.Integer(
        string="Customer's Page (days)",
        default=180,
        help="How long after an order was closed its customer's page still opens. "
        "0: always.",
    )
    fieldwork_rating_threshold = fields.Integer(
        string="Low Rating",
        default=3,
        help="Somebody is told of a rating below this, of 1 to 5. 0: of none.",
    )
    fieldwork_rating_user_id = fields.Many2one(
        "res.users",
        string="Told of Low Ratings",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Empty: the lead of the order's team, else who looks after the order.",
    )

    _fieldwork_track_days_positive = models.Constraint(
        "CHECK (fieldwork_track_days >= 0)",
        "Give a number of days that is not negative for the customer's page.",
    )
    _fieldwork_rating_threshold_range = models.Constraint(
        "CHECK (fieldwork_rating_threshold BETWEEN 0 AND 5)",
        "Ratings go from 1 to 5: give a threshold of 0 to 5.",
    )
