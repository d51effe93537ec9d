"""A van with parts in it, and orders that use them."""

from odoo.addons.fieldwork.tests.common_orders import FieldworkOrderCommon, at

__all__ = ["FieldworkStockCommon", "at"]


class FieldworkStockCommon(FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.company._fieldwork_warehouse()
        cls.shelf = cls.warehouse.lot_stock_id
        cls.van_stock = cls._location(cls.van)
        cls.filter = cls._create_part("Filter")
        cls.pump = cls._create_part("Pump")
        cls.team.dispatcher_ids = cls.dispatcher

    @classmethod
    def _location(cls, resource, company=None):
        company = company or cls.company
        return resource._fieldwork_stock_location(company)[resource.id]

    @classmethod
    def _create_part(cls, name="Part", **vals):
        return cls.env["product.product"].create(
            {"name": name, "type": "consu", "is_storable": True, **vals}
        )

    @classmethod
    def _stock(cls, location, product, quantity, lot=None):
        """Put ``quantity`` of ``product`` into ``location``."""
        cls.env["stock.quant"]._update_available_quantity(
            product, location, quantity, lot_id=lot
        )

    @classmethod
    def _create_lot(cls, product, name):
        return cls.env["stock.lot"].create({"product_id": product.id, "name": name})

    @classmethod
    def _in(cls, location, product, lot=None):
        """Return how much of ``product`` is in ``location``, reserved or not."""
        domain = [("location_id", "=", location.id), ("product_id", "=", product.id)]
        if lot:
            domain.append(("lot_id", "=", lot.id))
        return sum(cls.env["stock.quant"].search(domain).mapped("quantity"))

    @classmethod
    def _use(cls, visit, product, used=1, left=0, **vals):
        """Return a line of what was used on a visit, as the office writes it."""
        return cls.env["fieldwork.material"].create(
            {
                "order_id": visit.order_id.id,
                "visit_id": visit.id,
                "product_id": product.id,
                "used_qty": used,
                "left_qty": left,
                **vals,
            }
        )

    def _moves(self, line):
        """Return ``[(from, to, quantity), ...]`` of the moves of a line, in order."""
        return [
            (move.location_id, move.location_dest_id, move.quantity)
            for move in line.move_ids.sorted("id")
            if move.state == "done"
        ]

    def _activities(self, order):
        kind = self.env.ref("fieldwork_stock.mail_activity_type_parts")
        return order.activity_ids.filtered(lambda one: one.activity_type_id == kind)

    @classmethod
    def _plan_part(cls, order, product, quantity=1, **vals):
        """Return a line of what has to be taken along."""
        return cls.env["fieldwork.material"].create(
            {
                "order_id": order.id,
                "product_id": product.id,
                "planned_qty": quantity,
                **vals,
            }
        )
