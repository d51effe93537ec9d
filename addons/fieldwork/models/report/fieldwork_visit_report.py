from odoo import models


class FieldworkVisit(models.Model):
    """What the report of a visit shows has changed."""

    _inherit = "fieldwork.visit"

    def _report_changed(self):
        """Called after something that the report shows was written (hook)."""
