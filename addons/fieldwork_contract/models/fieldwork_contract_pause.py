from odoo import api, fields, models
from odoo.tools import format_date


class FieldworkContractPause(models.Model):
    """A time in which a contract, or one service of it, rests."""

    _name = "fieldwork.contract.pause"
    _description = "Pause of a Contract"
    _inherit = ["fieldwork.contract.part.mixin"]
    _order = "date_from, id"

    contract_id = fields.Many2one(
        "fieldwork.contract", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    line_id = fields.Many2one(
        "fieldwork.contract.line",
        string="Service",
        ondelete="cascade",
        index="btree_not_null",
        domain="[('contract_id', '=', contract_id)]",
        help="Empty: the whole contract.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", required=True)
    reason = fields.Char(required=True)

    _check_dates = models.Constraint(
        "CHECK (date_to >= date_from)", "A pause must end after it begins."
    )

    @api.depends("date_from", "date_to", "reason")
    def _compute_display_name(self):
        for pause in self:
            pause.display_name = self.env._(
                "Paused from %(start)s to %(stop)s: %(reason)s",
                start=format_date(self.env, pause.date_from) or "",
                stop=format_date(self.env, pause.date_to) or "",
                reason=pause.reason or "",
            )

    @api.model_create_multi
    def create(self, vals_list):
        pauses = super().create(vals_list)
        pauses._touch_lines()
        return pauses

    def write(self, vals):
        self._touch_lines()
        res = super().write(vals)
        self._touch_lines()
        return res

    def unlink(self):
        lines = self._paused_lines()
        res = super().unlink()
        lines._touch_programme()
        return res

    def _touch_lines(self):
        self._paused_lines()._touch_programme()

    def _paused_lines(self):
        whole = self.filtered(lambda pause: not pause.line_id)
        return self.line_id | whole.contract_id.programme_line_ids
