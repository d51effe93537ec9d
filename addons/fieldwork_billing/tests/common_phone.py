from odoo.addons.fieldwork.tests.common_orders import at
from odoo.addons.fieldwork.tests.report_common import signature

from .common_invoice import BillingInvoiceCommon


class PhoneCommon(BillingInvoiceCommon):
    """A visit under way: Ana's screen, another technician's and the salesperson's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("fw_seller", "technician")
        cls.seller.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.customer.user_id = cls.seller
        cls.repair = cls._create_service("Repair", 200.0, cls.unit)
        cls.company.fieldwork_sign_on_site = True
        cls.order = cls._create_order(equipment_ids=[(6, 0, cls.equipment.ids)])
        cls.visit = cls._create_visit(cls.order).sudo()
        with cls._frozen(at(9)):
            cls.visit.action_start(at=at(9))
        cls.mine = cls.visit.with_env(cls.env(user=cls.technician))

    def _as(self, user):
        return self.visit.with_env(self.env(user=user))

    def _ask(self, description="New pump", parts=None, **kwargs):
        """Return the quotation, as superuser, that Ana asks for at ten."""
        parts = [(self.part.id, 2)] if parts is None else parts
        with self._frozen(at(10)):
            quote_id = self.mine.action_request_quote(
                description, parts=parts, **kwargs
            )
        return self.env["sale.order"].browse(quote_id)

    def _sign(self, quote, visit=None, moment=None, **kwargs):
        visit = self.mine if visit is None else visit
        values = {
            "name": "Carla Lindt",
            "image": signature(),
            "fingerprint": quote._fieldwork_fingerprint(),
            **kwargs,
        }
        with self._frozen(moment or at(10)):
            return visit.action_sign_quote(quote.id, **values)

    def _shown(self, user=None):
        """Return what My Day shows of the visit."""
        with self._frozen(at(10)):
            day = self._as(user or self.technician).get_my_day("2026-03-10")
        return next(one for one in day["visits"] if one["id"] == self.visit.id)
