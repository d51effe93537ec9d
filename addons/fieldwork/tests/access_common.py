"""One order with all that hangs on it, and everybody who might reach for it."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import new_test_user

from .common_orders import FieldworkOrderCommon, at
from .report_common import photo, signature

# Who is tried: the head of their column in the tables, and who they are.
PEOPLE = {
    "mgr": "manager",
    "dis": "dispatcher of the order's team",
    "dis2": "dispatcher of another team",
    "tec": "technician on the order",
    "tec2": "another technician of the team",
    # whatever is closed to a manager is closed to dispatchers and technicians
    "co2": "manager of another company",
    "emp": "employee without Fieldwork",
    "cus": "portal user of the customer",
    "cus2": "portal user of another customer",
    "pub": "public user",
}


def table(heads, rows, title_width, width=4):
    """Return rows ``(title, cells)`` as the text that stands in the tests."""
    lines = []
    for title, cells in [("", heads), *rows]:
        cells = " ".join(f"{cell:<{width}}" for cell in cells)
        lines.append(f"{title:<{title_width}}{cells}".rstrip())
    return "\n".join(lines)


class AccessCommon(FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_people()
        cls._set_up_master_data()
        cls._set_up_order()
        cls.env.flush_all()

    @classmethod
    def _set_up_people(cls):
        cls.south = cls._create_user("fw_dispatcher_south", "dispatcher")
        abroad = cls._create_user("fw_abroad", "manager", company=cls.other_company)
        cls.team.dispatcher_ids = cls.dispatcher
        cls.south_team = cls._create_team("South", dispatcher_ids=cls.south.ids)
        cls.stranger = cls._create_customer("Other Customer")
        stranger_user = new_test_user(
            cls.env,
            login="fw_stranger",
            groups="base.group_portal",
            partner_id=cls._create_contact(cls.stranger, "Otto Other").id,
        )
        cls.people = {
            "mgr": cls.manager,
            "dis": cls.dispatcher,
            "dis2": cls.south,
            "tec": cls.technician,
            "tec2": cls.technician_2,
            "co2": abroad,
            "emp": cls.plain_user,
            "cus": cls.portal_user,
            "cus2": stranger_user,
            "pub": cls.env.ref("base.public_user"),
        }

    @classmethod
    def _set_up_master_data(cls):
        cls.skill_type = cls.env["hr.skill.type"].create(
            {
                "name": "Certificates",
                "is_certification": True,
                "skill_ids": [Command.create({"name": "Refrigerants"})],
                "skill_level_ids": [
                    Command.create(
                        {"name": "A", "level_progress": 100, "default_level": True}
                    )
                ],
            }
        )
        cls.requirement = cls.env["fieldwork.skill.requirement"].create(
            {"skill_id": cls.skill_type.skill_ids.id}
        )
        cls.skill = cls.env["hr.employee.skill"].create(
            {
                "employee_id": cls.ana.employee_id.id,
                "skill_type_id": cls.skill_type.id,
                "skill_id": cls.skill_type.skill_ids.id,
                "skill_level_id": cls.skill_type.skill_level_ids.id,
                "valid_from": "2026-01-01",
            }
        )
        cls.order_type.write(
            {
                "company_id": cls.company.id,
                "need_ids": [Command.create({"kind": "van"})],
            }
        )
        cls.tag = cls.env["fieldwork.order.tag"].create({"name": "Urgent"})
        cls.brand = cls.env["fieldwork.equipment.brand"].create({"name": "Junkers"})
        cls.category = cls.env["fieldwork.equipment.category"].create(
            {"name": "Boilers", "meter_ids": [Command.create({"name": "Hours"})]}
        )
        cls.oncall = cls.env["fieldwork.oncall"].create(
            {
                "team_id": cls.team.id,
                "resource_id": cls.ana.id,
                "start": at(18),
                "stop": at(6, day=11),
            }
        )
        cls.checklist = cls.env["fieldwork.checklist"].create(
            {
                "name": "Bakery List",
                "company_id": cls.company.id,
                "order_type_ids": [Command.set(cls.order_type.ids)],
                "question_ids": [
                    Command.create(
                        {
                            "name": "State of the Gasket",
                            "kind": "single",
                            "required": False,
                            "option_ids": [
                                Command.create({"name": name})
                                for name in ("Good", "Worn")
                            ],
                        }
                    )
                ],
            }
        )
        cls.checklist.action_publish()
        cls.visiting_hours = cls.env["resource.calendar"].create(
            {"name": "Shop hours", "fieldwork_visiting_hours": True}
        )

    @classmethod
    def _set_up_order(cls):
        """Make one order that Ana is on, with a record of every model behind it."""
        cls.equipment.category_id = cls.category
        cls.hours = cls.equipment.meter_ids
        cls.reading = cls.hours.action_read(12.0)
        yard = cls._create_site(cls.customer, "Bakery Yard")
        cls.equipment.action_move(site=yard)
        cls.order = cls._create_order(
            team_id=cls.team.id,
            equipment_ids=[Command.link(cls.equipment.id)],
            description="No hot water",
            customer_reference="PO-77",
        )
        cls.visit = cls.order.plan(at(8, 30), technicians=cls.ana, resources=cls.van)
        cls.assignment = cls.visit.assignment_ids.filtered(
            lambda assignment: assignment.role == "lead"
        )
        cls.visit.with_user(cls.technician).action_start(at=at(7))
        cls.worklog = cls.visit.worklog_ids
        cls.worklog.action_correct(start=at(7, 5), reason="Clock was wrong")
        cls.response = cls.visit.checklist_response_ids
        cls.question = cls.checklist.question_ids
        cls.option = cls.question.option_ids[:1]
        cls.response.with_user(cls.technician).action_answer(
            cls.question.id, cls.option.id, at=at(7)
        )
        cls.material = cls.env["fieldwork.material"].create(
            {"order_id": cls.order.id, "name": "Gasket", "planned_qty": 2}
        )
        crew = cls.visit.with_user(cls.technician)
        cls.photo = cls.env["fieldwork.photo"].browse(
            crew.action_photo(photo(size=(64, 48)))["id"]
        )
        cls.signature = cls.env["fieldwork.signature"].browse(
            crew.action_sign("customer", "Petra Bakery", signature())["id"]
        )
        cls.conflict = cls.env["fieldwork.conflict"].create(
            {
                "visit_id": cls.visit.id,
                "assignment_id": cls.assignment.id,
                "kind": "absent",
            }
        )
        cls.attachment = cls.env["ir.attachment"].create(
            {
                "name": "photo.txt",
                "raw": b"photo",
                "res_model": "fieldwork.order",
                "res_id": cls.order.id,
            }
        )
        cls.note = cls.order._message_log(body="For the office")

    @classmethod
    def _wizards(cls, ready=None, planned=None, merged=None):
        """Return one record of every wizard, as its users make them.

        :param ready: order to plan and to cancel
        :param planned: visit to move
        :param merged: orders to merge
        """
        office = cls.env(user=cls.dispatcher.id)
        ready, planned = ready or cls.order, planned or cls.visit
        orders, visits = ready.ids, cls.visit.ids
        machines = cls.equipment.ids

        def make(name, vals, env=office):
            return env[name].create(vals)

        plan = make("fieldwork.order.plan", {"order_ids": orders})
        fill = make(
            "fieldwork.oncall.fill",
            {
                "team_id": cls.team.id,
                "start_date": "2026-03-16",
                "line_ids": [Command.create({"resource_id": cls.ana.id})],
            },
        )
        return {
            "fieldwork.order.plan": plan,
            "fieldwork.order.plan.line": make(
                "fieldwork.order.plan.line",
                {"plan_id": plan.id, "order_id": ready.id},
            ),
            "fieldwork.visit.reschedule": make(
                "fieldwork.visit.reschedule", {"visit_ids": planned.ids}
            ),
            "fieldwork.visit.assign": make(
                "fieldwork.visit.assign",
                {"visit_ids": visits, "lead_id": cls.ana.id},
            ),
            "fieldwork.visit.finish": make(
                "fieldwork.visit.finish", {"visit_ids": visits, "outcome": "solved"}
            ),
            "fieldwork.worklog.correct": make(
                "fieldwork.worklog.correct",
                {
                    "worklog_id": cls.worklog.id,
                    "start": at(7),
                    "stop": at(7) + timedelta(hours=1),
                    "reason": "Wrong",
                },
            ),
            "fieldwork.order.merge": make(
                "fieldwork.order.merge", {"order_ids": (merged or ready).ids}
            ),
            "fieldwork.reason": make(
                "fieldwork.reason",
                {"act": "cancel", "order_ids": orders, "reason": "Too late"},
            ),
            "fieldwork.equipment.state.change": make(
                "fieldwork.equipment.state.change",
                {"act": "stop", "equipment_ids": machines, "reason": "Leaks"},
            ),
            "fieldwork.equipment.relocate": make(
                "fieldwork.equipment.relocate", {"equipment_ids": machines}
            ),
            "fieldwork.equipment.label.layout": make(
                "fieldwork.equipment.label.layout", {"equipment_ids": machines}
            ),
            "fieldwork.oncall.fill": fill,
            "fieldwork.oncall.fill.line": fill.line_ids[:1],
            "fieldwork.make.technician": make(
                "fieldwork.make.technician",
                {"employee_ids": cls.ben.employee_id.ids},
                cls.env(user=cls.manager.id),
            ),
            "fieldwork.sender.confirm": make(
                "fieldwork.sender.confirm",
                {"email": "office@firm.example"},
                cls.env(user=cls.manager.id),
            ),
        }
