import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {animationFrame, mockDate} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {
    moveEventToTime,
    selectTimeRange,
} from "@web/../tests/views/calendar/calendar_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

const ARCH = `
    <calendar js_class="fieldwork_planning_calendar" date_start="start"
        date_stop="stop" color="resource_color" create_name_field="bar_title"
        mode="week" scales="day,week,month" quick_create="0" delete="0">
        <field name="visit_id" invisible="1"/>
        <field name="visit_state" invisible="1"/>
        <field name="visit_conflict_text" invisible="1"/>
        <field name="bar_title" invisible="1"/>
        <field name="color" invisible="1"/>
        <field name="team_color" invisible="1"/>
    </calendar>`;

class Visit extends models.Model {
    _name = "fieldwork.visit";
    name = fields.Char();
    _records = [{id: 7, name: "Visit"}];
}

class Type extends models.Model {
    _name = "fieldwork.order.type";
    name = fields.Char();
    _records = [{id: 1, name: "Repair"}];
}

class Order extends models.Model {
    _name = "fieldwork.order";
    name = fields.Char();
    state = fields.Char();
    partner_id = fields.Many2one({relation: "res.partner"});
    site_place = fields.Char();
    type_id = fields.Many2one({relation: "fieldwork.order.type"});
    color = fields.Integer();
    duration = fields.Float();
    age_colour = fields.Char();
    pending_text = fields.Char();
    _records = [
        {id: 5, name: "FW5", state: "ready", type_id: 1, age_colour: "red"},
        {id: 6, name: "FW6", state: "planned", type_id: 1},
    ];
}

class Assignment extends models.Model {
    _name = "fieldwork.assignment";
    start = fields.Datetime();
    stop = fields.Datetime();
    bar_title = fields.Char();
    visit_id = fields.Many2one({relation: "fieldwork.visit"});
    visit_state = fields.Char();
    visit_conflict_text = fields.Text();
    resource_color = fields.Integer();
    color = fields.Integer();
    team_color = fields.Integer();
    _records = [
        {
            id: 1,
            start: "2026-03-10 09:00:00",
            stop: "2026-03-10 11:00:00",
            bar_title: "Ana",
            visit_id: 7,
            visit_state: "planned",
            visit_conflict_text: "Ana is absent.",
            resource_color: 3,
            color: 4,
        },
    ];
}

defineModels([Visit, Type, Order, Assignment]);
defineMailModels();

beforeEach(() => mockDate("2026-03-10 08:00:00", 0));

function mountPlanning() {
    onRpc("has_group", () => true);
    return mountView({type: "calendar", resModel: "fieldwork.assignment", arch: ARCH});
}

function mockMove(answers) {
    onRpc("calendar_move", ({args, kwargs}) => {
        expect.step([args[0][0], kwargs.start, kwargs.stop, kwargs.break_promise]);
        return answers.shift();
    });
}

test("bars in conflict are marked with its sentence", async () => {
    await mountPlanning();
    expect(".fc-event .o_fieldwork_conflict_mark").toHaveAttribute(
        "title",
        "Ana is absent."
    );
});

test("dragging a bar calls the method that moves the visit", async () => {
    mockMove([{conflicts: []}]);
    await mountPlanning();
    await moveEventToTime(1, "2026-03-11 13:00:00");
    expect.verifySteps([[1, "2026-03-11 13:00:00", "2026-03-11 15:00:00", false]]);
});

test("a promise is broken only after it was confirmed", async () => {
    mockMove([{ask: "Lindt was promised 9 to 11."}, {conflicts: ["Ana is on FW6"]}]);
    await mountPlanning();
    await moveEventToTime(1, "2026-03-11 13:00:00");
    expect(".modal").toHaveText(/Lindt was promised 9 to 11./);
    expect.verifySteps([[1, "2026-03-11 13:00:00", "2026-03-11 15:00:00", false]]);
    await contains(".modal .btn-primary").click();
    await animationFrame();
    expect.verifySteps([[1, "2026-03-11 13:00:00", "2026-03-11 15:00:00", true]]);
    expect(".o_notification").toHaveText(/Ana is on FW6/);
});

test("a promise that is kept moves nothing", async () => {
    mockMove([{ask: "Lindt was promised 9 to 11."}]);
    await mountPlanning();
    await moveEventToTime(1, "2026-03-11 13:00:00");
    await contains(".modal .btn-secondary").click();
    await animationFrame();
    expect.verifySteps([[1, "2026-03-11 13:00:00", "2026-03-11 15:00:00", false]]);
    expect(".fc-event").toHaveCount(1);
});

test("a free stretch opens the wizard that plans, with its time", async () => {
    mockService("action", {
        doAction(action, options) {
            expect.step([action, options.additionalContext]);
        },
    });
    await mountPlanning();
    await selectTimeRange("2026-03-12 09:00:00", "2026-03-12 12:00:00");
    expect.verifySteps([
        [
            "fieldwork.fieldwork_order_plan_action",
            {default_start: "2026-03-12 09:00:00", default_duration: 3},
        ],
    ]);
});

test("orders that nobody goes to stand beside the calendar", async () => {
    await mountPlanning();
    expect(".o_fieldwork_to_plan").toHaveCount(1);
    expect(".o_fieldwork_to_plan").toHaveText(/FW5/);
    expect(".o_fieldwork_to_plan .o_fieldwork_age").toHaveText("Too long");
});

test("colours can be those of the type", async () => {
    await mountPlanning();
    expect(".fc-event").toHaveClass("o_calendar_color_3");
    await contains("#fieldwork_colour_by").select("color");
    await animationFrame();
    expect(".fc-event").toHaveClass("o_calendar_color_4");
});
