"""Every public method of the addon × every kind of person, by subject."""

import json

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tools import SQL

from .access_common import AccessCommon, table
from .common_orders import at

# Who is tried; the others have no rights at all in test_access_matrix.
TRIED = ("mgr", "dis", "dis2", "tec", "tec2", "co2", "cus")
# What comes of it when somebody calls a method on the records of one order, as the
# web client would:
#   does  something has changed
#   tell  nothing has changed, and the answer holds words of the order
#   open  nothing has changed, and the answer tells nothing: an action to open
#   -     it is refused
# Dialogs are the dispatcher's or the manager's who made them.
# Tables of core that our methods write.
CORE_TABLES = (
    "hr_employee",
    "hr_employee_skill",
    "ir_attachment",
    "mail_activity",
    "mail_mail",
    "mail_message",
    "res_company",
    "res_groups_users_rel",
    "res_partner",
    "res_users",
    "resource_resource",
)


class _Undo(Exception):
    pass


class AccessMethodsCommon(AccessCommon):
    """Tries the methods of one subject, and undoes what they do."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tables = sorted(
            {
                model._table
                for name, model in cls.env.items()
                if name.startswith("fieldwork.")
                and model._auto
                and not (model._abstract or model._transient)
            }.union(CORE_TABLES)
        )

    @classmethod
    def _make_order(cls, **vals):
        return cls._create_order(
            team_id=cls.team.id,
            equipment_ids=[Command.link(cls.equipment.id)],
            description="No hot water",
            **vals,
        )

    @classmethod
    def _make_planned(cls):
        """Return the visit, on Ana and the van, of an order of its own."""
        order = cls._make_order()
        return order.plan(at(8, day=12), technicians=cls.ana, resources=cls.van)

    def assertMethods(self, expected, calls):
        """Check that all methods of one subject do as its table says.

        :param str expected: the table
        :param calls: ``{model: {method: (record, positional arguments)}}``, such that
            who may do it succeeds
        """
        self.before = self._state_of_tables()
        self.secrets = (self.order.name, "Bakery", "No hot water", "Gasket", "B-1")
        rows = []
        for model, methods in calls.items():
            for method, (records, args) in methods.items():
                records = self.env[model] if records is None else records
                row = [
                    self._try(self.people[name], records, method, args)
                    for name in TRIED
                ]
                rows.append((f"{model} {method}", row))
        self.assertMultiLineEqual(expected.strip("\n"), table(TRIED, rows, 49))

    def _state_of_tables(self):
        self.env.flush_all()
        parts = [
            SQL(
                "SELECT %s AS name, md5(string_agg(t::text, '|' ORDER BY t::text)) "
                "FROM %s AS t",
                table,
                SQL.identifier(table),
            )
            for table in self.tables
        ]
        return self.env.execute_query(SQL(" UNION ALL ").join(parts))

    def _try(self, user, records, method, args):
        """Call as the web client would, and undo it."""
        self.env.invalidate_all()
        outcome = "-"
        try:
            with self.env.cr.savepoint():
                model = records.with_env(self.env(user=user.id, su=False)).browse()
                if not getattr(getattr(type(model), method), "_api_model", False):
                    args = [records.ids, *args]
                answer = call_kw(model, method, args, {})
                outcome = self._what_came_of_it(answer)
                raise _Undo
        except (UserError, _Undo):
            return outcome

    def _what_came_of_it(self, answer):
        if self._state_of_tables() != self.before:
            return "does"
        text = json.dumps(answer, default=str)
        if any(word in text for word in self.secrets):
            return "tell"
        return "open"
