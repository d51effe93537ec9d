from datetime import date

from .access_methods_common import AccessMethodsCommon

METHODS = """
                                                 mgr  dis  dis2 tec  tec2 co2  cus
fieldwork.order plan                             does does -    -    -    -    -
fieldwork.order plan_days                        does does -    -    -    -    -
fieldwork.order action_confirm                   does does -    -    -    -    -
fieldwork.order action_done                      does does -    -    -    -    -
fieldwork.order action_cancel                    does does -    -    -    -    -
fieldwork.order action_reopen                    does does -    -    -    -    -
fieldwork.order action_wait_customer             does does -    -    -    -    -
fieldwork.order action_stop_waiting              does does -    -    -    -    -
fieldwork.order action_merge                     does does -    -    -    -    -
fieldwork.order action_follow_up                 does does -    -    -    -    -
fieldwork.order action_make_follow_up            does does -    -    -    -    -
fieldwork.order action_print_report              open open -    open -    -    -
fieldwork.order action_view_photos               open open open open open open open
fieldwork.order get_attention_count              open open open open open open -
fieldwork.order get_dashboard                    open open open -    -    open -
fieldwork.order action_open_track_page           does does -    -    -    -    -
fieldwork.order action_revoke_track_link         does does -    -    -    -    -
fieldwork.order action_view_ratings              open open open open open open open
fieldwork.order action_view_visits               open open open open open open open
fieldwork.order action_view_conflicts            open open open open open open open
fieldwork.order action_view_worklogs             open open open open open open open
fieldwork.order action_view_equipment            open open -    open -    -    -
fieldwork.order action_view_follow_ups           open open open open open open open
fieldwork.order action_view_other_orders         tell tell -    tell -    -    tell
fieldwork.order action_view_checklists           open open open open open open open
fieldwork.customer.notice action_send_again      does does -    -    -    -    -
fieldwork.order.type action_view_orders          open open open open open open open
fieldwork.order.plan action_apply                -    does -    -    -    -    -
fieldwork.order.merge action_apply               -    does -    -    -    -    -
fieldwork.reason action_apply                    -    does -    -    -    -    -
"""


class TestAccessMethodsOrders(AccessMethodsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        orders = [cls._make_order(ready=False) for _number in range(3)]
        cls.draft, cls.draft_2, cls.waiting = orders
        cls.waiting.action_wait_customer("A part of theirs")
        cls.closed, cls.solved = (cls._make_order() for _n in range(2))
        cls.closed.action_cancel("Not needed")
        cls.ready = cls._make_planned().order_id
        cls.ready._track_url()
        cls.failed = cls.ready.sudo().customer_notice_ids
        cls.failed._guarded_write({"state": "failed"})
        cls.wizards = cls._wizards(cls.solved, merged=cls.draft | cls.draft_2)

    def test_methods_do_as_in_the_table(self):
        self.assertMethods(METHODS, self._calls())

    def _calls(self):
        return {
            "fieldwork.order": self._order_calls(),
            "fieldwork.customer.notice": {"action_send_again": (self.failed, [])},
            "fieldwork.order.type": {"action_view_orders": (self.order_type, [])},
            **self._wizard_calls(),
        }

    def _order_calls(self):
        merged = self.draft | self.draft_2
        return {
            "plan": (
                self.ready,
                ["2026-03-13 08:00:00", None, self.ana.ids, None, True],
            ),
            "plan_days": (
                self.ready,
                [date(2026, 3, 16), 2, 8.0, 16.0, self.ana.ids, None, True],
            ),
            "action_confirm": (self.draft, []),
            "action_done": (self.solved, []),
            "action_cancel": (self.ready, ["Too late"]),
            "action_reopen": (self.closed, ["After all"]),
            "action_wait_customer": (self.ready, ["A part of theirs"]),
            "action_stop_waiting": (self.waiting, []),
            "action_merge": (merged, []),
            "action_follow_up": (self.order, []),
            "action_make_follow_up": (self.order, []),
            "action_print_report": (self.order, []),
            "action_view_photos": (self.order, []),
            "get_attention_count": (None, []),
            "get_dashboard": (None, []),
            "action_open_track_page": (self.order, []),
            "action_revoke_track_link": (self.ready, []),
            "action_view_ratings": (self.order, []),
            **{
                f"action_view_{what}": (self.order, [])
                for what in (
                    "visits",
                    "conflicts",
                    "worklogs",
                    "equipment",
                    "follow_ups",
                    "other_orders",
                    "checklists",
                )
            },
        }

    def _wizard_calls(self):
        acts = {
            "fieldwork.order.plan": "action_apply",
            "fieldwork.order.merge": "action_apply",
            "fieldwork.reason": "action_apply",
        }
        return {model: {act: (self.wizards[model], [])} for model, act in acts.items()}
