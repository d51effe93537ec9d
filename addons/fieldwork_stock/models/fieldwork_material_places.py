from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class FieldworkMaterial(models.Model):
    """Where the part of a line can be had."""

    _inherit = "fieldwork.material"

    def get_places(self):
        """Return where the part of one line is; for the screens of the field.

        :return: list of dicts as in ``product.product._fieldwork_places``, the own
            van first, then the vans nearest to the site, the warehouse, receipts
        :raise UserError: the line has no product
        """
        self.ensure_one()
        self.check_access("read")
        line = self.sudo()  # of the site and the crew only a place comes out
        if line.product_id.type != "consu":
            raise UserError(
                self.env._(
                    "%(material)s is no part that is stocked: choose a product for it.",
                    material=line.name,
                )
            )
        site = line.order_id.site_id
        near = (site.partner_latitude, site.partner_longitude)
        return line.product_id._fieldwork_places(
            line.company_id,
            near=near if any(near) else None,
            own=line._part_carrier(),
        )

    def _part_carrier(self):
        """Return who carries the parts of the line: of its visit, or of the next."""
        self.ensure_one()
        visit = self.visit_id
        if not visit:
            found = self.order_id._kit_vans().get(self.order_id.id)
            visit = found[0] if found else self.order_id._last_visit()
        return visit._stock_carrier() if visit else self.env["resource.resource"]

    def action_find_part(self):
        """Open the list of the places where the part of one line is."""
        search = self.env["fieldwork.part.search"].create(
            self._prepare_part_search_vals()
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Where is %(part)s?", part=self.name),
            "res_model": search._name,
            "res_id": search.id,
            "view_mode": "form",
            "target": "new",
        }

    def _prepare_part_search_vals(self):
        """Return the values of the dialog with the places of one line (hook)."""
        places = self.get_places()
        line = self.sudo()  # as in get_places
        carrier = line._part_carrier()
        needed = line.uom_id._compute_quantity(
            max(line.planned_qty, line.used_qty + line.left_qty),
            line.product_id.uom_id,
        )
        return {
            "material_id": self.id,
            "quantity": needed,
            "target_id": (carrier and carrier._fieldwork_stock_keeper()).id,
            "place_ids": [Command.create(place) for place in places],
        }
