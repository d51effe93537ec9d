import {Component, xml} from "@odoo/owl";
import {
    contains,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {makeDay, makeVisit} from "./my_day_helpers";
import {MyDay} from "@fieldwork/my_day/my_day";
import {animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {visitScreens} from "@fieldwork/my_day/screens";
import {withExtraButtons} from "@fieldwork/my_day/my_day_utils";

describe.current.tags("desktop");
defineMailModels();

class KeyScreen extends Component {
    static template = xml`
        <main class="o_keys">
            <span t-out="props.visit.keys + props.part" />
            <button data-button="part" t-on-click="() => props.onOpen('!')" />
            <button
                data-button="tell"
                t-on-click="() => props.onTell('action_keys', {keys: 3})"
            />
        </main>`;
    static props = ["*"];
}

const SCREEN = {
    Component: KeyScreen,
    button: {label: "Keys", icon: "fa-key", style: "btn-secondary"},
    isShown: (visit) => visit.keys !== undefined,
    badge: (visit) => ({badge: String(visit.keys), calm: true}),
};

async function openVisit(visit) {
    onRpc("get_my_day", () => makeDay([visit]));
    await mountWithCleanup(MyDay, {
        props: {action: {}, actionId: 1, className: ""},
    });
    await contains(".o_fieldwork_my_day_card").click();
}

describe("screens of other addons", () => {
    test("their buttons come after the report", () => {
        expect(withExtraButtons(["pause", "report", "done"], ["keys"])).toEqual([
            "pause",
            "report",
            "keys",
            "done",
        ]);
        expect(withExtraButtons(["start"], ["keys"])).toEqual(["start", "keys"]);
        expect(withExtraButtons(["start"], [])).toEqual(["start"]);
    });

    test("an entry says what it is", () => {
        // Core looks at it in the developer mode only.
        patchWithCleanup(odoo, {debug: "1"});
        expect(() => visitScreens.add("wrong", {Component: KeyScreen})).toThrow();
        visitScreens.add("keys", SCREEN);
        expect(visitScreens.contains("keys")).toBe(true);
    });

    test("a screen opens, tells and stays", async () => {
        visitScreens.add("keys", SCREEN);
        const visit = makeVisit({keys: 2});
        onRpc("action_keys", ({kwargs}) => {
            expect(kwargs.client_uuid.length).toBe(36);
            expect.step(kwargs.keys);
            visit.keys = kwargs.keys;
            return true;
        });
        await openVisit(visit);
        expect("[data-button='keys']").toHaveText(/Keys.*2/s);
        await contains("[data-button='keys']").click();
        await contains("[data-button='part']").click();
        expect(".o_keys span").toHaveText("2!");
        await contains("[data-button='tell']").click();
        await animationFrame();
        expect.verifySteps([3]);
        expect(".o_keys span").toHaveText("3!");
        await contains(".o_fieldwork_my_day_back").click();
        expect(".o_keys span").toHaveText("3");
        await contains(".o_fieldwork_my_day_back").click();
        expect("[data-button='keys']").toHaveText(/3/);
    });

    test("a visit without it has no button", async () => {
        visitScreens.add("keys", SCREEN);
        await openVisit(makeVisit());
        expect("[data-button='keys']").toHaveCount(0);
    });
});
