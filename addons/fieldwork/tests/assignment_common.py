"""Technicians with and without mail, and orders planned on them."""

from datetime import datetime, timedelta

import vobject

from odoo import fields

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

from .common import FieldworkCommon

NOW = datetime(2026, 3, 2, 8, 0)  # a Monday


class AssignmentMixin:
    """Shared by ``TransactionCase`` and ``HttpCase``."""

    @classmethod
    def _set_up_assignments(cls):
        cls.company.write(
            {"email": "office@firm.example", "fieldwork_horizon_days": 14}
        )
        cls.company.partner_id.tz = "UTC"
        cls.technician.write({"email": "tina@firm.example", "name": "Tina"})
        cls.tina = cls._create_technician("Tina", user_id=cls.technician.id)
        cls.tina.employee_id.work_email = "tina@firm.example"
        cls.ugo = cls._create_technician("Ugo", work_email="ugo@firm.example")
        cls.nemo = cls._create_technician("Nemo")
        cls.van = cls._create_thing("van", "Van 7")
        cls.customer.phone = "+39 055 111"
        cls.site.write({"street": "Via Roma 1", "city": "Firenze", "tz": "UTC"})
        cls.order_type = cls.env["fieldwork.order.type"].create(
            {"name": "Repair", "duration": 2.0}
        )

    @classmethod
    def _order(cls, **vals):
        return cls._orders(1, **vals)

    @classmethod
    def _orders(cls, count, **vals):
        vals = {
            "partner_id": cls.customer.id,
            "site_id": cls.site.id,
            "type_id": cls.order_type.id,
            "user_id": cls.dispatcher.id,
            **vals,
        }
        orders = (
            cls.env["fieldwork.order"]
            .with_context(**DISABLED_MAIL_CONTEXT)
            .create([dict(vals) for _number in range(count)])
        )
        orders.action_confirm()
        return orders.with_env(cls.env)

    def _plan(self, orders, technicians=None, days=1, user=None, **kwargs):
        """Plan as the dispatcher, ``days`` from now at the same hour."""
        start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=days)
        orders = orders.with_user(user or self.dispatcher)
        people = self.tina if technicians is None else technicians
        visits = orders.plan(start, technicians=people, **kwargs)
        return visits.with_env(self.env)

    def _mails(self, assignments=None):
        domain = [("model", "=", "fieldwork.assignment")]
        if assignments is not None:
            domain.append(("res_id", "in", assignments.ids))
        return self.env["mail.mail"].sudo().search(domain, order="id")

    def _take_mails(self):
        """Return the mails since the last call."""
        self.env.flush_all()
        mails = self._mails().filtered(
            lambda mail: mail.id > self.__dict__.get("_last", 0)
        )
        self._last = max(mails.ids, default=self.__dict__.get("_last", 0))
        return mails

    def _ics(self, mail):
        return vobject.readOne(mail.attachment_ids.raw.decode())

    def _link(self, mail):
        """Return the path of the link in a mail."""
        body = mail.body_html
        start = body.index("/fieldwork/a/")
        return body[start : body.index('"', start)].partition("#")[0]


class AssignmentCase(AssignmentMixin, FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_assignments()
