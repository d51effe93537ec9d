import {describe, expect, test} from "@odoo/hoot";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    mockService,
    models,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {user} from "@web/core/user";
import {AttentionMenu, REFRESH_MS} from "@fieldwork/attention_menu/attention_menu";

describe.current.tags("desktop");

class FieldworkOrder extends models.Model {
    _name = "fieldwork.order";
}

defineModels([FieldworkOrder]);
defineMailModels();

function patchGroup(isDispatcher) {
    patchWithCleanup(user, {hasGroup: async () => isDispatcher});
}

function countAttention(total, reasons) {
    onRpc("fieldwork.order", "get_attention_count", () => {
        expect.step("count");
        return {total, reasons};
    });
}

test("shows the number and the reasons to dispatchers", async () => {
    patchGroup(true);
    countAttention(5, [
        ["refused", "Refused", 2],
        ["late", "Late", 3],
    ]);
    await mountWithCleanup(AttentionMenu);
    await animationFrame();
    expect(".o_fieldwork_attention_count").toHaveText("5");
    await contains(".o_fieldwork_attention").click();
    expect(".o-dropdown-item").toHaveCount(3);
    expect(".o-dropdown-item:eq(0)").toHaveText("Refused\n2");
    // Once when mounted, once more when opened.
    expect.verifySteps(["count", "count"]);
});

test("a reason opens the orders it counts", async () => {
    patchGroup(true);
    countAttention(1, [["late", "Late", 1]]);
    mockService("action", {
        doAction(action, options) {
            expect.step(action);
            expect(options.additionalContext).toEqual({
                search_default_open: 0,
                search_default_attention_late: 1,
            });
        },
    });
    await mountWithCleanup(AttentionMenu);
    await contains(".o_fieldwork_attention").click();
    await contains(".o-dropdown-item:eq(0)").click();
    expect.verifySteps(["count", "count", "fieldwork.fieldwork_order_action"]);
});

test("says so when nothing needs attention", async () => {
    patchGroup(true);
    countAttention(0, []);
    await mountWithCleanup(AttentionMenu);
    await animationFrame();
    expect(".o_fieldwork_attention_count").toHaveCount(0);
    await contains(".o_fieldwork_attention").click();
    expect(".o_fieldwork_attention_menu").toHaveText("No order needs attention.");
    expect.verifySteps(["count", "count"]);
});

test("counts again after a while, and more than 99 as 99+", async () => {
    patchGroup(true);
    countAttention(120, [["late", "Late", 120]]);
    await mountWithCleanup(AttentionMenu);
    await animationFrame();
    expect(".o_fieldwork_attention_count").toHaveText("99+");
    await advanceTime(REFRESH_MS + 1);
    expect.verifySteps(["count", "count"]);
});

test("asks at most once a minute on its own", () => {
    expect(REFRESH_MS).toBeGreaterThan(60 * 1000 - 1);
});

test("technicians have no counter and cause no call", async () => {
    patchGroup(false);
    countAttention(5, [["late", "Late", 5]]);
    await mountWithCleanup(AttentionMenu);
    await advanceTime(REFRESH_MS + 1);
    expect(".o_fieldwork_attention").toHaveCount(0);
    expect.verifySteps([]);
});

test("a count that fails is passed over", async () => {
    patchGroup(true);
    onRpc("fieldwork.order", "get_attention_count", () => {
        throw new Error("no network");
    });
    await mountWithCleanup(AttentionMenu);
    await animationFrame();
    expect(".o_fieldwork_attention").toHaveCount(1);
    expect(".o_fieldwork_attention_count").toHaveCount(0);
});
