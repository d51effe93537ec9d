import {describe, expect, test} from "@odoo/hoot";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

const CANDIDATES = [
    {id: 1, name: "Ana", kind: "technician", free: true, skilled: true},
    {id: 2, name: "Ben", kind: "technician", free: true, skilled: false},
    {id: 3, name: "Carla", kind: "technician", free: false, skilled: true},
    {id: 4, name: "Van", kind: "van", free: true, skilled: true},
];

class Resource extends models.Model {
    _name = "resource.resource";
    name = fields.Char();
    _records = CANDIDATES.map(({id, name}) => ({id, name}));
}

class Order extends models.Model {
    _name = "fieldwork.order";
    age_colour = fields.Selection({
        selection: [
            ["red", "Red: waits too long"],
            ["green", "Green: later or not dated"],
        ],
    });
    age_under_warranty = fields.Boolean();
    lead_id = fields.Many2one({relation: "resource.resource"});
    helper_ids = fields.Many2many({relation: "resource.resource"});
    thing_ids = fields.Many2many({relation: "resource.resource"});
    candidates = fields.Json();
    _records = [
        {
            id: 1,
            age_colour: "red",
            age_under_warranty: true,
            candidates: CANDIDATES,
        },
        {id: 2, age_colour: "green"},
        {id: 3, age_colour: false},
    ];
}

defineModels([Resource, Order]);
defineMailModels();

test("the age is a colour, a word and a sentence", async () => {
    await mountView({
        type: "list",
        resModel: "fieldwork.order",
        arch: `<list><field name="age_colour" widget="fieldwork_age"/></list>`,
    });
    expect(".o_fieldwork_age").toHaveCount(2);
    expect(".o_fieldwork_age:eq(0)").toHaveClass("o_fieldwork_age_red");
    expect(".o_fieldwork_age:eq(0)").toHaveText("Too long");
    expect(".o_fieldwork_age:eq(0)").toHaveAttribute("title", "Red: waits too long");
    expect(".o_fieldwork_age:eq(1)").toHaveText("In time");
    // Only the red order stands on equipment under warranty.
    expect(".o_fieldwork_warranty").toHaveCount(1);
    expect(".o_data_row:eq(0) .o_fieldwork_warranty").toHaveCount(1);
});

async function mountCandidates() {
    await mountView({
        type: "form",
        resModel: "fieldwork.order",
        resId: 1,
        arch: `
            <form>
                <field name="lead_id"/>
                <field name="helper_ids" widget="many2many_tags"/>
                <field name="thing_ids" widget="many2many_tags"/>
                <field name="candidates" widget="fieldwork_candidates"/>
            </form>`,
    });
}

test("candidates say who is free", async () => {
    await mountCandidates();
    expect(".o_fieldwork_candidate").toHaveCount(4);
    expect(".o_fieldwork_candidate[data-id='3']").toHaveText(/not free/);
    expect(".o_fieldwork_candidate[data-id='1']").toHaveAttribute(
        "title",
        "Ana is free at that time"
    );
    expect(".o_fieldwork_candidate[data-id='2']").toHaveAttribute(
        "title",
        "Ben is free, but lacks a skill"
    );
});

test("the first one clicked leads, the next helps, things go along", async () => {
    await mountCandidates();
    await contains(".o_fieldwork_candidate[data-id='1']").click();
    expect(".o_field_widget[name=lead_id] input").toHaveValue("Ana");
    await contains(".o_fieldwork_candidate[data-id='2']").click();
    expect(".o_field_widget[name=helper_ids] .o_tag").toHaveText("Ben");
    await contains(".o_fieldwork_candidate[data-id='4']").click();
    expect(".o_field_widget[name=thing_ids] .o_tag").toHaveText("Van");
    expect(".o_fieldwork_candidate[aria-pressed='true']").toHaveCount(3);
});

test("a second click takes somebody off the crew", async () => {
    await mountCandidates();
    await contains(".o_fieldwork_candidate[data-id='1']").click();
    await contains(".o_fieldwork_candidate[data-id='2']").click();
    await contains(".o_fieldwork_candidate[data-id='2']").click();
    expect(".o_field_widget[name=helper_ids] .o_tag").toHaveCount(0);
    await contains(".o_fieldwork_candidate[data-id='1']").click();
    expect(".o_field_widget[name=lead_id] input").toHaveValue("");
});
