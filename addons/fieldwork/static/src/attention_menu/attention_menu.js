import {Component, onWillDestroy, onWillStart, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

// Often enough for an office, seldom enough for the server.
export const REFRESH_MS = 2 * 60 * 1000;

/**
 * How many orders need somebody to act, by reason; for dispatchers and managers.
 */
export class AttentionMenu extends Component {
    static template = "fieldwork.AttentionMenu";
    static components = {Dropdown, DropdownItem};
    static props = [];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({visible: false, total: 0, reasons: []});
        onWillStart(() => this.start());
        onWillDestroy(() => browser.clearInterval(this.timer));
    }

    async start() {
        this.state.visible = await user.hasGroup(
            "fieldwork.group_fieldwork_dispatcher"
        );
        if (!this.state.visible) {
            return;
        }
        this.timer = browser.setInterval(() => this.refreshIfSeen(), REFRESH_MS);
        // Not awaited: the top bar does not wait for a counter.
        this.refresh();
    }

    async refreshIfSeen() {
        if (document.visibilityState === "visible") {
            await this.refresh();
        }
    }

    async refresh() {
        try {
            const count = await this.orm.silent.call(
                "fieldwork.order",
                "get_attention_count",
                []
            );
            Object.assign(this.state, count);
        } catch {
            // A counter that cannot be read (no network, no rights on a company) must
            // not open an error over somebody's work; the next round tries again.
        }
    }

    get badge() {
        return this.state.total > 99 ? "99+" : String(this.state.total);
    }

    async open(reason) {
        const filter = reason ? `attention_${reason}` : "attention";
        await this.action.doAction("fieldwork.fieldwork_order_action", {
            additionalContext: {
                search_default_open: 0,
                [`search_default_${filter}`]: 1,
            },
            clearBreadcrumbs: true,
            viewType: "list",
        });
    }
}

registry
    .category("systray")
    .add("fieldwork.attention", {Component: AttentionMenu}, {sequence: 30});
