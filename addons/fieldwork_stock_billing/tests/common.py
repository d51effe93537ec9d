"""A firm with rates and prices, and a van with parts that are worth something."""

from freezegun import freeze_time

from odoo.addons.fieldwork.tests.common_orders import at
from odoo.addons.fieldwork_billing.tests.common_invoice import BillingInvoiceCommon


class StockBillingCommon(BillingInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.van_location = cls.van._fieldwork_stock_location(cls.company)[cls.van.id]
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")

    @classmethod
    def _create_part(cls, method="standard", **vals):
        """Return a part that is valued by ``method`` of core."""
        category = cls.env["product.category"].create({"name": f"By {method}"})
        category.with_company(cls.company).property_cost_method = method
        return cls.env["product.product"].create(
            {
                "name": f"Part by {method}",
                "type": "consu",
                "is_storable": True,
                "list_price": 100.0,
                "categ_id": category.id,
                "taxes_id": [(5, 0, 0)],
                **vals,
            }
        )

    @classmethod
    def _receive(cls, part, quantity, unit_cost, **vals):
        """Put ``quantity`` of ``part`` into the van, bought at ``unit_cost``."""
        move = cls.env["stock.move"].create(
            {
                "product_id": part.id,
                "location_id": cls.suppliers.id,
                "location_dest_id": cls.van_location.id,
                "product_uom": part.uom_id.id,
                "product_uom_qty": quantity,
                "price_unit": unit_cost,
                "value_manual": unit_cost * quantity,
                **vals,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()
        return move

    def _visit_using(self, *lines):
        """Return a visit that was done and used ``(part, used, left), ...``."""
        visit = self._create_visit(technicians=self.ana, resources=self.van).sudo()
        with freeze_time(at(10)):
            visit.action_start(at=at(9))
            for part, used, left in lines:
                visit.action_material(product=part.id, used_qty=used, left_qty=left)
            visit.action_done("solved")
        return visit

    def _inventory(self, part):
        """Return what core says that the stock of ``part`` is worth."""
        part.invalidate_recordset(["total_value"])
        return part.with_company(self.company).total_value
