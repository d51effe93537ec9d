"""Users, companies and factories that the tests of this addon share."""

from contextlib import contextmanager

from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

GROUPS = "fieldwork.group_fieldwork_"


class FieldworkUsersMixin:
    """Who is there in every test: one user of each kind, two companies.

    A mixin, so that ``TransactionCase`` and ``HttpCase`` share it: call
    :meth:`_set_up_fieldwork` from ``setUpClass``.
    """

    @classmethod
    def _set_up_fieldwork(cls):
        cls.env = cls.env(
            context={
                **cls.env.context,
                "no_reset_password": True,
                "mail_create_nolog": True,
            }
        )
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Other Firm"})
        cls.technician = cls._create_user("fw_technician", "technician")
        cls.technician_2 = cls._create_user("fw_technician_2", "technician")
        cls.dispatcher = cls._create_user("fw_dispatcher", "dispatcher")
        cls.manager = cls._create_user("fw_manager", "manager")
        cls.other_dispatcher = cls._create_user(
            "fw_other_dispatcher", "dispatcher", company=cls.other_company
        )
        cls.customer = cls._create_customer("Bakery Lindt")
        cls.site = cls._create_site(cls.customer, "Bakery Shop")
        cls.portal_user = new_test_user(
            cls.env,
            login="fw_portal",
            groups="base.group_portal",
            partner_id=cls._create_contact(cls.customer, "Petra Portal").id,
        )
        cls.plain_user = new_test_user(
            cls.env, login="fw_plain", groups="base.group_user"
        )

    @contextmanager
    def assertRefused(self, exception, message):
        """Something is refused in these words, and nothing of it is left behind.

        Core's ``assertRaises`` goes back to a savepoint, its ``assertRaisesRegex``
        does not.
        """
        with self.assertRaises(exception) as caught, mute_logger("odoo.sql_db"):
            yield
        self.assertRegex(str(caught.exception), message)

    @classmethod
    def _create_user(cls, login, group, company=None, **vals):
        """Return an internal user of ``fieldwork.group_fieldwork_<group>``."""
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=login,
            groups=f"base.group_user,{GROUPS}{group}",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
            **vals,
        )

    @classmethod
    def _create_customer(cls, name="Customer", **vals):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **vals})

    @classmethod
    def _create_site(cls, customer, name="Site", **vals):
        return cls.env["res.partner"].create(
            {"name": name, "type": "site", "parent_id": customer.id, **vals}
        )

    @classmethod
    def _create_contact(cls, customer, name="Contact", **vals):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "type": "contact",
                "parent_id": customer.id,
                "email": f"{name.lower().replace(' ', '.')}@example.com",
                **vals,
            }
        )

    @classmethod
    def _create_team(cls, name="Team", **vals):
        return cls.env["fieldwork.team"].create({"name": name, **vals})

    @classmethod
    def _create_employee(cls, name="Employee", **vals):
        return cls.env["hr.employee"].create({"name": name, "tz": "UTC", **vals})

    @classmethod
    def _create_technician(cls, name="Technician", team=None, **vals):
        """Return the resource of a new employee who goes out.

        Pass ``user_id`` for somebody who signs in.
        """
        employee = cls._create_employee(name, **vals)
        employee.action_make_technician(team=team)
        return employee.resource_id

    @classmethod
    def _create_thing(cls, kind="van", name="Van", **vals):
        """Return a resource that is a van, tool or instrument."""
        return cls.env["resource.resource"].create(
            {"name": name, "fieldwork_kind": kind, **vals}
        )

    @classmethod
    def _create_equipment(cls, name="Boiler", **vals):
        vals = {"partner_id": cls.customer.id, "site_id": cls.site.id, **vals}
        return cls.env["fieldwork.equipment"].create({"name": name, **vals})


class FieldworkCommon(FieldworkUsersMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_fieldwork()
