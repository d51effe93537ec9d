from odoo import models
from odoo.exceptions import UserError

from odoo.addons.fieldwork.tools.common_row import one_at_a_time


class FieldworkMaterial(models.Model):
    """Faulty parts that were taken out and come back: into quarantine."""

    _inherit = "fieldwork.material"

    def action_return_faulty(
        self, quantity=1.0, reason=None, serial=None, product=None, client_uuid=None
    ):
        """Tell that a faulty part was taken out at the customer's and comes back.

        :param float quantity: in the unit of the product
        :param str reason: what is wrong with it; required
        :param str serial: lot or serial number, where the product has one
        :param product: id of the product; default that of the line, which took its
            place
        :param str client_uuid: id the device gave this; the same again is one part
        :return: id of the stock move
        :raise UserError: no product, quantity, reason or number
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: technicians bring parts back without rights on the warehouse
        line = self.sudo().with_company(self.company_id)
        one_at_a_time(line)  # of the same sent twice at once the second finds it
        moves = line.env["stock.move"]
        known = client_uuid and moves.search([("fieldwork_uuid", "=", client_uuid)])
        if known:
            return known.id
        product = line.product_id.browse(product) if product else line.product_id
        reason = line.order_id._require_reason(reason)
        line._check_faulty(product, quantity)
        lot = line._faulty_lot(product, (serial or "").strip())
        move = moves.create(
            line._prepare_faulty_vals(product, quantity, lot, reason, client_uuid)
        )
        move._action_done()
        line._after_faulty(move, lot, reason)
        return move.id

    def action_ask_faulty(self):
        """Open the dialog for a faulty part that comes back."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Faulty Part"),
            "res_model": "fieldwork.part.faulty",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_material_id": self.id,
                "default_product_id": self.product_id.id,
            },
        }

    def _check_faulty(self, product, quantity):
        if product.type != "consu":
            raise UserError(
                self.env._(
                    "Say which part comes back for %(material)s: choose its product.",
                    material=self.name,
                )
            )
        if product.uom_id.compare(quantity, 0.0) <= 0:
            raise UserError(
                self.env._("Say how many %(product)s come back.", product=product.name)
            )

    def _faulty_lot(self, product, name):
        """Return the lot of a part that comes back, made where receipts may."""
        lots = self.env["stock.lot"]
        if product.tracking not in ("lot", "serial"):
            return lots
        found = name and lots.search(
            [
                ("product_id", "=", product.id),
                ("name", "=", name),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=1,
        )
        if found:
            return found
        if not (name and self._receipts_make_lots()):
            raise UserError(self._faulty_lot_problem(product, name))
        return lots.create(
            {
                "name": name,
                "product_id": product.id,
                "company_id": product.company_id.id and self.company_id.id,
            }
        )

    def _faulty_lot_problem(self, product, name):
        if not name:
            return self.env._(
                "Write the lot or serial number of the faulty %(product)s.",
                product=product.name,
            )
        return self.env._(
            "%(number)s of %(product)s is not known: correct the number, or let "
            "receipts make new ones (Inventory, Operation Types).",
            number=name,
            product=product.name,
        )

    def _receipts_make_lots(self):
        return self.company_id._fieldwork_warehouse().in_type_id.use_create_lots

    def _prepare_faulty_vals(self, product, quantity, lot, reason, client_uuid):
        """Return the values of the move into quarantine (hook)."""
        self.ensure_one()
        source = self._customer_location()
        return self.env["stock.move"]._fieldwork_done_vals(
            product,
            source,
            self.company_id._fieldwork_place("quarantine"),
            [{"quantity": quantity, "location_id": source.id}],
            lot,
            company_id=self.company_id.id,
            origin=self.order_id.name,
            partner_id=self.order_id.site_id.id,
            fieldwork_order_id=self.order_id.id,
            fieldwork_material_id=self.id,
            fieldwork_kind="faulty",
            fieldwork_note=reason,
            fieldwork_uuid=client_uuid or False,
        )

    def _after_faulty(self, move, lot, reason):
        """Take the card of the part off the site, and tell the order (hook)."""
        if lot and move.product_id.tracking == "serial":
            found = self._find_equipment({self: [lot]}).values()
            for equipment in found:
                if equipment.site_id == self.order_id.site_id:
                    equipment._take_off_site(self.order_id)
        self.order_id._log_batch(
            self.env._(
                "Faulty part back: %(quantity)s %(unit)s %(product)s %(number)s – "
                "%(reason)s",
                quantity=f"{move.quantity:g}",
                unit=move.product_uom.name,
                product=move.product_id.display_name,
                number=lot.name or "",
                reason=reason,
            )
        )
