import inspect

from odoo.tests import TransactionCase

from . import (
    test_access_methods_checklists,
    test_access_methods_orders,
    test_access_methods_people,
    test_access_methods_sites,
    test_access_methods_visits,
)

TABLES = (
    test_access_methods_checklists.METHODS,
    test_access_methods_orders.METHODS,
    test_access_methods_people.METHODS,
    test_access_methods_sites.METHODS,
    test_access_methods_visits.METHODS,
)
# Overridden methods of the framework: who may do what is in test_access_matrix;
# geo_localize, message_post and action_notify are core's.
FRAMEWORK = {
    "create",
    "write",
    "unlink",
    "copy",
    "copy_data",
    "name_create",
    "default_get",
    "geo_localize",
    "message_post",
    "action_notify",
    "web_search_read",
}


class TestAccessMethods(TransactionCase):
    def test_every_method_is_in_a_table(self):
        """A public method that somebody adds fails here until it has a row: it can be
        called over RPC by everybody who signs in."""
        ours = set()
        for name, model in self.env.items():
            if not model._abstract:
                ours |= {(name, method) for method in self._own_methods(type(model))}
        rows = [row.split() for text in TABLES for row in text.splitlines()]
        listed = {tuple(row[:2]) for row in rows if row and "." in row[0]}
        self.assertEqual(ours, listed)

    def _own_methods(self, cls):
        for base in cls.__mro__:
            if not base.__module__.startswith("odoo.addons.fieldwork."):
                continue
            for name, method in vars(base).items():
                if name.startswith("_") or not inspect.isfunction(method):
                    continue
                if name in FRAMEWORK or getattr(method, "_api_private", False):
                    continue
                yield name
