from odoo import api, fields, models


class FieldworkQuoteRequestWizard(models.TransientModel):
    """A technician says what has to be quoted."""

    _name = "fieldwork.quote.request.wizard"
    _description = "Ask for a Quotation"

    visit_id = fields.Many2one(
        "fieldwork.visit",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    description = fields.Text(string="What Has to Be Done", required=True)
    line_ids = fields.One2many(
        "fieldwork.quote.request.line", "wizard_id", string="Parts"
    )
    photo_ids = fields.Many2many(
        "fieldwork.photo",
        string="Photos",
        domain="[('visit_id', '=', visit_id)]",
        compute="_compute_photo_ids",
        store=True,
        readonly=False,
    )
    mode = fields.Selection(
        lambda self: self.env["sale.order"]
        ._fields["fieldwork_mode"]
        ._description_selection(self.env),
        string="When Accepted",
        required=True,
        default="extend",
    )

    @api.depends("visit_id")
    def _compute_photo_ids(self):
        for wizard in self:
            wizard.photo_ids = wizard.visit_id.photo_ids

    def action_apply(self):
        self.ensure_one()
        self.visit_id.action_request_quote(
            self.description,
            parts=[(line.product_id.id, line.quantity) for line in self.line_ids],
            photos=self.photo_ids.ids,
            mode=self.mode,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The office has been asked for a quotation."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
