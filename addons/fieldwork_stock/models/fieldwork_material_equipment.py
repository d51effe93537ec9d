from collections import defaultdict

from odoo import models

from .fieldwork_material import StockPlan


class FieldworkMaterial(models.Model):
    """What is built in with a serial number is equipment of the site from then on."""

    _inherit = "fieldwork.material"

    def _stock_plans(self):
        """Refuse serial numbers that stand somewhere else already."""
        plans = super()._stock_plans()
        built_in = {
            line: [part.lot for part in plans[line.id].wanted if _is_built_in(part)]
            for line in self
        }
        equipment = self._find_equipment(built_in)
        for line, lots in built_in.items():
            for lot in lots:
                there = equipment.get(line._equipment_key(lot))
                if there and there._is_elsewhere(line.order_id):
                    plans[line.id] = StockPlan({}, line._elsewhere(there))
        return plans

    def _elsewhere(self, equipment):
        return self.env._(
            "Serial number %(serial)s of %(product)s is already at %(site)s: correct "
            "the number, or move %(equipment)s here first.",
            serial=equipment.serial,
            product=equipment.product_id.display_name,
            site=equipment.site_id.display_name,
            equipment=equipment.display_name,
        )

    def _carry_out(self, trips):
        moves = super()._carry_out(trips)
        built_in, taken_out = defaultdict(list), defaultdict(list)
        for trip in trips:
            if _is_built_in(trip.part):
                where = taken_out if trip.origin else built_in
                where[trip.material].append(trip.part.lot)
        equipment = self._find_equipment({**taken_out, **built_in})
        for line, lots in taken_out.items():
            for lot in lots:
                there = equipment.get(line._equipment_key(lot))
                if there and there.site_id == line.order_id.site_id:
                    there._take_off_site(line.order_id)
        self._build_in(built_in, equipment)
        return moves

    def _build_in(self, built_in, equipment):
        """Make equipment of what was built in, or bring there what is known.

        :param dict built_in: ``{line: [lot, ...]}``
        :param dict equipment: as :meth:`_find_equipment` returns it
        """
        fresh = []
        for line, lots in built_in.items():
            for lot in lots:
                there = equipment.get(line._equipment_key(lot))
                if there:
                    there._put_on_site(line.order_id, line._installed_on())
                else:
                    fresh.append(line._prepare_equipment_vals(lot))
        self.env["fieldwork.equipment"].create(fresh)

    def _find_equipment(self, lots_by_line):
        """Return the cards of serial numbers, archived ones too.

        :param dict lots_by_line: ``{line: [lot, ...]}``
        :return: ``{(company.id, product.id, serial): equipment}``
        """
        keys = {
            line._equipment_key(lot)
            for line, lots in lots_by_line.items()
            for lot in lots
        }
        if not keys:
            return {}
        companies, products, serials = map(list, zip(*keys, strict=True))
        # sudo: the number is taken, whoever may see the card
        found = (
            self.env["fieldwork.equipment"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "in", companies),
                    ("product_id", "in", products),
                    ("serial", "in", serials),
                ]
            )
        )
        return {
            (one.company_id.id, one.product_id.id, one.serial): one for one in found
        }

    def _equipment_key(self, lot):
        self.ensure_one()
        return self.company_id.id, lot.product_id.id, lot.name

    def _installed_on(self):
        self.ensure_one()
        return self._stock_visit().day or self.company_id._fieldwork_today()

    def _prepare_equipment_vals(self, lot):
        """Return the values of the equipment that a used part becomes (hook)."""
        self.ensure_one()
        order = self.order_id
        return {
            "name": lot.product_id.name,
            "company_id": self.company_id.id,
            "product_id": lot.product_id.id,
            "serial": lot.name,
            "partner_id": order.partner_id.id,
            "site_id": order.site_id.id,
            "installed_on": self._installed_on(),
        }


def _is_built_in(part):
    return part.kind == "used" and part.lot and part.product.tracking == "serial"
