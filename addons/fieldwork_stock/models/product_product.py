from collections import defaultdict

from odoo import models

from odoo.addons.fieldwork.tools.distance import air_km


class ProductProduct(models.Model):
    """Where a part is: in which vans, on the shelves, on its way."""

    _inherit = "product.product"

    def _fieldwork_places(self, company, near=None, own=None):
        """Return where one product can be had, the nearest first.

        Each place is a dict: ``kind`` (``own``, ``van``, ``warehouse``,
        ``incoming``), ``location_id``, ``resource_id`` (False for the warehouse),
        ``name``, ``quantity`` (free, in the unit of the product), ``distance_km``
        (None when unknown) and ``date`` (of a receipt, as datetime).

        :param near: ``(latitude, longitude)`` to count distances from
        :param own: the resource whose own stock comes first, even when it is empty
        """
        self.ensure_one()
        # sudo: people in the field ask, who have no rights on moves
        product = self.sudo()
        own = (own or self.env["resource.resource"]).sudo()
        return [
            *product._fieldwork_van_places(
                company, near, own and own._fieldwork_stock_keeper()
            ),
            *product._fieldwork_warehouse_places(company),
        ]

    def _fieldwork_van_places(self, company, near, own):
        free = self._fieldwork_free_in_vans(company)
        if own:
            free.setdefault(own._fieldwork_stock_location(company)[own.id], 0.0)
        keepers = self.env["resource.resource"].union(
            *(location.fieldwork_resource_id for location in free)
        )
        homes = keepers._fieldwork_home_positions()
        places = []
        for location, quantity in free.items():
            keeper = location.fieldwork_resource_id
            known = near and homes[keeper.id]
            places.append(
                {
                    "kind": "own" if keeper == own else "van",
                    "location_id": location.id,
                    "resource_id": keeper.id,
                    "name": keeper.name,
                    "quantity": quantity,
                    "distance_km": air_km(near, homes[keeper.id]) if known else None,
                    "date": False,
                }
            )
        return sorted(places, key=_nearest)

    def _fieldwork_free_in_vans(self, company):
        """Return ``{location: quantity}`` of the vans that have any to spare."""
        vans = self.env["stock.location"].search(
            [("company_id", "=", company.id), ("fieldwork_resource_id", "!=", False)]
        )
        rows = self.env["stock.quant"]._read_group(
            [("product_id", "=", self.id), ("location_id", "child_of", vans.ids)],
            ["location_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        free = defaultdict(float)
        for location, quantity, reserved in rows:
            for van in vans:
                if location._child_of(van):
                    free[van] += quantity - reserved
        unit = self.uom_id
        return {van: qty for van, qty in free.items() if unit.compare(qty, 0.0) > 0}

    def _fieldwork_warehouse_places(self, company):
        shelves = company.sudo()._fieldwork_warehouse(check=False).lot_stock_id
        expected = self.env["fieldwork.order"]._kit_expected(company, self)
        quantity, receipts = expected[self.id]
        common = {
            "location_id": shelves.id,
            "resource_id": False,
            "name": shelves.warehouse_id.name,
            "distance_km": None,
        }
        places = []
        if self.uom_id.compare(quantity, 0.0) > 0:
            places.append(
                {**common, "kind": "warehouse", "quantity": quantity, "date": False}
            )
        return places + [
            {**common, "kind": "incoming", "quantity": amount, "date": moment}
            for moment, amount in receipts
        ]


def _nearest(place):
    distance = place["distance_km"]
    return (
        place["kind"] != "own",
        distance is None,
        distance or 0.0,
        -place["quantity"],
        place["name"] or "",
    )
