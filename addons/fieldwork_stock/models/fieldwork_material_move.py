import logging
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.fieldwork.tools.common_row import one_at_a_time

from .fieldwork_material import Part, StockPlan, outstanding

_logger = logging.getLogger(__name__)


class Trip(NamedTuple):
    """A quantity that goes from one place to another for one line.

    ``lines`` are the values of its move lines, as far as the places decide them.
    """

    material: models.Model
    part: Part
    source: models.Model
    target: models.Model
    lines: list
    origin: models.Model  # the move that this one takes back


class FieldworkMaterial(models.Model):
    """Moving parts from the van to the customer, once, and back."""

    _inherit = "fieldwork.material"

    def _move_stock(self, strict=False):
        """Move what is due and has not been moved; bring back what is too much.

        What the place does not have is not moved. Nobody in the field is held up:
        what the stock refuses is told to the dispatcher.

        :param bool strict: raise what the stock refuses
        """
        # sudo: technicians move what they use, without rights on the warehouse
        due = self.sudo().filtered(lambda line: line._stock_is_due())
        due = due.filtered(
            lambda line: line.product_id.type == "consu" or line.move_ids
        )
        if not due:
            return
        # Two who tell the same line at once must not both move it.
        one_at_a_time(due)
        errors = {}
        for company, lines in due.grouped("company_id").items():
            lines = lines.with_company(company)
            errors |= lines._move_differences(strict=strict)
        due.order_id._tell_stock_waiting(errors)

    def _bring_back(self):
        """Take back all that these lines have moved."""
        # sudo: as in _move_stock
        moving = self.sudo().filtered("move_ids")
        one_at_a_time(moving)
        for company, lines in moving.grouped("company_id").items():
            nothing = {line.id: StockPlan({}) for line in lines}
            lines.with_company(company)._move_differences(nothing, strict=True)

    def _settle_plans(self):
        """Return the plans to be carried out, with what they need made (hook)."""
        return self._stock_plans()

    def _move_differences(self, plans=None, strict=False):
        """Move between what ``plans`` ask for and what has been moved.

        :param dict plans: ``{line.id: StockPlan}``; default what the lines say
        :return: ``{order: text}`` of what the stock refused
        """
        try:
            with self.env.cr.savepoint():
                lacking = self._get_lacking(plans or self._settle_plans())
                if any(lacking.values()):
                    self._carry_out(
                        self._trips_back(lacking) + self._trips_out(lacking)
                    )
        except UserError as error:
            if strict:
                raise
            _logger.info("Parts of visits were not moved: %s", error)
            return dict.fromkeys(self.order_id, str(error))
        return {}

    def _get_lacking(self, plans):
        """Return ``{line: {Part: quantity to move, negative: back}}``."""
        moved = self._stock_moved()
        return {
            line: outstanding(plans[line.id], moved[line.id])
            for line in self
            if not plans[line.id].problem
        }

    def _carry_out(self, trips):
        """Make the moves of ``trips`` and have them done, in one batch."""
        pickings = self._create_slips(trips)
        moves = self.env["stock.move"].create(
            [self._prepare_move_vals(trip, pickings) for trip in trips]
        )
        on_slips = moves.picking_id.move_ids
        (moves - on_slips)._action_done()
        if on_slips:
            # As from the warehouse: whoever numbers delivery documents does it here.
            on_slips.picking_id._action_done()
        return moves

    # ------------------------------------------------------------------
    # Where from and where to
    # ------------------------------------------------------------------

    def _trips_out(self, lacking):
        """Return the trips to the customer of what the places have."""
        sources = self._sources()
        # Parts are counted below: two at once must not count the same ones. Core
        # passes over a row that another transaction holds and would go below zero.
        places = self.env["stock.location"].union(*sources.values())
        one_at_a_time(places)
        shelf = places._fieldwork_shelf(self.product_id)
        trips = []
        for line, parts in lacking.items():
            source = sources[line.id]
            for part, quantity in parts.items():
                if quantity <= 0:
                    continue
                if part.product.is_storable:
                    taken = take(shelf[source.id, part.product.id], part, quantity)
                else:
                    taken = [{"location_id": source.id, "quantity": quantity}]
                if taken:
                    trips.append(line._trip_out(part, source, taken))
        return trips

    def _trip_out(self, part, source, taken):
        return Trip(
            self, part, source, self._customer_location(), taken, self.move_ids.browse()
        )

    def _trips_back(self, lacking):
        """Return the trips back to where the parts came from, latest first."""
        trips = []
        for line, parts in lacking.items():
            for part, quantity in parts.items():
                if quantity < 0:
                    trips += line._trips_back_of(part, -quantity)
        return trips

    def _trips_back_of(self, part, quantity):
        unit, trips = part.product.uom_id, []
        gone = self.move_ids.move_line_ids.filtered(
            lambda one: (
                one.state == "done"
                and not one.move_id.origin_returned_move_id
                and Part(one.product_id, one.move_id.fieldwork_kind, one.lot_id) == part
            )
        )
        for one in gone.sorted("id", reverse=True):
            if unit.compare(quantity, 0.0) <= 0:
                break
            back = min(quantity, one.quantity_product_uom)
            quantity -= back
            here = one.location_dest_id
            taken = [{"location_id": here.id, "quantity": back}]
            trips.append(Trip(self, part, here, one.location_id, taken, one.move_id))
        return trips

    def _sources(self):
        """Return ``{line.id: location}`` from which each line takes its parts."""
        visits = {line.id: line._stock_visit() for line in self}
        by_visit = self.env["fieldwork.visit"].union(*visits.values())._stock_sources()
        shelves = self.env.company._fieldwork_warehouse().lot_stock_id
        return {id_: by_visit.get(visit.id, shelves) for id_, visit in visits.items()}

    def _stock_visit(self):
        """Return the visit whose van the line is taken from."""
        self.ensure_one()
        return self.visit_id or self.order_id._last_visit()

    def _customer_location(self):
        self.ensure_one()
        return (
            self.order_id.site_id.property_stock_customer
            or self.env["stock.warehouse"]._get_partner_locations()[0]
        )

    # ------------------------------------------------------------------
    # Documents
    # ------------------------------------------------------------------

    def _create_slips(self, trips):
        """Make one delivery slip per visit and way for what is left with customers.

        :return: ``{(visit, source, target): picking}``
        """
        vals = {}
        for trip in trips:
            if trip.part.kind == "left":
                key = trip.material._slip_key(trip)
                vals.setdefault(key, trip.material._prepare_slip_vals(trip))
        pickings = self.env["stock.picking"].create(list(vals.values()))
        return dict(zip(vals, pickings, strict=True))

    def _slip_key(self, trip):
        return trip.material._stock_visit(), trip.source, trip.target

    def _prepare_slip_vals(self, trip):
        """Return the values of the delivery slip that ``trip`` is on (hook)."""
        self.ensure_one()
        warehouse = self.env.company._fieldwork_warehouse()
        back = trip.origin and warehouse.in_type_id
        visit = self._stock_visit()
        # Whoever signed the report has had what was left. Written with the slip: a
        # signature written later has core print and attach the slip at once.
        signature = self.browse() if back else visit._valid_signatures("customer")
        return {
            "picking_type_id": (back or warehouse.out_type_id).id,
            "partner_id": self.order_id.site_id.id,
            "company_id": self.company_id.id,
            "origin": self.order_id.name,
            "location_id": trip.source.id,
            "location_dest_id": trip.target.id,
            "fieldwork_order_id": self.order_id.id,
            "fieldwork_visit_id": visit.id,
            "signature": bool(signature) and signature[0].image,
        }

    def _prepare_move_vals(self, trip, pickings):
        """Return the values of the move that carries out one trip (hook)."""
        material, part = trip.material, trip.part
        picking = part.kind == "left" and pickings[self._slip_key(trip)]
        return self.env["stock.move"]._fieldwork_done_vals(
            part.product,
            trip.source,
            trip.target,
            trip.lines,
            part.lot,
            picking_id=picking and picking.id,
            company_id=material.company_id.id,
            origin=material.order_id.name,
            partner_id=material.order_id.site_id.id,
            origin_returned_move_id=trip.origin.id,
            fieldwork_order_id=material.order_id.id,
            fieldwork_material_id=material.id,
            fieldwork_kind=part.kind,
        )


def take(shelf, part, quantity):
    """Take up to ``quantity`` of ``part`` from ``shelf``, which is made less.

    Of a lot what is known to be of it goes first, then what has no number yet.

    :param list shelf: ``[[quant, quantity left], ...]``
    :return: the values of move lines
    """
    unit, taken = part.product.uom_id, []
    for lot in dict.fromkeys((part.lot, part.lot.browse())):
        for entry in shelf:
            quant, left = entry
            amount = min(quantity, left)
            if quant.lot_id != lot or unit.compare(amount, 0.0) <= 0:
                continue
            entry[1] -= amount
            quantity -= amount
            taken.append(
                {
                    "location_id": quant.location_id.id,
                    "package_id": quant.package_id.id,
                    "owner_id": quant.owner_id.id,
                    "quantity": amount,
                }
            )
    return taken
