from datetime import timedelta

from freezegun import freeze_time

from odoo.addons.fieldwork.tests.common_orders import FieldworkOrderCommon, at


class BillingCommon(FieldworkOrderCommon):
    """A firm with rates: 60 an hour, in steps of 15 minutes and at least one hour."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_billing()

    @classmethod
    def _set_up_billing(cls):
        # Price lists are a choice of Odoo's settings.
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(
            "product.group_product_pricelist"
        )
        cls.hour = cls.env.ref("uom.product_uom_hour")
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.pricelist = cls.env["product.pricelist"].create({"name": "List"})
        cls.customer.property_product_pricelist = cls.pricelist
        cls.labour = cls._create_service("Labour", 60.0, cls.hour)
        cls.callout = cls._create_service("Call-out", 30.0, cls.unit)
        cls.km = cls._create_service(
            "Kilometre", 0.5, cls.env.ref("uom.product_uom_km")
        )
        cls.part = cls.env["product.product"].create(
            {"name": "Pump", "list_price": 100.0, "standard_price": 40.0}
        )
        cls.labour_rate = cls._create_rate(
            kind="labour", product_id=cls.labour.id, step_minutes=15
        )
        cls.biller = cls._create_user("fw_biller", "dispatcher")
        cls.biller.group_ids += cls.env.ref("fieldwork_billing.group_fieldwork_billing")

    @classmethod
    def _create_service(cls, name, price, uom):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "list_price": price,
                "uom_id": uom.id,
                "taxes_id": [(5, 0, 0)],
            }
        )

    @classmethod
    def _create_rate(cls, **vals):
        return cls.env["fieldwork.rate"].create({"company_id": cls.company.id, **vals})

    @classmethod
    def _create_band(cls, **vals):
        return cls.env["fieldwork.time.band"].create(vals)

    @classmethod
    def _done_visit(cls, minutes=110, start=None, technicians=None, order=None, **vals):
        """Return a visit on which ``technicians`` worked ``minutes`` from ``start``."""
        start = start or at(9)
        order = order or cls._create_order(**vals)
        visit = order.plan(
            start, technicians=technicians or cls.ana, additional=True
        ).sudo()
        with cls._frozen(start + timedelta(minutes=minutes)):
            visit.action_start(at=start)
            visit.action_done("solved")
        return visit

    @classmethod
    def _frozen(cls, moment):
        return freeze_time(moment)

    def _charges(self, order):
        return order.sudo().charge_ids.sorted("id")

    def _due(self, order):
        """Return ``{source kind: (minutes or quantity, amount)}`` summed by kind."""
        sums = {}
        for charge in self._charges(order):
            quantity, amount = sums.get(charge.kind, (0, 0))
            sums[charge.kind] = (
                quantity + (charge.minutes or charge.quantity),
                amount + charge.amount,
            )
        return sums
