from odoo import fields, models


class FieldworkConflict(models.Model):
    _inherit = "fieldwork.conflict"

    kind = fields.Selection(
        selection_add=[("kit", "Kit not ready")], ondelete={"kit": "cascade"}
    )

    def _say(self, who, other):
        if self.kind == "kit":
            return self.env._("Not set aside yet: %(parts)s.", parts=self.detail or "")
        return super()._say(who, other)
