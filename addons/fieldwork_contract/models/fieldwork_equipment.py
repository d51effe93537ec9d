from odoo import fields, models


class FieldworkEquipment(models.Model):
    _inherit = "fieldwork.equipment"

    contract_ids = fields.Many2many(
        "fieldwork.contract",
        string="Contracts",
        compute="_compute_contract_ids",
        groups="fieldwork.group_fieldwork_dispatcher",
        help="Contracts that name this machine or one that it is a component of.",
    )
    contract_count = fields.Integer(
        compute="_compute_contract_ids", groups="fieldwork.group_fieldwork_dispatcher"
    )

    def _compute_contract_ids(self):
        above = {
            int(part)
            for machine in self
            for part in (machine.parent_path or "").split("/")
            if part
        }
        rows = self.env["fieldwork.contract.equipment"].search(
            [("equipment_id", "in", list(above))]
        )
        for machine in self:
            own = rows.filtered(lambda row, machine=machine: row._includes(machine))
            machine.contract_ids = own.contract_id
            machine.contract_count = len(own.contract_id)

    def action_view_contracts(self):
        """Open the contracts of these machines."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork_contract.fieldwork_contract_action"
        )
        return dict(action, domain=[("id", "in", self.contract_ids.ids)], context={})
