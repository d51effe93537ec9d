import {
    allowTranslations,
    contains,
    makeServerError,
    mountWithCleanup,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";
import {
    describe,
    expect,
    manuallyDispatchProgrammaticEvent,
    queryOne,
    test,
} from "@odoo/hoot";
import {animationFrame, mockDate} from "@odoo/hoot-mock";
import {loseConnection, makeDay, makeVisit} from "./my_day_helpers";
import {readBase64, sizeText} from "@fieldwork/my_day/photo_outbox";
import {MyDay} from "@fieldwork/my_day/my_day";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {missingSignatures} from "@fieldwork/my_day/my_day_utils";
import {strokesLength} from "@fieldwork/my_day/signature_pad";

describe.current.tags("desktop");
defineMailModels();

const WORKING = {
    running: {kind: "work", start: "2026-03-10 07:30:00"},
    has_begun: true,
    state: "working",
};
const SHA = "0123456789abcdef".repeat(4);

function makeReport(vals = {}) {
    return {
        snapshot: {},
        snapshot_json: "{}",
        snapshot_sha256: SHA,
        findings: "Valve broken",
        work_done: "",
        customer_remarks: "",
        materials: ["1 Units Valve"],
        hours: {work: "1:00", travel: "0:30"},
        checklists: [
            {
                name: "Safety",
                equipment: "Boiler",
                lines: [
                    {name: "Pressure", answer: "3.2 bar", remark: "High", flag: true},
                ],
            },
        ],
        photos: [],
        signatures: [],
        rules: {technician: "optional", customer: "required"},
        ...vals,
    };
}

async function openScreen(button, vals = {}) {
    const visit = makeVisit({...WORKING, ...vals});
    onRpc("get_my_day", () => makeDay([visit]));
    mockDate("2026-03-10 09:00:00", +1);
    await mountWithCleanup(MyDay, {
        props: {action: {}, actionId: 1, className: ""},
    });
    await contains(".o_fieldwork_my_day_card").click();
    await contains(`[data-button='${button}']`).click();
}

function mockReport(vals) {
    const server = {report: makeReport(vals), calls: [], fail: false};
    onRpc("get_report", () => server.report);
    for (const method of ["action_sign", "action_refuse_signature"]) {
        onRpc(method, ({kwargs}) => {
            server.calls.push({method, ...kwargs});
            if (server.fail) {
                throw server.fail();
            }
            return true;
        });
    }
    return server;
}

/** A stroke over the pad, from its middle to its right. */
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

describe("pure functions", () => {
    test("whose signature is missing", () => {
        const visit = makeVisit({
            signature_rules: {technician: "optional", customer: "required"},
        });
        expect(missingSignatures(visit)).toEqual(["customer"]);
        visit.signatures = [{role: "customer", void: true}];
        expect(missingSignatures(visit)).toEqual(["customer"]);
        visit.signatures.push({role: "customer", void: false});
        expect(missingSignatures(visit)).toEqual([]);
    });

    test("length of strokes", () => {
        expect(strokesLength([])).toBe(0);
        expect(strokesLength([[{x: 0, y: 0}]])).toBe(0);
        const line = [
            {x: 0, y: 0},
            {x: 0.3, y: 0.4},
        ];
        expect(strokesLength([line, line])).toBe(1);
    });

    test("bytes of a file are untouched", async () => {
        allowTranslations();
        const bytes = new Uint8Array([0, 255, 128, 13, 10]);
        const text = await readBase64(new File([bytes], "a.jpg"));
        expect(text).toBe(btoa(String.fromCharCode(...bytes)));
        expect(sizeText(3355443).toString()).toBe("3.2 MB");
    });
});

describe("photos", () => {
    function mockPhotos(photos = []) {
        const server = {sent: [], lost: false};
        onRpc("get_photos", () => photos);
        onRpc("action_photo", ({args, kwargs}) => {
            server.sent.push({visit: args[0][0], ...kwargs});
            return {
                id: 30 + server.sent.length,
                url: "/web/static/img/placeholder.png",
                thumbnail_url: "/web/static/img/placeholder.png",
                kind: kwargs.kind,
                note: kwargs.note || "",
            };
        });
        return server;
    }

    async function take(name = "pump.jpg") {
        const input = queryOne("input[type=file][capture]");
        const data = new DataTransfer();
        data.items.add(new File(["picture"], name, {type: "image/jpeg"}));
        input.files = data.files;
        await manuallyDispatchProgrammaticEvent(input, "change");
        // The file is read by the browser itself, outside of mocked time.
        for (let turn = 0; turn < 10; turn++) {
            await animationFrame();
        }
    }

    test("a photo is sent at once, with its kind and note", async () => {
        const server = mockPhotos();
        await openScreen("photos");
        await contains("[data-kind='after']").click();
        await contains("[name=note]").edit("New valve");
        await take();
        expect(server.sent).toHaveLength(1);
        const {visit, data, filename, kind, note, at, client_uuid} = server.sent[0];
        expect([visit, data, filename, kind, note, at]).toEqual([
            7,
            btoa("picture"),
            "pump.jpg",
            "after",
            "New valve",
            "2026-03-10 08:00:00",
        ]);
        expect(client_uuid).toMatch(/^[0-9a-f-]{36}$/);
        expect("[data-photo='31']").toHaveCount(1);
        expect(".o_fieldwork_my_day_upload").toHaveCount(0);
        expect("[name=note]").toHaveValue("");
    });

    test("a photo that was lost stays, and is sent again as the same", async () => {
        const server = mockPhotos();
        loseConnection(server, "action_photo");
        server.lost = true;
        await openScreen("photos");
        await take();
        expect(".o_fieldwork_my_day_upload[data-state='unsent']").toHaveCount(1);
        await contains(".o_fieldwork_my_day_back").click();
        await contains("[data-button='photos']").click();
        server.lost = false;
        await contains("[data-button='send_again']").click();
        for (let turn = 0; turn < 10; turn++) {
            await animationFrame();
        }
        expect(".o_fieldwork_my_day_upload").toHaveCount(0);
        const {client_uuid, at} = server.tried[0];
        expect(server.sent[0].client_uuid).toBe(client_uuid);
        expect(server.sent[0].at).toBe(at);
    });

    test("a photo can be looked at and removed with a reason", async () => {
        onRpc("fieldwork.photo", "action_remove", ({args, kwargs}) => {
            expect.step(`${args[0]} ${kwargs.reason}`);
            return true;
        });
        const url = "/web/static/img/placeholder.png";
        const photo = {id: 5, url, thumbnail_url: url, kind: "before", note: "Leak"};
        mockPhotos([photo]);
        await openScreen("photos", {photos: [photo]});
        expect("[data-kind='after']").toHaveAttribute("aria-checked", "true");
        await contains("[data-photo='5']").click();
        expect("[data-button='remove']").not.toBeEnabled();
        await contains("[name=reason]").edit("Blurred");
        await contains("[data-button='remove']").click();
        await animationFrame();
        expect("[data-photo='5']").toHaveCount(0);
        expect("h2").toHaveText("Photos");
        expect.verifySteps(["5 Blurred"]);
    });
});

describe("report and signature", () => {
    test("is read before it is signed, and signed as it was read", async () => {
        const server = mockReport();
        await openScreen("report", {phones: [{name: "Carla", phone: "+34 600"}]});
        const report = ".o_fieldwork_my_day_report";
        for (const text of ["Valve broken", "1 Units Valve", "3.2 bar", "High"]) {
            expect(report).toHaveText(new RegExp(text));
        }
        expect(report).toHaveText(new RegExp(SHA.slice(0, 12)));
        await contains("[data-button='sign_customer']").click();
        await contains("[data-button='send']").click();
        expect("[role=alert]").toHaveText(/name/);
        await contains("[name=name]").edit("Carla");
        await contains("[data-button='send']").click();
        expect("[role=alert]").toHaveText(/finger/);
        expect(server.calls).toHaveLength(0);
        await draw();
        await contains("[data-button='send']").click();
        await animationFrame();
        const {role, name, image, snapshot_sha256, client_uuid} = server.calls[0];
        expect([role, name, snapshot_sha256]).toEqual(["customer", "Carla", SHA]);
        expect(atob(image).slice(1, 4)).toBe("PNG");
        expect(client_uuid).toMatch(/^[0-9a-f-]{36}$/);
        expect(report).toHaveCount(1);
    });

    test("cleared ink is no signature", async () => {
        const server = mockReport();
        await openScreen("report");
        await contains("[data-button='sign_technician']").click();
        expect("[name=name]").toHaveValue(serverState.partnerName);
        await draw();
        await contains("[data-button='clear']").click();
        await contains("[data-button='send']").click();
        expect("[role=alert]").toHaveText(/finger/);
        expect(server.calls).toHaveLength(0);
    });

    test("a report that changed meanwhile is read again", async () => {
        const server = mockReport();
        await openScreen("report");
        await contains("[data-button='sign_customer']").click();
        await contains("[name=name]").edit("Carla");
        await draw();
        server.fail = () => makeServerError({message: "Changed meanwhile"});
        server.report = makeReport({findings: "Pump", snapshot_sha256: "f".repeat(64)});
        await contains("[data-button='send']").click();
        await animationFrame();
        expect(".o_fieldwork_my_day_report").toHaveText(/Pump/);
        expect("[role=alert]").toHaveText("Changed meanwhile");
    });

    test("a refusal needs a reason", async () => {
        const server = mockReport();
        await openScreen("report");
        await contains("[data-button='sign_refuse']").click();
        await contains("[data-button='send']").click();
        expect("[role=alert]").toHaveText(/why/);
        await contains("[name=reason]").edit("Nobody there");
        await contains("[data-button='send']").click();
        await animationFrame();
        const [{method, reason, name}] = server.calls;
        expect([method, reason, name]).toEqual([
            "action_refuse_signature",
            "Nobody there",
            false,
        ]);
    });

    test("a void signature is said to be, and is given again", async () => {
        mockReport({
            signatures: [
                {
                    role: "customer",
                    name: "Carla",
                    signed_at: "2026-03-10 07:50:00",
                    void: true,
                    void_reason: "Materials: 1 → 2",
                    is_refusal: false,
                },
                {
                    role: "technician",
                    name: "Ana",
                    signed_at: "2026-03-10 07:50:00",
                    void: false,
                    void_reason: "",
                    is_refusal: false,
                },
            ],
        });
        await openScreen("report");
        expect("[data-role='customer']").toHaveText(/Void.*Carla/);
        expect("[data-role='customer']").toHaveText(/1 → 2/);
        expect("[data-button='sign_customer']").toHaveCount(1);
        expect("[data-button='sign_technician']").toHaveCount(0);
    });

    test("the words are written before they are read, and kept for the end", async () => {
        onRpc("fieldwork.visit", "write", ({args}) => {
            expect.step(JSON.stringify(args[1]));
            return true;
        });
        mockReport();
        await openScreen("report");
        await contains("[data-button='words']").click();
        await contains("[name=work_done]").edit("Valve replaced");
        await contains("[data-button='send']").click();
        await animationFrame();
        expect(".o_fieldwork_my_day_report").toHaveCount(1);
        await contains(".o_fieldwork_my_day_back").click();
        await contains("[data-button='done']").click();
        expect("[name=work_done]").toHaveValue("Valve replaced");
        expect.verifySteps([
            '{"findings":"","work_done":"Valve replaced","customer_remarks":""}',
        ]);
    });
});
