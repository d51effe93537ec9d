from odoo import models


class FieldworkVisit(models.Model):
    """Who signs the report signs for what was left, too."""

    _inherit = "fieldwork.visit"

    def _store_signature(self, vals):
        res = super()._store_signature(vals)
        self._sign_slips()
        return res

    def _sign_slips(self):
        """Put the customer's signature on slips that were made before it."""
        # sudo: neither technicians nor customers have rights on stock
        pickings = self.env["stock.picking"].sudo()
        for visit in self:
            image = visit._valid_signatures("customer")[:1].image
            if not image:
                continue
            slips = pickings.search(
                [
                    ("fieldwork_visit_id", "=", visit.id),
                    ("picking_type_code", "=", "outgoing"),
                    ("state", "=", "done"),
                ]
            ).filtered(lambda slip: not slip.signature)
            slips.with_context(fieldwork_signed_with_report=True).signature = image
