from .access_methods_common import AccessMethodsCommon

METHODS = """
                                                 mgr  dis  dis2 tec  tec2 co2  cus
fieldwork.checklist action_publish               does -    -    -    -    -    -
fieldwork.checklist action_new_version           does -    -    -    -    -    -
fieldwork.checklist action_duplicate             does -    -    -    -    -    -
fieldwork.checklist action_try                   tell tell tell tell tell -    -
fieldwork.checklist get_try_form                 tell tell tell tell tell -    -
fieldwork.checklist action_view_versions         open open open open open -    -
fieldwork.checklist action_view_responses        open open open open open -    -
fieldwork.checklist.question action_duplicate    does -    -    -    -    -    -
fieldwork.checklist.response get_form            tell tell -    tell -    -    -
fieldwork.checklist.response action_answer       does does -    does -    -    -
fieldwork.checklist.response action_follow_up    does does -    does -    -    -
"""


class TestAccessMethodsChecklists(AccessMethodsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unpublished = cls.checklist.copy()

    def test_methods_do_as_in_the_table(self):
        self.assertMethods(METHODS, self._calls())

    def _calls(self):
        question = self.question.id
        return {
            "fieldwork.checklist": {
                "action_publish": (self.unpublished, []),
                **{
                    name: (self.checklist, [])
                    for name in (
                        "action_new_version",
                        "action_duplicate",
                        "action_try",
                        "get_try_form",
                        "action_view_versions",
                        "action_view_responses",
                    )
                },
            },
            "fieldwork.checklist.question": {
                "action_duplicate": (self.unpublished.question_ids, [])
            },
            "fieldwork.checklist.response": {
                "get_form": (self.response, []),
                "action_answer": (self.response, [question, self.option.id, "Leaks"]),
                "action_follow_up": (self.response, [question]),
            },
        }
