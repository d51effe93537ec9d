"""Mails can be changed by the office, and new ones come with an update."""

from odoo.tests import tagged

from .common_orders import FieldworkOrderCommon


@tagged("post_install", "-at_install")
class TestMailTemplates(FieldworkOrderCommon):
    def test_each_is_rendered_for_a_record_it_is_not_about_yet(self):
        """Odoo renders a template for any record when it is saved."""
        # An order with a visit and an assignment, of which nothing was ever mailed.
        self._create_visit()
        self.env["mail.template"].search(
            [("model", "=like", "fieldwork.%")]
        )._check_can_be_rendered()
