import {
    contains,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {
    describe,
    expect,
    manuallyDispatchProgrammaticEvent,
    queryOne,
    test,
} from "@odoo/hoot";
import {advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {makeDay, makeVisit} from "@fieldwork/../tests/my_day_helpers";
import {MyDay} from "@fieldwork/my_day/my_day";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const PHOTO = {id: 5, kind: "before", note: "Leak", url: "", thumbnail_url: ""};
const FINGERPRINT = "0123456789abcdef".repeat(4);

function makeQuote(vals = {}) {
    return {
        id: 12,
        name: "S00012",
        what: "New pump",
        state: "sent",
        mode: "extend",
        signed_by: "",
        may_sign: true,
        obstacle: "",
        ...vals,
    };
}

function makeShown(vals = {}) {
    return {
        id: 12,
        name: "S00012",
        customer: "Bakery Lindt",
        lines: [
            {id: 1, kind: "line_note", name: "New pump"},
            {
                id: 2,
                kind: "",
                name: "Pump",
                quantity: "2",
                uom: "Units",
                price: "€ 100.00",
                discount: "",
                amount: "€ 200.00",
            },
        ],
        untaxed: "€ 200.00",
        tax: "€ 42.00",
        total: "€ 242.00",
        terms: "",
        valid_until: "2026-04-01",
        has_work: false,
        mode: "extend",
        obstacle: "",
        fingerprint: FINGERPRINT,
        ...vals,
    };
}

/** Opens a visit under way, and a screen of it. */
async function openScreen(button, vals = {}) {
    const visit = makeVisit({
        running: {kind: "work", start: "2026-03-10 07:30:00"},
        has_begun: true,
        state: "working",
        distance: {km: 0, billed: false},
        quotes: [],
        ...vals,
    });
    onRpc("get_my_day", () => makeDay([visit]));
    mockDate("2026-03-10 09:00:00", +1);
    await mountWithCleanup(MyDay, {
        props: {action: {}, actionId: 1, className: ""},
    });
    await contains(".o_fieldwork_my_day_card").click();
    if (button) {
        await contains(`[data-button='${button}']`).click();
    }
    return visit;
}

async function draw() {
    const canvas = queryOne("canvas");
    const box = canvas.getBoundingClientRect();
    const at = (share) => ({
        pointerId: 1,
        clientX: box.left + share * box.width,
        clientY: box.top + box.height / 2,
    });
    await manuallyDispatchProgrammaticEvent(canvas, "pointerdown", at(0.3));
    await manuallyDispatchProgrammaticEvent(canvas, "pointermove", at(0.5));
    await manuallyDispatchProgrammaticEvent(canvas, "pointermove", at(0.8));
    await manuallyDispatchProgrammaticEvent(canvas, "pointerup", at(0.8));
    await animationFrame();
}

describe("kilometres", () => {
    test("are entered with a comma, stepped, and told", async () => {
        onRpc("action_set_distance", ({kwargs}) => {
            expect.step(kwargs.kilometres);
            return true;
        });
        await openScreen("distance");
        expect("[name=kilometres]").toHaveAttribute("inputmode", "decimal");
        await contains("[name=kilometres]").edit("33,5");
        await contains("[data-step='1']").click();
        expect("[name=kilometres]").toHaveValue("34.5");
        await contains("[data-button='send']").click();
        await animationFrame();
        expect.verifySteps([34.5]);
        expect(".o_fieldwork_my_day_visit").toHaveCount(1);
    });

    test("are a number", async () => {
        await openScreen("distance");
        await contains("[name=kilometres]").edit("far");
        await contains("[data-button='send']").click();
        expect("[role=alert]").toHaveText(/number/);
    });

    test("stand on the button, and stay once billed", async () => {
        await openScreen("", {distance: {km: 34, billed: true}});
        expect("[data-button='distance']").toHaveText(/34 km/);
        await contains("[data-button='distance']").click();
        expect("[role=status]").toHaveText(/billed/);
        expect("[name=kilometres]").toHaveCount(0);
        expect("[data-button='send']").toHaveCount(0);
    });

    test("are not asked for where nobody wants them", async () => {
        await openScreen("", {distance: false});
        expect("[data-button='distance']").toHaveCount(0);
    });

    test("a refusal of the server is shown", async () => {
        onRpc("action_set_distance", () => {
            throw makeServerError({message: "They are billed"});
        });
        await openScreen("distance");
        await contains("[data-button='send']").click();
        await animationFrame();
        expect(".o_fieldwork_my_day_error").toHaveText("They are billed");
        expect("[name=kilometres]").toHaveCount(1);
    });
});

describe("asking for a quote", () => {
    test("with words, a part and a photo", async () => {
        onRpc("find_quote_parts", ({kwargs}) => {
            expect.step(kwargs.term);
            return [{id: 8, name: "Pump", uom: "Units"}];
        });
        const visit = await openScreen("quotes", {photos: [PHOTO]});
        onRpc("action_request_quote", ({kwargs}) => {
            expect.step(
                JSON.stringify([
                    kwargs.description,
                    kwargs.parts,
                    kwargs.photos,
                    kwargs.mode,
                ])
            );
            visit.quotes = [makeQuote({state: "draft", may_sign: false})];
            return 12;
        });
        await contains("[data-button='ask_quote']").click();
        await contains("[data-button='send']").click();
        expect("[role=alert]").toHaveText(/what has to be done/);
        await contains("[name=description]").edit("New pump");
        await contains("[name=term]").edit("pum", {confirm: false});
        await advanceTime(400);
        await contains("[data-product='8']").click();
        await contains("[data-part='8'] [aria-label='More']").click();
        await contains("[data-photo='5']").click();
        expect("[data-photo='5']").toHaveAttribute("aria-checked", "true");
        await contains("[data-mode='new']").click();
        await contains("[data-button='send']").click();
        await animationFrame();
        expect.verifySteps(["pum", '["New pump",[[8,2]],[5],"new"]']);
        expect("[data-quote='12']").toHaveText(/Asked for/);
        expect("[data-button='sign_quote']").toHaveCount(0);
    });

    test("what is written outlives the screen", async () => {
        await openScreen("quotes", {id: 71});
        await contains("[data-button='ask_quote']").click();
        await contains("[name=description]").edit("New valve");
        await contains(".o_fieldwork_my_day_back").click();
        await contains("[data-button='ask_quote']").click();
        expect("[name=description]").toHaveValue("New valve");
    });

    test("how it stands is seen, without prices", async () => {
        const states = ["draft", "sent", "accepted", "refused", "expired"];
        await openScreen("", {
            quotes: states.map((state, index) =>
                makeQuote({id: index + 1, state, may_sign: false})
            ),
        });
        expect("[data-button='quotes']").toHaveText(/Asked for/);
        await contains("[data-button='quotes']").click();
        expect("[data-quote='2']").toHaveText(/Sent/);
        expect("[data-quote='3']").toHaveText(/Accepted/);
        expect("[data-quote='4']").toHaveText(/Refused/);
        expect("[data-quote='5']").toHaveText(/Expired/);
        expect("main").not.toHaveText(/€/);
    });

    test("why it cannot be signed is said", async () => {
        const quote = makeQuote({may_sign: false, obstacle: "No price yet"});
        await openScreen("quotes", {quotes: [quote]});
        expect("[data-quote='12']").toHaveText(/No price yet/);
        expect("[data-button='sign_quote']").toHaveCount(0);
    });
});

describe("signing a quote", () => {
    test("it is read, then signed with a name", async () => {
        onRpc("get_quote", () => makeShown());
        const visit = await openScreen("quotes", {quotes: [makeQuote()]});
        onRpc("action_sign_quote", ({kwargs}) => {
            const {quote, name, fingerprint} = kwargs;
            expect(kwargs.image.length).toBeGreaterThan(100);
            expect.step(JSON.stringify([quote, name, fingerprint]));
            visit.quotes = [makeQuote({state: "accepted", may_sign: false})];
            return true;
        });
        await contains("[data-button='sign_quote']").click();
        expect(".o_fieldwork_my_day_quote_lines").toHaveText(/€ 242.00/);
        expect(".o_fieldwork_my_day_quote_lines").toHaveText(/time of the work/);
        await contains("[data-button='send']").click();
        expect("[role=alert]").toHaveText(/name/);
        await contains("[name=name]").edit("Carla");
        await contains("[data-button='send']").click();
        expect("[role=alert]").toHaveText(/finger/);
        await draw();
        await contains("[data-button='send']").click();
        await animationFrame();
        expect.verifySteps([`[12,"Carla","${FINGERPRINT}"]`]);
        expect("[data-quote='12']").toHaveText(/Accepted/);
    });

    test("one that changed meanwhile is read again", async () => {
        let shown = makeShown();
        onRpc("get_quote", () => shown);
        onRpc("action_sign_quote", () => {
            throw makeServerError({message: "Changed meanwhile"});
        });
        await openScreen("quotes", {quotes: [makeQuote()]});
        await contains("[data-button='sign_quote']").click();
        await contains("[name=name]").edit("Carla");
        await draw();
        shown = makeShown({total: "€ 300.00"});
        await contains("[data-button='send']").click();
        await animationFrame();
        expect(".o_fieldwork_my_day_error").toHaveText("Changed meanwhile");
        expect(".o_fieldwork_my_day_quote_lines").toHaveText(/€ 300.00/);
    });

    test("without the right to read it the reason is said", async () => {
        onRpc("get_quote", () => {
            throw makeServerError({message: "Not on the spot"});
        });
        await openScreen("quotes", {quotes: [makeQuote()]});
        await contains("[data-button='sign_quote']").click();
        expect("[role=alert]").toHaveText("Not on the spot");
        expect("canvas").toHaveCount(0);
    });
});

describe("the machine of a part", () => {
    const LINE = {
        id: 4,
        name: "Valve",
        uom: "Units",
        planned_qty: 1,
        used_qty: 0,
        left_qty: 0,
        returned_qty: 0,
        serial: "",
        here: false,
        equipment: false,
    };
    const MACHINES = [
        {id: 1, name: "Oven", serial: "A-1", category: "", product: ""},
        {id: 2, name: "Boiler", serial: "", category: "", product: ""},
    ];

    test("is chosen where there are several", async () => {
        onRpc("action_material", ({kwargs}) => {
            expect.step(JSON.stringify(kwargs.details || {}));
            return 4;
        });
        await openScreen("material", {materials: [LINE], equipment: MACHINES});
        await contains("[data-material='4']").click();
        expect("[data-machine='all']").toHaveAttribute("aria-checked", "true");
        expect("[data-machine='1']").toHaveText("Oven · A-1");
        await contains("[data-machine='2']").click();
        await contains("[data-button='send']").click();
        await animationFrame();
        expect.verifySteps(['{"equipment":2}']);
    });

    test("is not asked for where there is one", async () => {
        onRpc("action_material", ({kwargs}) => {
            expect.step(JSON.stringify(kwargs.details || {}));
            return 4;
        });
        const equipment = MACHINES.slice(0, 1);
        await openScreen("material", {materials: [LINE], equipment});
        await contains("[data-material='4']").click();
        expect("[data-machine]").toHaveCount(0);
        await contains("[data-button='send']").click();
        await animationFrame();
        expect.verifySteps(["{}"]);
    });

    test("stands beside what was told", async () => {
        const line = {...LINE, here: true, used_qty: 1, equipment: 2};
        await openScreen("material", {materials: [line], equipment: MACHINES});
        expect("[data-material='4']").toHaveText(/Used: 1 · Boiler/);
    });
});
