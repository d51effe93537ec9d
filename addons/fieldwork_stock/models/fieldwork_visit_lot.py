from odoo import api, models

# More numbers than that are quicker typed than looked for on a phone.
NUMBERS = 30


class FieldworkVisit(models.Model):
    """Which lots and serial numbers are at hand on a visit."""

    _inherit = "fieldwork.visit"

    @api.readonly
    def get_part_numbers(self, material=None, product=None):
        """Return the numbers of a part where the visit takes its parts from.

        :param material: id of a line of the visit's order
        :param product: id of a product, without ``material``
        :return: dict with ``tracking`` (``none``, ``lot`` or ``serial``) and
            ``numbers``, a list of ``{"name", "quantity"}``, the oldest first, with
            the quantity in the unit of the product
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: technicians have no rights on the warehouse; numbers and quantities of
        # their own van are all that leaves
        visit = self.sudo()
        if material:
            lines = visit.order_id.material_ids
            part = lines.filtered(lambda line: line.id == material).product_id
        else:
            part = visit.env["product.product"].browse(product or []).exists()
        if part.tracking not in ("lot", "serial"):
            return {"tracking": "none", "numbers": []}
        return {"tracking": part.tracking, "numbers": visit._part_numbers(part)}

    def _part_numbers(self, part):
        """Return what ``get_part_numbers`` says of a tracked product (hook)."""
        self.ensure_one()
        rows = self.env["stock.quant"]._read_group(
            [
                ("product_id", "=", part.id),
                ("location_id", "child_of", self._stock_sources()[self.id].ids),
                ("lot_id", "!=", False),
                ("quantity", ">", 0),
            ],
            ["lot_id"],
            ["quantity:sum"],
            order="in_date:min, lot_id",
            limit=NUMBERS,
        )
        return [{"name": lot.name, "quantity": quantity} for lot, quantity in rows]
