from odoo import models
from odoo.exceptions import UserError


class FieldworkVisit(models.Model):
    """For which machine of the order a part was used."""

    _inherit = "fieldwork.visit"

    def _prepare_material_details(self, details):
        """Take down the machine that a part is for.

        :param dict details: ``equipment``, the id of a machine of the order, or False
            for all of them; left out nothing is changed
        :raise UserError: the machine is not one of the order's
        """
        vals = super()._prepare_material_details(details)
        if "equipment" not in details:
            return vals
        # sudo: the machines of the visit are shown to its technicians
        machines = self.sudo().order_id.equipment_ids
        equipment = details["equipment"]
        if equipment and equipment not in machines.ids:
            raise UserError(
                self.env._(
                    "Visit %(visit)s: choose one of the machines of the order: "
                    "%(machines)s.",
                    visit=self.display_name,
                    machines=", ".join(machines.mapped("name")),
                )
            )
        return {**vals, "equipment_id": equipment or False}

    def _my_day_materials(self):
        shown = super()._my_day_materials()
        for line in shown:
            material = self.env["fieldwork.material"].browse(line["id"])
            line["equipment"] = material.equipment_id.id
        return shown
