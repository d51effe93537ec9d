import {
    clockText,
    dayLabel,
    hoursText,
    missingForDone,
    navigationUrl,
    phoneUrl,
    toQuantity,
    visitButtons,
} from "@fieldwork/my_day/my_day_utils";
import {
    allowTranslations,
    contains,
    defineActions,
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {ConnectionLostError} from "@web/core/network/rpc";
import {Deferred, advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {EventSender} from "@fieldwork/my_day/event_sender";
import {MyDay} from "@fieldwork/my_day/my_day";
import {WebClient} from "@web/webclient/webclient";
import {browser} from "@web/core/browser/browser";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {makeDay, makeVisit} from "./my_day_helpers";

describe.current.tags("desktop");
defineMailModels();

const {DateTime} = luxon;

/** @returns {Object} whose ``data`` the server answers with */
function mockServer(visits, vals) {
    const server = {data: makeDay(visits, vals), calls: []};
    onRpc("get_my_day", ({kwargs}) => {
        expect.step(`get_my_day ${kwargs.day}`);
        return server.data;
    });
    for (const method of [
        "action_travel",
        "action_start",
        "action_pause",
        "action_done",
        "action_material",
        "action_accept",
        "action_refuse",
    ]) {
        onRpc(method, async ({args, kwargs}) => {
            server.calls.push({method, id: args[0][0], ...kwargs});
            if (server.answer) {
                await server.answer();
            }
            return true;
        });
    }
    return server;
}

async function mountMyDay() {
    mockDate("2026-03-10 09:00:00", +1);
    await mountWithCleanup(MyDay, {
        props: {action: {}, actionId: 1, className: ""},
    });
}

describe("pure functions", () => {
    test("clock and hours", () => {
        expect(clockText(0)).toBe("0:00:00");
        expect(clockText(3909.7)).toBe("1:05:09");
        expect(clockText(-3)).toBe("0:00:00");
        expect(hoursText(1.5)).toBe("1:30");
        expect(hoursText(0.999)).toBe("1:00");
    });

    test("quantities", () => {
        expect(toQuantity("1,5")).toBe(1.5);
        expect(toQuantity(" 2 ")).toBe(2);
        expect(toQuantity("")).toBe(0);
        expect(toQuantity(undefined)).toBe(0);
        expect(toQuantity("-1")).toBe(NaN);
        expect(toQuantity("two")).toBe(NaN);
    });

    test("navigation opens the phone's own", () => {
        const located = {latitude: 40.4, longitude: -3.7, address: "x", map_url: "map"};
        expect(navigationUrl(located, "ios")).toBe(
            "https://maps.apple.com/?daddr=40.4%2C-3.7"
        );
        expect(navigationUrl(located, "android")).toBe("geo:0,0?q=40.4%2C-3.7");
        expect(navigationUrl(located, "")).toBe("map");
        const site = {latitude: false, address: "Calle Mayor 1", map_url: "map"};
        expect(navigationUrl(site, "android")).toBe("geo:0,0?q=Calle%20Mayor%201");
        expect(navigationUrl({latitude: false, address: ""}, "android")).toBe("");
    });

    test("phone numbers", () => {
        expect(phoneUrl("+34 (600) 12-34")).toBe("tel:+346001234");
    });

    test("buttons follow the state", () => {
        const buttons = (vals) => visitButtons(makeVisit(vals));
        expect(buttons({response: "pending"})).toEqual([
            "accept",
            "travel",
            "start",
            "refuse",
        ]);
        expect(buttons({})).toEqual(["travel", "start", "refuse"]);
        const begun = {has_begun: true, state: "working"};
        const doing = (kind) => buttons({...begun, running: {kind}});
        expect(doing("travel")).toEqual(["start", "pause", "leave"]);
        const proof = ["photos", "material", "report"];
        expect(doing("work")).toEqual(["pause", ...proof, "done", "leave"]);
        expect(doing("pause")).toEqual(["resume", ...proof, "done", "leave"]);
        expect(buttons(begun)).toEqual(["resume", "travel", ...proof, "done"]);
        const helping = {...begun, is_lead: false, running: {kind: "work"}};
        expect(buttons(helping)).toEqual(["pause", ...proof, "leave"]);
        // a colleague is there already
        expect(buttons({state: "working"})).toEqual(["travel", "start"]);
        expect(buttons({state: "done"})).toEqual(["report", "photos"]);
        expect(buttons({state: "missed"})).toEqual([]);
    });

    test("names of days", () => {
        allowTranslations();
        const today = DateTime.fromISO("2026-03-28");
        expect(dayLabel(today, today).toString()).toBe("Today");
        // the night in which the clocks change is a day too
        const spring = DateTime.fromISO("2026-03-29", {zone: "Europe/Madrid"});
        expect(dayLabel(spring.plus({days: 1}), spring).toString()).toBe("Tomorrow");
        expect(dayLabel(today.plus({days: 2}), today)).toBe("Monday, March 30");
    });

    test("what is missing to finish", () => {
        allowTranslations();
        expect(missingForDone({outcome: ""})).not.toBe("");
        expect(missingForDone({outcome: "to_continue"})).not.toBe("");
        expect(missingForDone({outcome: "to_continue", continue_reason: "parts"})).toBe(
            ""
        );
        expect(missingForDone({outcome: "solved"})).toBe("");
    });
});

describe("sending", () => {
    test("an event whose answer was lost is sent again as the same", async () => {
        const sent = [];
        let lost = true;
        const sender = new EventSender({
            call: async (_model, _method, _args, kwargs) => {
                sent.push(kwargs);
                if (lost) {
                    throw new ConnectionLostError();
                }
            },
        });
        mockDate("2026-03-10 09:00:00");
        await expect(sender.send("m", 1, "x")).rejects.toThrow();
        await advanceTime(5000);
        lost = false;
        await sender.send("m", 1, "x");
        await sender.send("m", 1, "x");
        expect(sent[0]).toEqual(sent[1]);
        expect(sent[2].client_uuid).not.toBe(sent[1].client_uuid);
        expect(sent[0].client_uuid).toMatch(/^[0-9a-f-]{36}$/);
    });

    test("an event that the server refused gets a new id", async () => {
        const sent = [];
        const sender = new EventSender({
            call: async (_model, _method, _args, kwargs) => {
                sent.push(kwargs.client_uuid);
                throw new Error("refused");
            },
        });
        await expect(sender.send("m", 1, "x")).rejects.toThrow();
        await expect(sender.send("m", 1, "x")).rejects.toThrow();
        expect(sent[0]).not.toBe(sent[1]);
    });

    test("times are the server's, whatever the phone's clock says", async () => {
        mockDate("2026-03-10 12:00:00", 0);
        const sender = new EventSender({
            call: async (_model, _method, _args, kwargs) => expect.step(kwargs.at),
        });
        sender.setServerTime("2026-03-10 08:00:00");
        await sender.send("m", 1, "x");
        expect.verifySteps(["2026-03-10 08:00:00"]);
    });

    test("two presses within one second keep their order", async () => {
        mockDate("2026-03-10 12:00:00", 0);
        const sender = new EventSender({
            call: async (_model, method, _args, kwargs) =>
                expect.step(`${method} ${kwargs.at}`),
        });
        await sender.send("m", 1, "pause");
        const resuming = sender.send("m", 1, "resume");
        await advanceTime(400);
        expect.verifySteps(["pause 2026-03-10 12:00:00"]);
        await advanceTime(600);
        await resuming;
        expect.verifySteps(["resume 2026-03-10 12:00:01"]);
    });

    test("position only where the technician shares it, and never waited for", async () => {
        patchWithCleanup(browser.navigator, {
            geolocation: {getCurrentPosition: () => expect.step("asked")},
        });
        const sender = new EventSender({
            call: async (_model, _method, _args, kwargs) =>
                expect.step("position" in kwargs ? "with" : "without"),
        });
        await sender.send("m", 1, "x");
        expect.verifySteps(["without"]);
        browser.localStorage.setItem("fieldwork.my_day.position", "1");
        const sending = sender.send("m", 1, "x");
        await advanceTime(2000);
        await sending;
        expect.verifySteps(["asked", "without"]);
    });
});

describe("screen", () => {
    test("shows the visits of the day and changes the day", async () => {
        const server = mockServer([makeVisit()]);
        await mountMyDay();
        expect(".o_fieldwork_my_day_card").toHaveCount(1);
        expect(".o_fieldwork_my_day_card").toHaveText(/Bakery Lindt/);
        expect("h1").toHaveText("Today");
        server.data = makeDay([], {day: "2026-03-11"});
        await contains("[data-day='2026-03-11']").click();
        expect("h1").toHaveText("Tomorrow");
        expect(".o_fieldwork_my_day_empty").toHaveText(/less than 14 days ahead/);
        expect.verifySteps(["get_my_day false", "get_my_day 2026-03-11"]);
    });

    test("says why there is no day", async () => {
        mockServer([], {why_empty: "no_technician", days: []});
        await mountMyDay();
        expect(".o_fieldwork_my_day_empty").toHaveText(/not set up as a technician/);
        expect.verifySteps(["get_my_day false"]);
    });

    test("text of customers is no markup", async () => {
        const script = "<img src=x onerror=alert(1)>";
        mockServer([makeVisit({customer: script, description: script})]);
        await mountMyDay();
        await contains(".o_fieldwork_my_day_card").click();
        expect(".o_fieldwork_my_day img").toHaveCount(0);
        expect(".o_fieldwork_my_day_text").toHaveText(script);
        expect.verifySteps(["get_my_day false"]);
    });

    test("shows all that is known of a visit", async () => {
        const visit = makeVisit({
            priority: "2",
            promised_start: "2026-03-10 08:00:00",
            promised_stop: "2026-03-10 12:00:00",
            internal_note: "<p>Call <b>before</b></p>",
            customer_reference: "PO-1",
            crew: [
                {name: "Ana", lead: true, me: true},
                {name: "Ben", lead: false, me: false},
            ],
            things: ["Van 1"],
            hours: {travel: 0.5, work: 1, pause: 0},
            phones: [{name: "Carla", phone: "+34 600"}],
            equipment: [
                {
                    id: 1,
                    name: "Boiler",
                    serial: "B-1",
                    product: "GB 220",
                    category: "Boilers",
                    under_warranty: true,
                },
            ],
            materials: [
                {
                    id: 4,
                    name: "Valve",
                    uom: "Units",
                    planned_qty: 2,
                    used_qty: 0,
                    left_qty: 0,
                    returned_qty: 0,
                    serial: "",
                    here: false,
                },
            ],
        });
        Object.assign(visit.site, {
            access_notes: "Ring twice",
            door_code: "4711#",
            tz: "Europe/London",
        });
        mockServer([visit]);
        await mountMyDay();
        expect(".o_fieldwork_my_day_card .fa-star").toHaveCount(1);
        await contains(".o_fieldwork_my_day_card").click();
        for (const text of [
            "Bakery Lindt",
            "PO-1",
            "No hot water",
            "Ring twice",
            "4711#",
            "Call before",
            "Boilers · GB 220",
            "B-1",
            "Under warranty",
            "Ben",
            "Van 1",
            "2 Units Valve",
            "work 1:00, travel 0:30",
            "Promised to the customer",
            "Europe/London",
        ]) {
            expect(".o_fieldwork_my_day_visit").toHaveText(new RegExp(text));
        }
        expect("a[href='tel:+34600']").toHaveCount(1);
        expect("a[href='https://map.example/']").toHaveCount(1);
        expect.verifySteps(["get_my_day false"]);
    });

    test("a double press is one event", async () => {
        const server = mockServer([makeVisit()]);
        await mountMyDay();
        const answer = new Deferred();
        server.answer = () => answer;
        await contains(".o_fieldwork_my_day_card").click();
        const button = document.querySelector("[data-button='travel']");
        button.click();
        button.click();
        await animationFrame();
        expect("[data-button='travel']").not.toBeEnabled();
        answer.resolve();
        await animationFrame();
        await animationFrame();
        expect(server.calls.map(({method, id}) => [method, id])).toEqual([
            ["action_travel", 7],
        ]);
        expect(server.calls[0].at).toBe("2026-03-10 08:00:00");
        expect.verifySteps(["get_my_day false", "get_my_day 2026-03-10"]);
    });

    test("the clock of the running stretch goes on", async () => {
        mockServer([
            makeVisit({
                running: {kind: "work", start: "2026-03-10 07:30:00"},
                has_begun: true,
                state: "working",
            }),
        ]);
        await mountMyDay();
        await contains(".o_fieldwork_my_day_card").click();
        expect("[role=timer]").toHaveText("0:30:00");
        await advanceTime(3000);
        await animationFrame();
        expect("[role=timer]").toHaveText("0:30:03");
        expect.verifySteps(["get_my_day false"]);
    });

    test("to continue needs why, and the draft is kept", async () => {
        const working = {
            running: {kind: "work", start: "2026-03-10 07:30:00"},
            has_begun: true,
            state: "working",
        };
        const server = mockServer([makeVisit(working)]);
        await mountMyDay();
        await contains(".o_fieldwork_my_day_card").click();
        await contains("[data-button='done']").click();
        await contains("[data-button='send']").click();
        expect("[role=alert]").toHaveText("Choose how the visit ended.");
        await contains("[data-outcome='to_continue']").click();
        await contains("[name=findings]").edit("Valve broken");
        await contains("[data-button='send']").click();
        expect("[role=alert]").toHaveText("Choose why it has to be continued.");
        await contains(".o_fieldwork_my_day_back").click();
        await contains("[data-button='done']").click();
        expect("[name=findings]").toHaveValue("Valve broken");
        await contains("[data-reason='parts']").click();
        await contains("[data-button='send']").click();
        const {method, outcome, continue_reason, findings} = server.calls[0];
        expect([method, outcome, continue_reason, findings]).toEqual([
            "action_done",
            "to_continue",
            "parts",
            "Valve broken",
        ]);
        expect.verifySteps(["get_my_day false", "get_my_day 2026-03-10"]);
    });

    test("a refusal needs a reason and goes to the assignment", async () => {
        const server = mockServer([makeVisit({response: "pending"})]);
        await mountMyDay();
        await contains(".o_fieldwork_my_day_card").click();
        await contains("[data-button='refuse']").click();
        expect("[data-button='send']").not.toBeEnabled();
        server.data = makeDay([]);
        await contains("textarea").edit("Broken leg");
        await contains("[data-button='send']").click();
        const {method, id, reason, position} = server.calls[0];
        expect([method, id, reason]).toEqual(["action_refuse", 11, "Broken leg"]);
        expect(position).toBe(undefined);
        // the visit is gone, so the day is shown
        expect(".o_fieldwork_my_day_empty").toHaveCount(1);
        expect.verifySteps(["get_my_day false", "get_my_day 2026-03-10"]);
    });

    test("material by product, with a comma in the quantity", async () => {
        onRpc("product.product", "name_search", ({kwargs}) => {
            expect.step(`search ${kwargs.name}`);
            return [[5, "Valve 1/2"]];
        });
        const working = {
            running: {kind: "work", start: "2026-03-10 07:30:00"},
            has_begun: true,
            state: "working",
        };
        const server = mockServer([makeVisit(working)]);
        await mountMyDay();
        await contains(".o_fieldwork_my_day_card").click();
        await contains("[data-button='material']").click();
        await contains("[name=term]").edit("val");
        await advanceTime(400);
        await animationFrame();
        await contains("[data-product='5']").click();
        await contains("[name=used_qty]").edit("1,5");
        await contains("[data-button='send']").click();
        const {method, product, used_qty, name} = server.calls[0];
        expect([method, product, used_qty, name]).toEqual([
            "action_material",
            5,
            1.5,
            undefined,
        ]);
        expect("[name=term]").toHaveCount(1);
        expect.verifySteps(["get_my_day false", "search val", "get_my_day 2026-03-10"]);
    });

    test("an error is shown where it happened", async () => {
        const server = mockServer([makeVisit()]);
        await mountMyDay();
        server.answer = () => {
            throw new ConnectionLostError("/x");
        };
        await contains(".o_fieldwork_my_day_card").click();
        await contains("[data-button='start']").click();
        expect(".o_fieldwork_my_day_error").toHaveCount(1);
        expect("[data-button='start']").toBeEnabled();
        expect.verifySteps(["get_my_day false"]);
    });

    test("opens as a client action", async () => {
        mockServer([makeVisit()]);
        mockDate("2026-03-10 09:00:00", +1);
        defineActions([
            {id: 1, type: "ir.actions.client", tag: "fieldwork_my_day", xml_id: "a.b"},
        ]);
        await mountWithCleanup(WebClient);
        await getService("action").doAction(1);
        expect(".o_fieldwork_my_day_card").toHaveCount(1);
        expect.verifySteps(["get_my_day false"]);
    });
});
