from .access_methods_common import AccessMethodsCommon

# The customer cannot be located for having no address.
METHODS = """
                                                 mgr  dis  dis2 tec  tec2 co2  cus
res.partner get_import_templates                 open open open open open open open
res.partner action_fieldwork_view_orders         open open open open open open open
res.partner action_fieldwork_locate              -    -    -    -    -    -    -
res.partner action_fieldwork_open_sites          tell tell tell tell tell tell tell
res.partner action_fieldwork_add_site            tell tell tell tell tell tell tell
res.partner action_fieldwork_open_equipment      tell tell tell tell tell tell tell
res.partner action_fieldwork_open_documents      tell tell tell tell tell tell tell
fieldwork.equipment create_from_nameplate        does does does does does does -
fieldwork.equipment action_confirm               does does does -    -    -    -
fieldwork.equipment action_stop                  does does does -    -    -    -
fieldwork.equipment action_resume                does does does -    -    -    -
fieldwork.equipment action_scrap                 does does does -    -    -    -
fieldwork.equipment action_reinstate             does does does -    -    -    -
fieldwork.equipment action_archive               does does does -    -    open -
fieldwork.equipment action_unarchive             does does does -    -    open -
fieldwork.equipment action_move                  does does does -    -    -    -
fieldwork.equipment action_renew_label           does does does -    -    -    -
fieldwork.equipment action_print_labels          open open open open open open open
fieldwork.equipment action_ask_move              open open open open open open open
fieldwork.equipment action_ask_reason            open open open open open open open
fieldwork.equipment action_open                  open open open open open open open
fieldwork.equipment action_view_orders           open open open open open -    -
fieldwork.equipment action_view_components       tell tell tell tell tell -    -
fieldwork.equipment action_view_readings         tell tell tell tell tell -    -
fieldwork.equipment action_view_documents        open open open open open open open
fieldwork.meter action_read                      does does does does does -    -
fieldwork.meter action_new_reading               open open open open open -    -
fieldwork.meter action_view_readings             open open open open open -    -
fieldwork.equipment.state.change action_apply    -    does -    -    -    -    -
fieldwork.equipment.relocate action_apply        -    does -    -    -    -    -
fieldwork.equipment.label.layout action_print    -    open -    -    -    -    -
"""


class TestAccessMethodsSites(AccessMethodsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wizards = cls._wizards()
        cls.machines = cls._machines()

    @classmethod
    def _set_up_master_data(cls):
        res = super()._set_up_master_data()
        cls._cellar = cls._create_site(cls.customer, "Bakery Cellar")
        return res

    @classmethod
    def _machines(cls):
        found, running, stopped, scrapped, archived = cls.env[
            "fieldwork.equipment"
        ].union(*(cls._create_equipment(f"Machine {number}") for number in range(5)))
        archived.action_archive()
        found._guarded_write({"state": "to_confirm"})
        stopped.action_stop("Leaks")
        scrapped.action_scrap("Rust")
        return {
            "found": found,
            "running": running,
            "stopped": stopped,
            "scrapped": scrapped,
            "archived": archived,
        }

    def test_methods_do_as_in_the_table(self):
        self.assertMethods(METHODS, self._calls())

    def _calls(self):
        return {
            "res.partner": {
                "get_import_templates": (None, []),
                **{
                    f"action_fieldwork_{what}": (self.customer, [])
                    for what in (
                        "view_orders",
                        "locate",
                        "open_sites",
                        "add_site",
                        "open_equipment",
                        "open_documents",
                    )
                },
            },
            "fieldwork.equipment": self._equipment_calls(),
            "fieldwork.meter": {
                "action_read": (self.hours, [20.0]),
                "action_new_reading": (self.hours, []),
                "action_view_readings": (self.hours, []),
            },
            **self._wizard_calls(),
        }

    def _equipment_calls(self):
        machines = self.machines
        yard = self._cellar
        return {
            "create_from_nameplate": (
                None,
                [{"name": "Pump", "site_id": self.site.id}],
            ),
            "action_confirm": (machines["found"], []),
            "action_stop": (machines["running"], ["Leaks"]),
            "action_resume": (machines["stopped"], ["Mended"]),
            "action_scrap": (machines["running"], ["Rust"]),
            "action_reinstate": (machines["scrapped"], ["By mistake"]),
            "action_archive": (machines["running"], []),
            "action_unarchive": (machines["archived"], []),
            "action_move": (machines["running"], [yard.id]),
            "action_renew_label": (machines["running"], []),
            **{
                name: (self.equipment, [])
                for name in (
                    "action_print_labels",
                    "action_ask_move",
                    "action_ask_reason",
                    "action_open",
                    "action_view_orders",
                    "action_view_components",
                    "action_view_readings",
                    "action_view_documents",
                )
            },
        }

    def _wizard_calls(self):
        acts = {
            "fieldwork.equipment.state.change": "action_apply",
            "fieldwork.equipment.relocate": "action_apply",
            "fieldwork.equipment.label.layout": "action_print",
        }
        return {model: {act: (self.wizards[model], [])} for model, act in acts.items()}
