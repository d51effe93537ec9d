import {localAnswer, progress, shown, toNumber} from "@fieldwork/my_day/checklist_form";
import {
    contains,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {Deferred, advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {AnswerKeeper} from "@fieldwork/my_day/answer_keeper";
import {ChecklistTry} from "@fieldwork/my_day/checklist_try";
import {ConnectionLostError} from "@web/core/network/rpc";
import {MyDay} from "@fieldwork/my_day/my_day";
import {browser} from "@web/core/browser/browser";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {loseConnection, makeDay, makeVisit} from "./my_day_helpers";

describe.current.tags("desktop");
defineMailModels();

function makeQuestion(id, kind, vals = {}) {
    return {
        id,
        section: false,
        kind,
        name: `Question ${id}`,
        help: "",
        required: true,
        unit: "",
        minimum: false,
        maximum: false,
        options: [],
        defect_answer: false,
        condition: false,
        default: "",
        answer: false,
        ...vals,
    };
}

function makeForm(questions, vals = {}) {
    return {
        id: 20,
        name: "Safety",
        when: "before_start",
        equipment: "Boiler",
        equipment_id: 5,
        description: "",
        state: "open",
        can_answer: true,
        missing: [],
        questions,
        ...vals,
    };
}

/** @returns {Object} what was called, and ``lost``: no connection */
function mockChecklists(questions, vals = {}) {
    const server = {answers: [], uuids: [], lost: false};
    const list = {
        id: 20,
        name: "Safety",
        when: "before_start",
        equipment: "Boiler",
        answered_count: 0,
        question_count: questions.length,
        missing_count: 2,
        state: "open",
        ...vals.list,
    };
    onRpc("get_my_day", () => makeDay([makeVisit({checklists: [list]})]));
    onRpc("get_checklists", () => [list]);
    onRpc("get_form", () => makeForm(structuredClone(questions), vals.form));
    onRpc("action_answer", async ({args, kwargs}) => {
        const {question, value, remark, at, client_uuid} = kwargs;
        server.answers.push({response: args[0][0], question, value, remark, at});
        server.uuids.push(client_uuid);
        const asked = questions.find(({id}) => id === question);
        asked.answer = localAnswer(asked, {
            ...(value === undefined ? {} : {value}),
            ...(remark === undefined ? {} : {remark}),
        });
        return {answer: {...asked.answer}, missing: [], state: "open"};
    });
    return server;
}

async function openChecklist() {
    mockDate("2026-03-10 09:00:00", +1);
    await mountWithCleanup(MyDay, {
        props: {action: {}, actionId: 1, className: ""},
    });
    await contains(".o_fieldwork_my_day_card").click();
    await contains("[data-button='checklists']").click();
    await contains("[data-checklist='20']").click();
}

describe("which questions are asked", () => {
    test("numbers with a comma, a sign, a blank", () => {
        expect(toNumber("1,5")).toBe(1.5);
        expect(toNumber("-0,5")).toBe(-0.5);
        expect(toNumber("1 000")).toBe(1000);
        expect(toNumber("0")).toBe(0);
        expect(toNumber(" ")).toBe(false);
        expect(toNumber("1.2.3")).toBe(NaN);
        expect(toNumber("abc")).toBe(NaN);
        expect(toNumber("1e3")).toBe(NaN);
    });

    test("a condition shows a question, and hides what hangs on it", () => {
        const first = makeQuestion(1, "yesno");
        const second = makeQuestion(2, "yesno", {
            condition: {question_id: 1, values: ["no"]},
            answer: {value: "yes"},
        });
        const third = makeQuestion(3, "text", {
            condition: {question_id: 2, values: ["yes"]},
        });
        const ids = () => shown([first, second, third]).map(({id}) => id);
        expect(ids()).toEqual([1]);
        first.answer = {value: "no"};
        expect(ids()).toEqual([1, 2, 3]);
        first.answer = {value: "yes"};
        expect(ids()).toEqual([1]);
    });

    test("several chosen ones meet a condition by one of them", () => {
        const first = makeQuestion(1, "multiple", {answer: {value: [7, 8]}});
        const condition = {question_id: 1, values: [8, 9]};
        const second = makeQuestion(2, "text", {condition});
        expect(shown([first, second])).toHaveLength(2);
        first.answer.value = [7];
        expect(shown([first, second])).toHaveLength(1);
    });

    test("progress: zero is an answer, a defect without remark is missing", () => {
        const zero = makeQuestion(1, "number", {answer: {value: 0, remark: ""}});
        const bad = makeQuestion(2, "yesno", {
            required: false,
            defect_answer: "no",
        });
        bad.answer = localAnswer(bad, {value: "no"});
        const section = makeQuestion(3, false, {section: true});
        const open = makeQuestion(4, "photo", {answer: {value: 0}});
        const all = [zero, bad, section, open];
        expect(progress(all)).toEqual({asked: 3, answered: 2, missing: [2, 4]});
        bad.answer = localAnswer(bad, {remark: "broken"});
        expect(progress(all).missing).toEqual([4]);
    });

    test("limits and defects are seen at once", () => {
        const number = makeQuestion(1, "number", {minimum: 0, maximum: 2.5});
        const out = (value) => localAnswer(number, {value}).out_of_limits;
        expect([-1, 0, 2.5, 2.6, false].map(out)).toEqual([
            true,
            false,
            false,
            true,
            false,
        ]);
        const options = [
            {id: 1, name: "Good", is_defect: false},
            {id: 2, name: "Rust", is_defect: true},
        ];
        const many = makeQuestion(2, "multiple", {options});
        expect(localAnswer(many, {value: [1]}).is_defect).toBe(false);
        expect(localAnswer(many, {value: [1, 2]}).is_defect).toBe(true);
    });
});

describe("keeping answers", () => {
    function makeKeeper(call) {
        return new AnswerKeeper({call}, {now: () => luxon.DateTime.utc()});
    }

    test("what was lost on the way is sent again as the same", async () => {
        const sent = [];
        let lost = true;
        const call = async (_model, _method, _args, kwargs) => {
            sent.push(kwargs);
            if (lost) {
                throw new ConnectionLostError("/x");
            }
            return {};
        };
        const keeper = makeKeeper(call);
        await keeper.give(20, 1, {value: "yes"});
        expect(keeper.unsaved(20)[0].state).toBe("unsent");
        // the page is closed and opened again
        const later = makeKeeper(call);
        expect(later.unsaved(20)).toHaveLength(1);
        lost = false;
        await later.sendAgain(20, () => expect.step("saved"));
        expect(sent[1]).toEqual(sent[0]);
        expect(later.unsaved(20)).toHaveLength(0);
        expect(makeKeeper(call).unsaved(20)).toHaveLength(0);
        expect.verifySteps(["saved"]);
    });

    test("another person on the same phone does not send it", async () => {
        const call = async () => {
            throw new ConnectionLostError("/x");
        };
        await makeKeeper(call).give(20, 1, {value: "yes"});
        const keys = Object.keys(browser.localStorage).join();
        expect(keys).toMatch(new RegExp(`answers.${serverState.userId}`));
    });

    test("what is given while an answer is under way follows it", async () => {
        const first = new Deferred();
        const sent = [];
        const keeper = makeKeeper(async (_model, _method, _args, kwargs) => {
            sent.push(kwargs.value);
            if (sent.length === 1) {
                await first;
            }
            return {value: kwargs.value};
        });
        const giving = keeper.give(20, 1, {value: 1}, (result) =>
            expect.step(`saved ${result.value}`)
        );
        await keeper.give(20, 1, {value: 2});
        await keeper.give(20, 1, {value: 3});
        first.resolve();
        await giving;
        expect(sent).toEqual([1, 3]);
        expect.verifySteps(["saved 3"]);
    });

    test("a refused answer stays on the screen with the words", async () => {
        const keeper = makeKeeper(async () => {
            throw Object.assign(new Error(), {data: {message: "Too late"}});
        });
        await keeper.give(20, 1, {value: "yes"});
        const [entry] = keeper.unsaved(20);
        expect([entry.state, entry.error]).toEqual(["refused", "Too late"]);
    });
});

describe("screen", () => {
    test("what is missing stands before the start", async () => {
        mockChecklists([makeQuestion(1, "yesno")]);
        mockDate("2026-03-10 09:00:00", +1);
        await mountWithCleanup(MyDay, {
            props: {action: {}, actionId: 1, className: ""},
        });
        await contains(".o_fieldwork_my_day_card").click();
        const names = [...document.querySelectorAll("[data-button]")].map(
            (button) => button.dataset.button
        );
        expect(names.slice(0, 3)).toEqual(["travel", "checklists", "start"]);
        expect("[data-button='checklists'] .badge").toHaveText("Missing: 2");
    });

    test("an answer is saved as it is given", async () => {
        const server = mockChecklists([makeQuestion(1, "yesno")]);
        await openChecklist();
        expect("[data-button='missing']").toHaveText(/Missing: 1/);
        await contains("[data-value='yes']").click();
        await animationFrame();
        expect("[data-value='yes']").toHaveAttribute("aria-checked", "true");
        expect(".o_fieldwork_my_day_complete").toHaveCount(1);
        expect(".o_fieldwork_my_day_saved").toHaveCount(1);
        expect(server.answers).toEqual([
            {
                response: 20,
                question: 1,
                value: "yes",
                remark: undefined,
                at: "2026-03-10 08:00:00",
            },
        ]);
        await contains("[data-value='yes']").click();
        expect(server.answers[1].value).toBe(false);
    });

    test("a number out of limits asks for a remark, then for an order", async () => {
        onRpc("action_follow_up", ({args}) => {
            expect.step(`follow up ${args[1]}`);
            return {id: 9, name: "FW000009"};
        });
        const server = mockChecklists([
            makeQuestion(1, "number", {minimum: 1, maximum: 2.5, unit: "bar"}),
        ]);
        await openChecklist();
        expect(".o_fieldwork_my_day_question").toHaveText(/Between 1 bar and 2.5 bar/);
        await contains("[name=answer]").edit("x");
        expect(".o_fieldwork_my_day_question [role=alert]").toHaveCount(1);
        expect(server.answers).toHaveLength(0);
        await contains("[name=answer]").edit("3,2");
        await animationFrame();
        expect(server.answers.map(({value}) => value)).toEqual([3.2]);
        expect("[role=status]:contains(Out of limits)").toHaveCount(1);
        expect("[data-button='missing']").toHaveCount(1);
        expect("[data-button='follow_up']").toHaveCount(0);
        await contains("[name=remark]").edit("Valve sticks");
        await animationFrame();
        expect(server.answers[1].remark).toBe("Valve sticks");
        expect(server.answers[1].value).toBe(undefined);
        expect("[data-button='missing']").toHaveCount(0);
        await contains("[data-button='follow_up']").click();
        expect(".o_fieldwork_my_day_follow_up").toHaveText(/FW000009/);
        expect.verifySteps(["follow up 1"]);
    });

    test("text is saved a moment after it was typed", async () => {
        const server = mockChecklists([makeQuestion(1, "text")]);
        await openChecklist();
        await contains("[name=answer]").edit("All", {confirm: false});
        expect(server.answers).toHaveLength(0);
        await advanceTime(1100);
        await animationFrame();
        expect(server.answers.map(({value}) => value)).toEqual(["All"]);
    });

    test("typed text is saved when the screen is left", async () => {
        const server = mockChecklists([makeQuestion(1, "text")]);
        await openChecklist();
        await contains("[name=answer]").edit("All", {confirm: false});
        await contains(".o_fieldwork_my_day_back").click();
        await animationFrame();
        expect(server.answers.map(({value}) => value)).toEqual(["All"]);
    });

    test("no connection: the answer stays and is sent again on press", async () => {
        const server = mockChecklists([makeQuestion(1, "yesno")]);
        loseConnection(server, "action_answer");
        await openChecklist();
        server.lost = true;
        await contains("[data-value='no']").click();
        await animationFrame();
        expect("[data-value='no']").toHaveAttribute("aria-checked", "true");
        expect("[data-button='send_again']").toHaveCount(1);
        // looked at again without a connection it is still there
        await contains(".o_fieldwork_my_day_back").click();
        await contains("[data-checklist='20']").click();
        await animationFrame();
        expect("[data-value='no']").toHaveAttribute("aria-checked", "true");
        server.lost = false;
        await contains("[data-button='send_again']").click();
        await animationFrame();
        expect("[data-button='send_again']").toHaveCount(0);
        const {client_uuid, at} = server.tried[0];
        expect(server.uuids).toEqual([client_uuid]);
        expect(server.answers[0].at).toBe(at);
    });

    test("choices, a default and a condition", async () => {
        const options = [
            {id: 1, name: "Good", is_defect: false},
            {id: 2, name: "Rust", is_defect: true},
        ];
        const server = mockChecklists([
            makeQuestion(1, "single", {options}),
            makeQuestion(2, "multiple", {
                options,
                condition: {question_id: 1, values: [2]},
            }),
            makeQuestion(3, "text", {default: "None seen"}),
        ]);
        await openChecklist();
        expect("[data-question='2']").toHaveCount(0);
        await contains("[data-question='1'] [data-option='2']").click();
        await contains("[data-question='2'] [data-option='1']").click();
        await contains("[data-question='2'] [data-option='2']").click();
        await contains("[data-button='default']").click();
        await animationFrame();
        expect(server.answers.map(({value}) => value)).toEqual([
            2,
            [1],
            [1, 2],
            "None seen",
        ]);
        expect("[data-question='3'] [name=answer]").toHaveValue("None seen");
    });

    test("a list that is closed is only read", async () => {
        mockChecklists([makeQuestion(1, "yesno")], {form: {can_answer: false}});
        await openChecklist();
        expect("[data-value='yes']").not.toBeEnabled();
    });

    test("names of questions are no markup", async () => {
        mockChecklists([makeQuestion(1, "text", {name: "<b>x</b>", help: "<i>y</i>"})]);
        await openChecklist();
        expect(".o_fieldwork_my_day_question b").toHaveCount(0);
        expect(".o_fieldwork_my_day_question").toHaveText(/<b>x<\/b>/);
    });

    test("the next missing one is jumped to", async () => {
        patchWithCleanup(Element.prototype, {
            scrollIntoView() {
                expect.step(this.dataset.question);
            },
        });
        mockChecklists([
            makeQuestion(1, "text", {required: false}),
            makeQuestion(2, "text"),
            makeQuestion(3, "text"),
        ]);
        await openChecklist();
        for (let press = 0; press < 3; press++) {
            await contains("[data-button='missing']").click();
        }
        expect.verifySteps(["2", "3", "2"]);
    });

    test("trying a list saves nothing", async () => {
        const form = makeForm([
            makeQuestion(1, "yesno"),
            makeQuestion(2, "text", {condition: {question_id: 1, values: ["no"]}}),
        ]);
        onRpc("action_answer", () => expect.step("saved"));
        await mountWithCleanup(ChecklistTry, {
            props: {action: {params: {form}}, actionId: 1, className: ""},
        });
        expect("[data-question='2']").toHaveCount(0);
        await contains("[data-value='no']").click();
        expect("[data-question='2']").toHaveCount(1);
        await contains("[data-question='2'] [name=answer]").edit("Because");
        expect(".o_fieldwork_my_day_complete").toHaveCount(1);
        expect.verifySteps([]);
    });

    test("trying a list by its id", async () => {
        onRpc("get_try_form", ({args}) => {
            expect.step(args[0]);
            return makeForm([makeQuestion(1, "yesno")], {id: 0});
        });
        await mountWithCleanup(ChecklistTry, {
            props: {
                action: {params: {checklist_id: 4}},
                actionId: 1,
                className: "",
            },
        });
        expect("[data-question='1']").toHaveCount(1);
        expect.verifySteps([[4]]);
    });
});
