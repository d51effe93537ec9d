from odoo import models
from odoo.exceptions import UserError

QUANTITIES = ("used_qty", "left_qty", "returned_qty")


class FieldworkVisit(models.Model):
    """Materials as told from the field."""

    _inherit = "fieldwork.visit"

    def action_material(
        self,
        material=None,
        product=None,
        name=None,
        used_qty=None,
        left_qty=None,
        returned_qty=None,
        serial=None,
        details=None,
        at=None,
        client_uuid=None,
        position=None,
    ):
        """Tell what became of a material on this visit.

        :param material: id of a planned or earlier line to bring up to date; without
            it a new line is made
        :param product: id of the product of a new line
        :param str name: what it is, where it is no product
        :param float used_qty: used; ``left_qty`` stays with the customer unused,
            ``returned_qty`` comes back. None leaves a quantity as it is
        :param str serial: serial numbers, as text
        :param dict details: what addons know of a material besides; see
            ``_prepare_material_details``
        :param str client_uuid: id the device gave this event; also of the new line
        :return: the id of the line
        :raise UserError: not on the visit, nothing named, or no quantity
        """
        self.ensure_one()
        events = self._event_model()
        if events._already_received("material", self, client_uuid):
            return self._material_received(material, client_uuid)
        self.check_access("read")
        self._clocking(None)
        at = self._event_time(at)
        vals = self._prepare_material_vals(
            used_qty=used_qty,
            left_qty=left_qty,
            returned_qty=returned_qty,
            serial=serial,
        )
        vals |= self._prepare_material_details(details or {})
        line = self._material_line(material)
        if not line:
            vals |= self._prepare_new_material(product, name, vals)
            vals["client_uuid"] = client_uuid or False
        # Before the line: of two calls at once the second then waits and finds it.
        events._record("material", self, at, client_uuid, position, note=name)
        if line:
            line.write(vals)
            return line.id
        return line.create(vals).id

    def _prepare_material_vals(self, **told):
        """Return the values of a line, of what was told and is not None."""
        vals = {name: value for name, value in told.items() if value is not None}
        return {**vals, "visit_id": self.id}

    def _prepare_material_details(self, details):
        """Return the values of a line that addons make of ``details`` (hook)."""
        return {}

    def _material_received(self, material, client_uuid):
        line = material or self.env["fieldwork.material"].search(
            [("client_uuid", "=", client_uuid)], limit=1
        )
        return line if isinstance(line, int) else line.id

    def _material_line(self, material):
        line = self.env["fieldwork.material"]
        if not material:
            return line
        line = line.browse(material).exists()
        here = (self, self.browse())  # lines that were planned have no visit
        if line.order_id != self.order_id or line.visit_id not in here:
            raise UserError(
                self.env._(
                    "That material does not belong to %(visit)s: add it as a new one.",
                    visit=self.display_name,
                )
            )
        return line

    def _prepare_new_material(self, product, name, vals):
        name = (name or "").strip()
        if not product and not name:
            raise UserError(
                self.env._("Say which material: choose a product or write what it is.")
            )
        if not any(vals.get(key) for key in QUANTITIES):
            raise UserError(
                self.env._(
                    "Say how much of %(name)s was used, left or brought back.",
                    name=name or self.env["product.product"].browse(product).name,
                )
            )
        new = {"order_id": self.order_id.id}
        if product:
            new["product_id"] = product
        if name:
            new["name"] = name
        return new
