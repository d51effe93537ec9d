import {describe, expect, test} from "@odoo/hoot";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {Dashboard} from "@fieldwork/dashboard/dashboard";

describe.current.tags("desktop");

class FieldworkOrder extends models.Model {
    _name = "fieldwork.order";
}

defineModels([FieldworkOrder]);
defineMailModels();

const COLOURS = ["red", "orange", "yellow", "blue", "green"];

function answer({sample = false, panel = false} = {}) {
    const domain = sample ? {} : {domain: [["id", "=", 1]]};
    const domains = sample
        ? {}
        : {
              domains: {
                  backlog: [["id", "=", 2]],
                  registered: [["id", "=", 3]],
                  done: [["id", "=", 4]],
              },
          };
    onRpc("fieldwork.order", "get_dashboard", () => ({
        days: 30,
        done: {
            sample,
            types: {rows: [{label: "Repair", count: 5, ...domain}], more: 2},
            brands: {rows: [{label: "Brand A", count: 3, ...domain}], more: 0},
        },
        open: {
            sample,
            rows: COLOURS.map((colour, count) => ({
                colour,
                label: `${colour}: why`,
                count,
            })),
        },
        weeks: {
            sample,
            rows: [{label: "2 Mar", registered: 3, done: 2, backlog: 7, ...domains}],
        },
    }));
    onRpc("res.company", "fieldwork_get_first_steps", () => panel);
}

function catchActions() {
    mockService("action", {
        doAction(action, options) {
            expect.step(
                typeof action === "string"
                    ? options.additionalContext
                    : [action.name, action.domain]
            );
        },
    });
}

async function mountDashboard() {
    return mountWithCleanup(Dashboard, {
        props: {action: {}, actionId: 1, className: "", updateActionState: () => null},
    });
}

test("shows the three charts, and says when one is left out", async () => {
    answer();
    await mountDashboard();
    expect("canvas").toHaveCount(3);
    expect(".o_fieldwork_sample").toHaveCount(0);
    expect(".o_fieldwork_open h2").toHaveText("Open orders: 10");
    expect(".o_fieldwork_done small").toHaveText("And 2 more, with fewer.");
    expect(".o_fieldwork_first_steps").toHaveCount(0);
});

test("a colour opens the list with its filter", async () => {
    answer();
    catchActions();
    await mountDashboard();
    await contains(".o_fieldwork_figure[data-colour=red]").click();
    expect.verifySteps([{search_default_open: 0, search_default_red: 1}]);
});

test("each bar opens the orders it counts", async () => {
    answer();
    catchActions();
    const dashboard = await mountDashboard();
    dashboard.onSelectDone({index: 0});
    await contains("button[name=brands]").click();
    dashboard.onSelectDone({index: 0});
    for (const datasetIndex of [0, 1, 2]) {
        dashboard.onSelectWeek({index: 0, datasetIndex});
    }
    expect.verifySteps([
        ["Done: Repair", [["id", "=", 1]]],
        ["Done: Brand A", [["id", "=", 1]]],
        ["Backlog at the end of the week of 2 Mar", [["id", "=", 2]]],
        ["Registered in the week of 2 Mar", [["id", "=", 3]]],
        ["Done in the week of 2 Mar", [["id", "=", 4]]],
    ]);
});

test("sample figures are marked and open nothing", async () => {
    answer({sample: true});
    catchActions();
    const dashboard = await mountDashboard();
    expect(".o_fieldwork_sample").toHaveCount(3);
    expect(".o_fieldwork_figure:disabled").toHaveCount(5);
    dashboard.onSelectDone({index: 0});
    dashboard.onSelectOpen({index: 0});
    dashboard.onSelectWeek({index: 0, datasetIndex: 1});
    expect.verifySteps([]);
});

test("first steps can be put away", async () => {
    answer({
        panel: {
            company_id: 1,
            name: "Acme",
            phone: "",
            email: "",
            logo_url: "/web/static/img/logo.png",
            can_edit: true,
            steps: [
                {name: "logo", label: "Logo", done: false},
                {name: "phone", label: "Phone", done: true},
            ],
        },
    });
    onRpc("res.company", "fieldwork_dismiss_first_steps", () => {
        expect.step("dismissed");
        return true;
    });
    await mountDashboard();
    expect(".o_fieldwork_first_steps img").toHaveCount(3);
    expect(".o_fieldwork_first_steps li.fw-bold").toHaveText("Logo");
    await contains(".o_fieldwork_dismiss").click();
    expect.verifySteps(["dismissed"]);
    expect(".o_fieldwork_first_steps").toHaveCount(0);
});

test("first steps: what is typed in shows in the previews, and is saved", async () => {
    answer({
        panel: {
            company_id: 7,
            name: "Acme",
            phone: "",
            email: "us@example.com",
            contact_id: false,
            contact: "",
            logo_url: "/web/static/img/logo.png",
            can_edit: true,
            steps: [
                {name: "phone", label: "Phone", done: false},
                {name: "email", label: "Email", done: true},
                {name: "fieldwork_contact_id", label: "Contact", done: false},
            ],
        },
    });
    onRpc("res.company", "write", ({args}) => {
        expect.step(args);
        return true;
    });
    await mountDashboard();
    expect(".o_fieldwork_save_steps").toHaveCount(0);
    expect(".o_fieldwork_email").toHaveCount(0);
    expect(".o_fieldwork_contact input").toHaveCount(1);
    await contains(".o_fieldwork_phone").edit("+34 600");
    expect(".o_fieldwork_preview:contains('+34 600')").toHaveCount(3);
    await contains(".o_fieldwork_save_steps").click();
    expect.verifySteps([[[7], {phone: "+34 600"}]]);
    expect(".o_fieldwork_phone").toHaveValue("");
});

class FieldworkVisitReport extends models.Model {
    _name = "fieldwork.visit.report";
    cause = fields.Char();
    kept = fields.Float({help: "What is counted.", aggregator: "sum"});
    visits = fields.Integer({aggregator: "sum"});
    _records = [{id: 1, cause: "solved", kept: 1, visits: 1}];
}

defineModels([FieldworkVisitReport]);

test("a pivot of figures says what its measures mean", async () => {
    await mountView({
        type: "pivot",
        resModel: "fieldwork.visit.report",
        arch: `<pivot js_class="fieldwork_figures_pivot">
            <field name="cause" type="row"/>
            <field name="visits" type="measure"/>
            <field name="kept" type="measure"/>
        </pivot>`,
    });
    expect(".o_fieldwork_definitions dt").toHaveCount(1);
    expect(".o_fieldwork_definitions dt").toHaveText("Kept");
    expect(".o_fieldwork_definitions dd").toHaveText("What is counted.");
});
