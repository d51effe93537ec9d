import {describe, expect, test} from "@odoo/hoot";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

import {
    hasAnswer,
    missing,
    needsRemark,
    shown,
} from "@fieldwork/checklist/checklist_form";

describe.current.tags("desktop");

function question(id, vals = {}) {
    return {
        id,
        section: false,
        kind: "yesno",
        name: `Question ${id}`,
        help: "",
        required: true,
        unit: "",
        minimum: false,
        maximum: false,
        options: [],
        defect_answer: "none",
        condition: false,
        default: false,
        answer: false,
        ...vals,
    };
}

function answer(value, vals = {}) {
    return {
        value,
        remark: "",
        out_of_limits: false,
        is_defect: false,
        photos: [],
        follow_up: false,
        by: "Ana",
        at: "2026-03-10 08:00:00",
        meter_error: "",
        ...vals,
    };
}

test("zero is an answer, no photo and no option are none", () => {
    expect(hasAnswer(question(1, {kind: "number", answer: answer(0)}))).toBe(true);
    expect(hasAnswer(question(1, {kind: "photo", answer: answer(0)}))).toBe(false);
    expect(hasAnswer(question(1, {kind: "multiple", answer: answer([])}))).toBe(false);
    expect(hasAnswer(question(1, {answer: answer(false)}))).toBe(false);
});

test("a flagged answer waits for its remark", () => {
    const flagged = question(1, {answer: answer("no", {is_defect: true})});
    expect(needsRemark(flagged)).toBe(true);
    expect(missing([flagged])).toEqual([1]);
    flagged.answer.remark = " ";
    expect(needsRemark(flagged)).toBe(true);
    flagged.answer.remark = "Worn";
    expect(missing([flagged])).toEqual([]);
});

test("what hangs on a question that is not asked is not asked", () => {
    const questions = [
        question(1, {answer: answer("no")}),
        question(2, {
            condition: {question_id: 1, values: ["yes"]},
            answer: answer("yes"),
        }),
        question(3, {condition: {question_id: 2, values: ["yes"]}}),
    ];
    expect(shown(questions).map(({id}) => id)).toEqual([1]);
    questions[0].answer.value = "yes";
    expect(missing(questions)).toEqual([3]);
});

test("any of several chosen options meets a condition", () => {
    const questions = [
        question(1, {kind: "multiple", answer: answer([4, 5])}),
        question(2, {condition: {question_id: 1, values: [5, 6]}}),
    ];
    expect(missing(questions)).toEqual([2]);
});

class Response extends models.Model {
    _name = "fieldwork.checklist.response";
    progress = fields.Char();
    _records = [{id: 7, progress: "0 / 2"}];
}

class Question extends models.Model {
    _name = "fieldwork.checklist.question";
    name = fields.Char();
    display_type = fields.Selection({selection: [["line_section", "Section"]]});
    kind = fields.Char();
    _records = [
        {id: 1, name: "Heat", display_type: "line_section", kind: "yesno"},
        {id: 2, name: "Flue", kind: "number"},
    ];
}

class Checklist extends models.Model {
    _name = "fieldwork.checklist";
    question_ids = fields.One2many({relation: "fieldwork.checklist.question"});
    _records = [{id: 3, question_ids: [1, 2]}];
}

defineModels([Response, Question, Checklist]);
defineMailModels();

function mountResponse(questions) {
    onRpc("get_form", () => ({
        id: 7,
        name: "Yearly",
        when: "during",
        equipment: "",
        equipment_id: false,
        description: "",
        state: "open",
        can_answer: true,
        missing: missing(questions),
        questions,
    }));
    return mountView({
        type: "form",
        resModel: "fieldwork.checklist.response",
        resId: 7,
        arch: `<form edit="0"><field name="progress"/>
            <widget name="fieldwork_checklist_answers"/></form>`,
    });
}

test("the office answers, and is asked for a remark", async () => {
    onRpc("action_answer", ({args}) => {
        expect.step(args.slice(1));
        return {
            answer: answer("no", {is_defect: true, remark: args[3] || ""}),
            missing: args[3] ? [2] : [1, 2],
            state: "open",
            answered_count: 1,
            needs_remark: !args[3],
        };
    });
    await mountResponse([question(1), question(2)]);
    expect(".o_fieldwork_missing").toHaveCount(2);
    await contains("[data-question='1'] button:contains(No)").click();
    expect(".badge").toHaveText("Defect");
    await contains("[data-question='1'] input[placeholder=Remark]").edit("Cracked", {
        confirm: "blur",
    });
    expect.verifySteps([
        [1, "no", null],
        [1, null, "Cracked"],
    ]);
    expect(".o_fieldwork_missing").toHaveCount(1);
    expect("button:contains(Make a follow-up order)").toHaveCount(1);
});

test("questions appear with the answer they hang on", async () => {
    onRpc("action_answer", ({args}) => ({
        answer: answer(args[2]),
        missing: [2],
        state: "open",
        answered_count: 1,
        needs_remark: false,
    }));
    await mountResponse([
        question(1),
        question(2, {condition: {question_id: 1, values: ["yes"]}}),
    ]);
    expect(".o_fieldwork_answer").toHaveCount(1);
    await contains("[data-question='1'] button:contains(Yes)").click();
    expect(".o_fieldwork_answer").toHaveCount(2);
});

test("sections stand across the list of questions", async () => {
    await mountView({
        type: "form",
        resModel: "fieldwork.checklist",
        resId: 3,
        arch: `<form><field name="question_ids" widget="fieldwork_checklist_questions">
            <list><field name="display_type" column_invisible="1"/>
            <field name="name"/><field name="kind"/></list></field></form>`,
    });
    expect(".o_is_line_section .o_data_cell").toHaveCount(1);
    expect(".o_is_line_section").toHaveText("Heat");
    expect(".o_data_row:not(.o_is_line_section) .o_data_cell").toHaveCount(2);
});
