from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.fieldwork.const import OPEN_VISIT_STATES
from odoo.addons.fieldwork.tools.arguments import as_resources
from odoo.addons.fieldwork.tools.common_row import one_at_a_time

from .fieldwork_material import Part
from .fieldwork_material_move import take


class ResourceResource(models.Model):
    """Handing parts over, from one van or technician to another."""

    _inherit = "resource.resource"

    @api.model
    def action_transfer(
        self, product, quantity, source, target, lot=None, client_uuid=None
    ):
        """Hand parts over: they are in the other van at once.

        One of the two does it, or the office. The same again is no second transfer.

        :param product: record or id
        :param float quantity: in the unit of the product
        :param source: resource or id; none: the shelves of the warehouse, which only
            the office takes from
        :param target: resource or id
        :param lot: record or id, for products with lots or serial numbers
        :param str client_uuid: id the device gave this transfer
        :return: id of the stock move
        :raise UserError: neither of the two nor the office, no quantity, both carry
            the same stock, or the source does not have that many
        """
        # sudo: people in the field hand over without rights on the warehouse
        moves = self.env["stock.move"].sudo()
        if client_uuid:
            known = moves.search([("fieldwork_uuid", "=", client_uuid)])
            if known:
                return known.id
        source = as_resources(self.env, source)
        target = as_resources(self.env, target)
        target.ensure_one()
        self._check_may_transfer(source, target)
        product = self._record("product.product", product)
        places = self._transfer_places(source.sudo(), target.sudo())
        lot = self._record("stock.lot", lot)
        # Two who take the last one at once must not both have it, and what is sent
        # twice at once is found by the second try.
        one_at_a_time(places[0])
        self._check_transfer(product, quantity, lot, *places)
        move = moves.create(
            self._prepare_transfer_vals(product, quantity, lot, *places, client_uuid)
        )
        move._action_done()
        return move.id

    @api.model
    def _record(self, model, value):
        """Return ``value``, a record or an id, as a record without rights."""
        return self.env[model].sudo().browse(int(value) if value else None).exists()

    def _check_may_transfer(self, source, target):
        """Only the two themselves, and the office, hand parts over."""
        user = self.env.user
        if self.env.su or user.has_group("fieldwork.group_fieldwork_dispatcher"):
            return
        if not source or not (source | target) & self._transfer_own():
            raise UserError(
                self.env._(
                    "Parts are handed over by those who carry them, %(people)s, or by "
                    "the office.",
                    people=", ".join((source | target).sudo().mapped("name")),
                )
            )

    def _transfer_own(self):
        """Return whose stock the user carries: their own, their usual van's, and that
        of the vans on their open visits."""
        # sudo: their own visits, also those they have not received yet
        own = self.env.user.sudo().fieldwork_resource_ids
        visits = self.env["fieldwork.visit"].sudo()
        visits = visits.search(
            [
                ("state", "in", OPEN_VISIT_STATES),
                (
                    "assignment_ids",
                    "any",
                    [("resource_id", "in", own.ids), ("response", "!=", "refused")],
                ),
            ]
        )
        vans = visits.assignment_ids.resource_id.filtered(
            lambda resource: resource.fieldwork_kind == "van"
        )
        return own | own.fieldwork_van_id | vans

    def _transfer_places(self, source, target):
        company = target.company_id
        locations = (source | target)._fieldwork_stock_location(company)
        shelves = company._fieldwork_warehouse().lot_stock_id
        goes_to = locations.get(target.id)
        comes_from = locations.get(source.id) if source else shelves
        if source and source.company_id != company or not (comes_from and goes_to):
            raise UserError(
                self.env._(
                    "%(giver)s and %(taker)s cannot hand parts to each other: choose "
                    "vans or technicians of one company.",
                    giver=source.name,
                    taker=target.name,
                )
            )
        if comes_from == goes_to:
            raise UserError(
                self.env._(
                    "%(giver)s and %(taker)s carry the same stock already.",
                    giver=source.name,
                    taker=target.name,
                )
            )
        return comes_from, goes_to

    def _check_transfer(self, product, quantity, lot, source, target):
        if not product or product.type != "consu":
            raise UserError(self.env._("Choose the part that is handed over."))
        if product.uom_id.compare(quantity, 0.0) <= 0:
            raise UserError(
                self.env._(
                    "Say how many %(product)s are handed over.", product=product.name
                )
            )
        if product.tracking in ("lot", "serial") and lot.product_id != product:
            raise UserError(
                self.env._(
                    "Say which lot or serial number of %(product)s is handed over.",
                    product=product.name,
                )
            )

    def _prepare_transfer_vals(
        self, product, quantity, lot, source, target, client_uuid
    ):
        """Return the values of the move that hands parts over (hook).

        :raise UserError: the source does not have that many
        """
        return self.env["stock.move"]._fieldwork_done_vals(
            product,
            source,
            target,
            self._take_from(source, product, quantity, lot),
            lot,
            company_id=target.company_id.id,
            origin=f"{source.name} → {target.name}",
            fieldwork_kind="transfer",
            fieldwork_uuid=client_uuid or False,
        )

    def _take_from(self, source, product, quantity, lot):
        """Return the values of the move lines that take parts from ``source``."""
        if not product.is_storable:
            return [{"location_id": source.id, "quantity": quantity}]
        shelf = source._fieldwork_shelf(product, free=True)[source.id, product.id]
        taken = take(shelf, Part(product, "transfer", lot), quantity)
        there = sum(one["quantity"] for one in taken)
        if product.uom_id.compare(there, quantity) < 0:
            raise UserError(
                self.env._(
                    "%(place)s has %(there)s %(unit)s of %(product)s that nobody else "
                    "needs: take that many, or correct the stock there.",
                    place=source.name,
                    there=f"{there:g}",
                    unit=product.uom_id.name,
                    product=product.name,
                )
            )
        return taken
