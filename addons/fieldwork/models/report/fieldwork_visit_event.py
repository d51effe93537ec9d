from odoo import api, fields, models


class FieldworkVisitEvent(models.Model):
    _inherit = "fieldwork.visit.event"

    kind = fields.Selection(
        selection_add=[
            ("photo", "Photo"),
            ("photo_remove", "Photo Removed"),
            ("sign", "Signed"),
            ("sign_refuse", "Signature Refused"),
            ("sign_void", "Signature Void"),
        ],
        ondelete={
            "photo": "cascade",
            "photo_remove": "cascade",
            "sign": "cascade",
            "sign_refuse": "cascade",
            "sign_void": "cascade",
        },
    )

    @api.model
    def _record(self, kind, visits, at, client_uuid=None, position=None, note=None):
        """Keep where it happened only where the company wants to know."""
        if not visits.sudo().company_id[:1].fieldwork_position_allowed:
            position = None
        return super()._record(kind, visits, at, client_uuid, position, note)
