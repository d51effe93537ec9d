import {contains, mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {makeDay, makeVisit} from "@fieldwork/../tests/my_day_helpers";
import {MyDay} from "@fieldwork/my_day/my_day";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {mockDate} from "@odoo/hoot-mock";

describe.current.tags("desktop");
defineMailModels();

async function openVisit(contract) {
    mockDate("2026-03-10 08:00:00", 0);
    onRpc("get_my_day", () => makeDay([makeVisit({contract})]));
    await mountWithCleanup(MyDay, {
        props: {action: {}, actionId: 1, className: ""},
    });
    await contains(".o_fieldwork_my_day_card").click();
}

test("cover and ceiling stand on the visit", async () => {
    await openVisit({
        name: "C/00042",
        lines: [
            {state: "full", text: "Labour: 3 visits of 4 visits left of 2026"},
            {state: "none", text: "Travel: not covered"},
        ],
        ceiling: "Ask the customer before more than € 150.00 is spent",
        is_over: true,
    });
    expect(".o_fieldwork_my_day_contract h2").toHaveText("Contract C/00042");
    expect("[data-cover=full]").toHaveText(/Labour: 3 visits/);
    expect("[data-cover=none] .fa-times").toHaveCount(1);
    expect(".o_fieldwork_my_day_contract .alert-danger").toHaveText(/150/);
});

test("without a contract nothing is said", async () => {
    await openVisit(false);
    expect(".o_fieldwork_my_day_visit").toHaveCount(1);
    expect(".o_fieldwork_my_day_contract").toHaveCount(0);
});
