from odoo import fields, models


class FieldworkContractResponseMixin(models.AbstractModel):
    """How soon a customer is helped: what contracts promise, and their types."""

    _name = "fieldwork.contract.response.mixin"
    _description = "Response and Repair Times"

    response_hours = fields.Float(
        string="Response within (hours)",
        help="From when an order is registered until somebody is there. 0: nothing is "
        "promised.",
    )
    repair_hours = fields.Float(
        string="Repair within (hours)",
        help="From when an order is registered until it is done. 0: nothing is "
        "promised.",
    )
    response_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Hours of",
        check_company=True,
        help="Only its working hours count, without public holidays. Empty: each hour "
        "of each day.",
    )
    # The table is told by whoever has it: there is one for each model.
    response_type_ids = fields.Many2many(
        "fieldwork.order.type",
        string="For Orders of",
        check_company=True,
        help="Empty: all types. Orders of the programme have their own windows.",
    )
