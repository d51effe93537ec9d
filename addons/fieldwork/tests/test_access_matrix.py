from .access_common import PEOPLE, AccessCommon, table
from .common_orders import at

# What each person may do with the records of one order: r read, w write, c create,
# u unlink, "-" nothing. For the columns see access_common.PEOPLE. Of dialogs, which
# the dispatcher made here (make.technician: the manager), c says who may make own.
#
# These are the rights of access lists and record rules. Beyond them: states and slots
# change through named methods only, visits and assignments are made by planning, and
# customers read the fields of fieldwork_order_portal.PORTAL_FIELDS alone.
MATRIX = """
                                    mgr  dis  dis2 tec  tec2 co2  emp  cus  cus2 pub
fieldwork.team                      rwcu r    r    r    r    -    -    -    -    -
fieldwork.oncall                    rwcu rwcu r    r    r    -    -    -    -    -
fieldwork.skill.requirement         rwcu rc   rc   r    r    rwcu -    -    -    -
fieldwork.order.type                rwcu r    r    r    r    -    -    -    -    -
fieldwork.order.type.need           rwcu r    r    r    r    -    -    -    -    -
fieldwork.order.tag                 rwcu rwc  rwc  r    r    rwcu -    -    -    -
fieldwork.equipment                 rwcu rwc  rwc  r    r    -    -    -    -    -
fieldwork.equipment.category        rwcu r    r    r    r    rwcu -    -    -    -
fieldwork.equipment.category.meter  rwcu r    r    r    r    rwcu -    -    -    -
fieldwork.equipment.brand           rwcu rwc  rwc  rc   rc   rwcu -    -    -    -
fieldwork.equipment.move            r    r    r    r    r    -    -    -    -    -
fieldwork.meter                     rwcu rwc  rwc  r    r    -    -    -    -    -
fieldwork.meter.reading             rwcu rwc  rwc  rc   rc   -    -    -    -    -
fieldwork.order                     rwcu rwcu -    r    -    -    -    r    -    -
fieldwork.visit                     rwcu rwcu -    rw   -    -    -    -    -    -
fieldwork.visit.event               r    r    -    r    -    -    -    -    -    -
fieldwork.assignment                rwcu rwcu -    r    -    -    -    -    -    -
fieldwork.conflict                  r    r    -    r    -    -    -    -    -    -
fieldwork.customer.notice           r    r    -    -    -    -    -    -    -    -
fieldwork.worklog                   r    r    -    r    -    -    -    -    -    -
fieldwork.worklog.correction        r    r    -    r    -    -    -    -    -    -
fieldwork.material                  rwcu rwcu -    rwc  -    -    -    -    -    -
fieldwork.checklist                 rwcu r    r    r    r    -    -    -    -    -
fieldwork.checklist.question        rwcu r    r    r    r    -    -    -    -    -
fieldwork.checklist.option          rwcu r    r    r    r    -    -    -    -    -
fieldwork.checklist.response        r    r    -    r    -    -    -    -    -    -
fieldwork.checklist.answer          r    r    -    r    -    -    -    -    -    -
fieldwork.checklist.entry           r    r    -    r    -    -    -    -    -    -
fieldwork.photo                     rwc  rwc  -    r    -    -    -    -    -    -
fieldwork.signature                 r    r    -    r    -    -    -    -    -    -
fieldwork.visit.report              r    r    -    -    -    -    -    -    -    -
fieldwork.order.plan                c    rwcu c    -    -    c    -    -    -    -
fieldwork.order.plan.line           c    rwcu c    -    -    c    -    -    -    -
fieldwork.visit.reschedule          c    rwcu c    -    -    c    -    -    -    -
fieldwork.visit.assign              c    rwcu c    -    -    c    -    -    -    -
fieldwork.visit.finish              c    rwcu c    -    -    c    -    -    -    -
fieldwork.worklog.correct           c    rwcu c    -    -    c    -    -    -    -
fieldwork.order.merge               c    rwcu c    -    -    c    -    -    -    -
fieldwork.reason                    c    rwcu c    -    -    c    -    -    -    -
fieldwork.equipment.state.change    c    rwcu c    -    -    c    -    -    -    -
fieldwork.equipment.relocate        c    rwcu c    -    -    c    -    -    -    -
fieldwork.equipment.label.layout    c    rwcu c    c    c    c    -    -    -    -
fieldwork.oncall.fill               c    rwcu c    -    -    c    -    -    -    -
fieldwork.oncall.fill.line          c    rwcu c    -    -    c    -    -    -    -
fieldwork.make.technician           rwcu -    -    -    -    c    -    -    -    -
fieldwork.sender.confirm            rwcu -    -    -    -    c    -    -    -    -
res.partner                         rwcu rwcu rwcu r    r    rwcu r    r    -    -
resource.resource                   rw   r    r    r    r    -    r    -    -    -
resource.calendar                   rwcu rwcu rwcu r    r    r    r    -    -    -
hr.employee                         -    -    -    -    -    -    -    -    -    -
hr.employee.public                  r    r    r    r    r    -    r    -    -    -
hr.employee.skill                   r    r    r    rwcu r    r    r    -    -    -
ir.attachment                       rwcu rwcu -    r    -    -    -    -    -    -
mail.message                        rwcu rwcu -    rc   -    -    -    -    -    -
"""


