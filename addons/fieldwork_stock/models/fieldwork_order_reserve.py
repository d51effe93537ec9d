import logging

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.fieldwork.const import OPEN_VISIT_STATES, PLANNABLE_STATES
from odoo.addons.fieldwork.tools.common_row import one_at_a_time

_logger = logging.getLogger(__name__)


class FieldworkOrder(models.Model):
    """Setting parts aside: transfers to the van of the next visit."""

    _inherit = "fieldwork.order"

    def action_reserve_kit(self):
        """Set the planned materials aside for the van of the next visit.

        :raise UserError: an order is closed, or no van or technician is planned
        """
        self._require_state(PLANNABLE_STATES, self.env._("given a kit"))
        vans = self.sudo()._kit_vans()  # whose stock a van is, dispatchers may ask
        for order in self:
            if order.id not in vans:
                raise UserError(
                    self.env._(
                        "Order %(order)s has no open visit with a van, or a technician "
                        "who carries parts: plan it first.",
                        order=order.name,
                    )
                )
        self._reserve_kit()
        return True

    def action_cancel(self, reason=None):
        res = super().action_cancel(reason)
        self._release_kit(loaded=True)
        return res

    def _close_done(self, at=None):
        res = super()._close_done(at)
        self._release_kit(loaded=True)
        return res

    def _follow_kit(self):
        """Bring what is set aside in line with the plan, where that is wanted.

        It is where the company sets aside at planning, or somebody has begun to.
        """
        planned = self.sudo().filtered(lambda one: one.state in PLANNABLE_STATES)
        planned = planned.filtered(
            lambda order: (
                order.material_ids._kit_moves()
                or (
                    order.company_id.fieldwork_kit_reserve
                    and any(order.material_ids.mapped("kit_qty"))
                )
            )
        )
        planned._try_reserve_kit()

    def _try_reserve_kit(self):
        """Reserve kits; what the stock refuses is noted, and holds up nobody."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._reserve_kit()
        except UserError as error:
            _logger.info("The kit of a visit was not reserved: %s", error)
            self._log_batch(
                self.env._("The kit was not reserved: %(error)s", error=error)
            )

    def _reserve_kit(self):
        """Set aside what is lacking, let go what is too much, follow the van."""
        # sudo: dispatchers set aside without rights on the warehouse
        orders = self.sudo()
        one_at_a_time(orders)
        vans = orders._kit_vans()
        orders.filtered(lambda order: order.id not in vans)._release_kit()
        with_van = orders.filtered(lambda order: order.id in vans)
        for company, group in with_van.grouped("company_id").items():
            group.with_company(company)._reserve_company_kit(vans)

    def _reserve_company_kit(self, vans):
        shelves = self.env.company._fieldwork_warehouse().lot_stock_id
        vals_list = []
        for order in self:
            visit, van = vans[order.id]
            order._redirect_kit(visit, van)
            for line in order.material_ids:
                places = line._kit_astray(van)
                lacking = line._kit_lacking()
                if lacking:
                    places[shelves] = lacking
                vals_list += [
                    line._prepare_kit_vals(quantity, place, van, visit)
                    for place, quantity in places.items()
                ]
        self._put_into_pickings(vals_list, vans)
        moves = self.env["stock.move"].create(vals_list)
        moves._action_confirm(merge=False)
        waiting = self.material_ids._kit_moves().filtered(
            lambda move: move.state in ("confirmed", "waiting", "partially_available")
        )
        waiting._action_assign()

    def _redirect_kit(self, visit, van):
        """Let open transfers go to the van, and in time for the visit."""
        self.ensure_one()
        moves = self.material_ids._kit_moves().filtered(lambda m: m.state != "done")
        moves.filtered(lambda move: move.location_id == van)._fieldwork_let_go()
        for picking in moves.filtered(lambda move: move.state != "cancel").picking_id:
            vals = {
                "location_dest_id": van.id,
                "fieldwork_visit_id": visit.id,
                "scheduled_date": visit.start,
            }
            changed = {
                name: value
                for name, value in vals.items()
                if picking._fields[name].convert_to_write(picking[name], picking)
                != value
            }
            if changed:
                picking.write(changed)

    def _put_into_pickings(self, vals_list, vans):
        """Give the moves of ``vals_list`` a transfer: one for each order and way."""
        opened = self.env["stock.picking"].search(
            [
                ("fieldwork_order_id", "in", self.ids),
                ("picking_type_id.code", "=", "internal"),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        names = ("fieldwork_order_id", "location_id", "location_dest_id")
        pickings = {tuple(one[name].id for name in names): one for one in opened}
        fresh = {}
        for vals in vals_list:
            key = tuple(vals[name] for name in names)
            if key not in pickings:
                visit, _van = vans[vals["fieldwork_order_id"]]
                fresh[key] = self._prepare_kit_picking_vals(vals, visit)
        created = self.env["stock.picking"].create(list(fresh.values()))
        pickings.update(zip(fresh, created, strict=True))
        for vals in vals_list:
            vals["picking_id"] = pickings[tuple(vals[name] for name in names)].id

    def _prepare_kit_picking_vals(self, vals, visit):
        """Return the values of the transfer of a kit, from those of a move (hook)."""
        return {
            "picking_type_id": self.env.company._fieldwork_loading_type().id,
            "company_id": vals["company_id"],
            "origin": vals["origin"],
            "scheduled_date": vals["date"],
            "location_id": vals["location_id"],
            "location_dest_id": vals["location_dest_id"],
            "fieldwork_order_id": vals["fieldwork_order_id"],
            "fieldwork_visit_id": visit.id,
        }

    def _release_kit(self, loaded=False):
        """Let go what is set aside and not loaded yet.

        :param bool loaded: what is loaded too; it stays in the van
        """
        # sudo: as in _reserve_kit
        self.sudo().material_ids._kit_moves()._fieldwork_let_go(loaded)

    def _leave_kit(self):
        """Let go what was set aside for a visit that does not take place, unless
        another one is planned, whose van gets it."""
        kept = self.sudo().filtered(lambda order: order.material_ids._kit_moves())
        kept._try_reserve_kit()

    def _kit_vans(self):
        """Return the next visit of each order and where its parts go.

        :return: ``{order.id: (visit, location)}``; none without a visit or a van
        """
        visits = {
            order.id: order.visit_ids.filtered(
                lambda visit: visit.state in OPEN_VISIT_STATES
            ).sorted("start")[:1]
            for order in self
        }
        places = self.env["fieldwork.visit"].union(*visits.values())._stock_sources()
        return {
            id_: (visit, places[visit.id])
            for id_, visit in visits.items()
            if visit and places[visit.id].fieldwork_resource_id
        }
