from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Hide “My Day” from people of the office who do not go out themselves.

        The groups cannot tell: every dispatcher has a technician's rights.
        """
        res = super()._load_menus_blacklist()
        user = self.env.user
        in_office = user.has_group("fieldwork.group_fieldwork_dispatcher")
        # sudo: the own resources are the user's own
        if in_office and not user.sudo().fieldwork_resource_ids:
            menu = self.env.ref(
                "fieldwork.fieldwork_menu_my_day", raise_if_not_found=False
            )
            res += menu.ids if menu else []
        return res