class TestAccessMatrix(AccessCommon):
    """Every model of the addon × every kind of person; DESIGN.md rule 4."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ended = cls._create_visit(cls._create_order(team_id=cls.team.id), at(9, day=20))
        ended.sudo()._guarded_write({"state": "missed", "closed_at": at(9, day=20)})
        report = cls.env["fieldwork.visit.report"].browse(ended.id)
        cls.records = {
            "fieldwork.team": cls.team,
            "fieldwork.oncall": cls.oncall,
            "fieldwork.skill.requirement": cls.requirement,
            "fieldwork.order.type": cls.order_type,
            "fieldwork.order.type.need": cls.order_type.need_ids,
            "fieldwork.order.tag": cls.tag,
            "fieldwork.equipment": cls.equipment,
            "fieldwork.equipment.category": cls.category,
            "fieldwork.equipment.category.meter": cls.category.meter_ids,
            "fieldwork.equipment.brand": cls.brand,
            "fieldwork.equipment.move": cls.env["fieldwork.equipment.move"].search(
                [("equipment_id", "=", cls.equipment.id)], limit=1
            ),
            "fieldwork.meter": cls.hours,
            "fieldwork.meter.reading": cls.reading,
            "fieldwork.order": cls.order,
            "fieldwork.visit": cls.visit,
            "fieldwork.visit.event": cls.visit.event_ids[:1],
            "fieldwork.assignment": cls.assignment,
            "fieldwork.conflict": cls.conflict,
            "fieldwork.customer.notice": cls.order.sudo().customer_notice_ids[:1],
            "fieldwork.worklog": cls.worklog,
            "fieldwork.worklog.correction": cls.worklog.correction_ids,
            "fieldwork.material": cls.material,
            "fieldwork.checklist": cls.checklist,
            "fieldwork.checklist.question": cls.question,
            "fieldwork.checklist.option": cls.option,
            "fieldwork.checklist.response": cls.response,
            "fieldwork.checklist.answer": cls.response.answer_ids,
            "fieldwork.checklist.entry": cls.response.entry_ids,
            "fieldwork.photo": cls.photo,
            "fieldwork.signature": cls.signature,
            "fieldwork.visit.report": report,
            **cls._wizards(),
            # of core, where our rules or rights have a say
            "res.partner": cls.site,
            "resource.resource": cls.ana,
            "resource.calendar": cls.visiting_hours,
            "hr.employee": cls.ana.employee_id,
            "hr.employee.public": cls.env["hr.employee.public"].browse(
                cls.ana.employee_id.id
            ),
            "hr.employee.skill": cls.skill,
            "ir.attachment": cls.attachment,
            "mail.message": cls.note,
        }
        cls.env.flush_all()

    def _rights(self, record, user):
        self.env.invalidate_all()
        record = record.with_env(self.env(user=user.id, su=False))
        # A dialog of one's own is nobody else's: whether one may make one is asked of
        # the model.
        asked = dict.fromkeys(("read", "write", "create", "unlink"), record)
        if record._transient:
            asked["create"] = record.browse()
        return (
            "".join(name[0] for name, whose in asked.items() if whose.has_access(name))
            or "-"
        )

    def test_rights_are_as_in_the_table(self):
        rows = [
            (model, [self._rights(record, self.people[name]) for name in PEOPLE])
            for model, record in self.records.items()
        ]
        self.assertMultiLineEqual(MATRIX.strip("\n"), table(PEOPLE, rows, 36))

    def test_every_model_is_in_the_table(self):
        """A model that somebody adds fails here until its rights are written down."""
        models = self.env["ir.model"].search([("model", "=like", "fieldwork.%")])
        ours = {
            model.model
            for model in models
            if "fieldwork" in model.modules.split(", ") and not model.abstract
        }
        listed = {line.split()[0] for line in MATRIX.strip("\n").splitlines()[1:]}
        self.assertEqual(
            ours, {name for name in listed if name.startswith("fieldwork.")}
        )
        for model, record in self.records.items():
            self.assertEqual(len(record), 1, model)
            self.assertEqual(record._name, model)
