import base64
import io
import random
from datetime import UTC, datetime, timedelta

from PIL import Image, ImageDraw
from pytz import timezone

from odoo import api, fields, models
from odoo.tools.misc import file_open

from ..tools.days import local_today, to_utc
from ..tools.working_time import local_days

# How far around today the story may reach.
REACH = timedelta(days=60)
WORDS = ("findings", "work_done", "customer_remarks")


class FieldworkDemo(models.AbstractModel):
    """Lives through the visits of the demo data; nothing else calls it.

    The files beside this one say who was where on which working day; here that
    becomes moments around now, and calls of the methods that people use. Whatever the
    hour and the weekday of the installation, what lies behind has happened, what
    lasts is being done, and what lies ahead is planned.
    """

    _name = "fieldwork.demo"
    _description = "Demo Data of Fieldwork"

    @api.model
    def _set_language(self, code, partner_ids):
        """Give customers their language, where it is installed."""
        if code in dict(self.env["res.lang"].get_installed()):
            partners = self.env["res.partner"].browse(partner_ids)
            (partners | partners.child_ids).write({"lang": code})

    @api.model
    def _confirm(self, order_ids):
        """Confirm orders, each an hour after it was registered."""
        orders = self.env["fieldwork.order"].browse(order_ids)
        orders.action_confirm()
        for order in orders:
            moment = order.registered_on + timedelta(hours=1)
            self._date(order, min(moment, fields.Datetime.now()))

    @api.model
    def _live(self, visits):
        """Plan visits and let happen on them what has happened until now.

        :param visits: list of dicts: ``order``, ``crew`` (the lead first) and
            ``things`` (ids); when: ``day`` (working days of the lead from today, or
            the next one, on) and ``hours`` (local), with ``days`` for a visit on each
            of several days, or else ``minutes`` from now; ``asked``: hours since it was
            planned; ``answer`` (``accepted``, ``pending``, ``refused``); ``promise``
            (local hours); ``then``: ``missed`` with a ``reason``, or ``open`` for
            nothing happened; ``answers``: ``{question id: (value, remark)}`` where
            they are not the usual ones; ``photos``: list of ``(kind, file, note)``;
            ``signed``: name of the customer who signed, ``refused``: why nobody did;
            ``corrected``: what the office wrote afterwards; what else ``action_done``
            takes
        """
        company = self.env.ref("base.main_company")
        types = self.env["fieldwork.order.type"].search([("active", "=", True)])
        mailing = types.filtered("mail_assignment")
        late_entries = company.fieldwork_device_hours
        # History is entered late, and nobody gets mails about it.
        company.fieldwork_device_hours = 0
        mailing.mail_assignment = False
        quiet = self.with_context(mail_activity_quick_update=True)
        for visit in visits:
            quiet._live_one(dict(visit))
        mailing.mail_assignment = True
        company.fieldwork_device_hours = late_entries

    @api.model
    def _fall_ill(self, resource_id, day):
        """Put a technician on sick leave from today to the end of a working day."""
        resource = self.env["resource.resource"].browse(resource_id)
        last = self._working_day(resource, day)
        midnight = datetime.min.time()
        zone = resource.tz
        leave = {
            "name": self.env._("Sick leave"),
            "resource_id": resource.id,
            "calendar_id": resource.calendar_id.id,
            "company_id": resource.company_id.id,
            "time_type": "leave",
            "date_from": to_utc(datetime.combine(local_today(zone), midnight), zone),
            "date_to": to_utc(
                datetime.combine(last + timedelta(days=1), midnight), zone
            ),
        }
        self.env["resource.calendar.leaves"].create(leave)

    # ------------------------------------------------------------------
    # One visit
    # ------------------------------------------------------------------

    def _live_one(self, told):
        order = self.env["fieldwork.order"].browse(told.pop("order"))
        people = self.env["resource.resource"].browse(told.pop("crew", ()))
        things = self.env["resource.resource"].browse(told.pop("things", ()))
        planner = self.env.ref("fieldwork.demo_user_dispatcher")
        asked = fields.Datetime.now() - timedelta(hours=told.pop("asked", 0))
        visits = self.env["fieldwork.visit"]
        for start, stop in self._slots(order, people, told):
            visits |= (
                order.with_user(planner)
                .plan(start, stop, people.ids, things.ids, additional=bool(visits))
                .with_env(self.env)
            )
        asked = min(asked, min(visits.mapped("start")) - timedelta(hours=20))
        asked = max(asked, order.registered_on)
        visits.event_ids.write({"at": asked, "received_at": asked})
        self._date(order, asked)
        for assignment in visits.assignment_ids:
            if assignment._is_to_be_told():
                assignment._guarded_write(assignment._prepare_told_vals(asked))
        for visit in visits:
            self._answer(visit, told, asked)
            self._happen(visit, dict(told))

    def _slots(self, order, people, told):
        """Return the slots told, as pairs of naive UTC datetimes."""
        if "minutes" in told:
            now = fields.Datetime.now().replace(second=0)
            now -= timedelta(minutes=now.minute % 5)
            return [tuple(now + timedelta(minutes=m) for m in told.pop("minutes"))]
        first, days = told.pop("day"), told.pop("days", 1)
        hours = told.pop("hours")
        slots = []
        for number in range(first, first + days):
            day = self._working_day(people[:1], number)
            slots.append(tuple(self._moment(order, day, hour) for hour in hours))
        promise = told.get("promise")
        if promise:
            day = self._working_day(people[:1], first)
            told["promise"] = [self._moment(order, day, hour) for hour in promise]
        return slots

    def _answer(self, visit, told, asked):
        answer = told.get("answer", "accepted")
        at = min(asked + timedelta(minutes=30), fields.Datetime.now())
        for assignment in visit.assignment_ids:
            if assignment.role == "equipment" or answer == "pending":
                continue
            person = assignment.with_user(assignment.resource_id.user_id)
            if answer == "refused":
                person.action_refuse(told["reason"], at=at)
            else:
                person.action_accept(at=at)
        if told.get("promise"):
            visit.action_promise(*told["promise"])
        self._date(visit.order_id, at)

    def _happen(self, visit, told):
        """Bring a visit to where it stands by now."""
        now = fields.Datetime.now()
        then = told.pop("then", None)
        people = visit.assignment_ids.filtered(lambda a: a.role != "equipment")
        people = people.sorted("role", reverse=True).resource_id
        lead = visit.with_user(visit.lead_id.user_id or self.env.user)
        if then == "open" or visit.start > now:
            return
        if then == "missed":
            at = visit.start + timedelta(minutes=20)
            lead.action_travel(at=visit.start - timedelta(minutes=25))
            lead.action_miss(told["reason"], at=at)
            self._date(visit.order_id, at)
            return
        lead.action_travel(at=visit.start - timedelta(minutes=15), resources=people.ids)
        self._answer_lists(lead, ("before_start",), visit.start, told)
        lead.action_start(at=visit.start, resources=people.ids)
        if visit.stop > now:
            return
        if visit.stop - visit.start > timedelta(hours=3):
            lead.action_pause(at=visit.start + timedelta(hours=2))
            lead.action_resume(at=visit.start + timedelta(hours=2, minutes=20))
        self._finish(visit, lead, told)

    def _finish(self, visit, lead, told):
        outcome = told.get("outcome", "solved")
        order = visit.order_id
        if outcome == "solved":
            order.material_ids.filtered("used_qty").visit_id = visit
            self._answer_lists(lead, ("during", "before_done"), visit.stop, told)
        words = {name: told.get(name) for name in ("continue_reason", *WORDS)}
        self._prove(lead, words, told)
        lead.action_done(outcome, at=visit.stop, **words)
        if told.get("corrected"):
            visit.work_done = told["corrected"]
        self._date(order, visit.stop)

    def _prove(self, lead, words, told):
        """Take the photos of a visit and have it signed."""
        at = lead.stop
        for kind, name, note in told.get("photos", ()):
            taken = lead.start if kind == "before" else at
            with file_open(f"fieldwork/demo/images/{name}.jpg", "rb") as file:
                lead.action_photo(file.read(), f"{name}.jpg", kind, note, at=taken)
        if not (told.get("signed") or told.get("refused")):
            return
        lead.write({name: words[name] for name in WORDS if words[name]})
        technician = lead.lead_id.name
        lead.action_sign("technician", technician, self._scribble(technician), at=at)
        if told.get("signed"):
            lead.action_sign("customer", told["signed"], self._scribble("."), at=at)
        else:
            lead.action_refuse_signature(told["refused"], at=at)

    @api.model
    def _scribble(self, name):
        """Return a handwriting as PNG in base64, the same for the same name."""
        image = Image.new("RGB", (600, 200), "white")
        shake = random.Random(name)  # noqa: S311 (ink, no secret)
        points = [
            (40 + step * 13, 100 + shake.randint(-60, 60) * (step % 2))
            for step in range(40)
        ]
        ImageDraw.Draw(image).line(points, fill="#10204a", width=4, joint="curve")
        file = io.BytesIO()
        image.save(file, "PNG")
        return base64.b64encode(file.getvalue()).decode()

    def _answer_lists(self, lead, when, at, told):
        """Let the lead answer the checklists of a visit.

        :param when: which lists, as ``fieldwork.checklist.when``
        :param at: when the last answer was given
        """
        lists = lead.sudo().checklist_response_ids.filtered(
            lambda one: one.when in when
        )
        for response in lists.with_user(lead.env.user).sudo(False):
            while missing := response.get_form()["missing"]:
                questions = {one["id"]: one for one in response.get_form()["questions"]}
                usual = self._usual_answer(questions[missing[0]])
                value, remark = told.get("answers", {}).get(missing[0], (usual, None))
                response.action_answer(missing[0], value, remark, at=at)

    @api.model
    def _usual_answer(self, question):
        """Return the answer of a day without surprises.

        :param dict question: as in ``fieldwork.checklist.response.get_form``
        """
        if question["kind"] == "yesno":
            unusual = question["defect_answer"] == "yes" or question["default"] == "no"
            return "no" if unusual else "yes"
        if question["kind"] == "number":
            low, high = question["minimum"] or 0.0, question["maximum"] or 10.0
            return round(low + (high - low) * 0.3, 1)
        fine = [one["id"] for one in question["options"] if not one["is_defect"]]
        return fine[0] if question["kind"] == "single" else fine[:2]

    # ------------------------------------------------------------------
    # Time
    # ------------------------------------------------------------------

    def _moment(self, order, day, hour):
        wall = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)
        return to_utc(wall, order._site_zone())

    def _working_day(self, resource, number):
        """Return a day from Monday to Friday on which somebody works.

        :param resource: none for anybody
        :param int number: 0 is today, or the next one; -1 the last one before today
        """
        zone = timezone(resource.tz or self.env.company._fieldwork_tz())
        now = fields.Datetime.now()
        days = set(local_days(*self._aware(now - REACH, now + REACH), zone))
        if resource:
            free = resource._fieldwork_available_intervals(now - REACH, now + REACH)
            days = {
                day
                for begin, end, _records in free[resource.id]
                for day in local_days(begin, end, zone)
            }
        days = sorted(day for day in days if day.weekday() < 5)
        today = local_today(zone.zone)
        behind = [day for day in days if day < today]
        ahead = [day for day in days if day >= today]
        return behind[number] if number < 0 else ahead[number]

    def _aware(self, *moments):
        return [moment.replace(tzinfo=UTC) for moment in moments]

    def _date(self, order, moment):
        """Let what was just done with an order have been done at ``moment``."""
        begun = self.env.cr.now()
        order.message_ids.filtered(lambda m: m.date >= begun).date = moment
        for event in order.visit_ids.event_ids:
            event.received_at = event.at
        for log in order.worklog_ids:
            log.received_at = log.start
        if order.pending_kind:
            order._guarded_write({"pending_since": moment})
        if order.state == "done":
            order._guarded_write({"done_at": moment})
