from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    fieldwork_contract_count = fields.Integer(
        string="Contracts",
        compute="_compute_fieldwork_contract_count",
        groups="fieldwork.group_fieldwork_dispatcher",
    )

    def _compute_fieldwork_contract_count(self):
        counts = dict(
            self.env["fieldwork.contract"]._read_group(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            entity = partner.commercial_partner_id
            partner.fieldwork_contract_count = counts.get(entity, 0)

    def action_view_fieldwork_contracts(self):
        """Open the contracts of these customers."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork_contract.fieldwork_contract_action"
        )
        entities = self.commercial_partner_id
        return dict(
            action,
            domain=[("commercial_partner_id", "in", entities.ids)],
            context={"default_partner_id": entities[:1].id},
        )
