import base64

from odoo import models
from odoo.tools.mimetypes import guess_mimetype

SHOWN_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    def _track_image(self):
        """Return ``(bytes, type)`` of the small photo of a person, or None.

        What somebody uploaded as SVG is no photo, and may hold scripts.
        """
        self.ensure_one()
        # sudo: a photo is HR's; whether customers may see it is the company's setting
        employee = self.sudo().with_context(bin_size=False).employee_id[:1]
        data = employee.image_128 and base64.b64decode(employee.image_128)
        kind = data and guess_mimetype(data)
        return (data, kind) if kind in SHOWN_TYPES else None
