import {Component} from "@odoo/owl";
import {QuoteRequest} from "./quote_request";
import {QuoteSign} from "./quote_sign";
import {_t} from "@web/core/l10n/translation";
import {visitScreens} from "@fieldwork/my_day/screens";

const STATES = {
    draft: {label: _t("Asked for"), style: "text-bg-secondary"},
    sent: {label: _t("Sent to the customer"), style: "text-bg-info"},
    accepted: {label: _t("Accepted"), style: "text-bg-success"},
    refused: {label: _t("Refused"), style: "text-bg-danger"},
    expired: {label: _t("Expired"), style: "text-bg-warning"},
};
const ASK = "ask";

/** The quotations of a visit's order: how they stand, and asking for another one. */
export class QuoteScreen extends Component {
    static template = "fieldwork_billing.MyDayQuoteScreen";
    static components = {QuoteRequest, QuoteSign};
    static props = [
        "visit",
        "outbox",
        "busy",
        // "" for all of them, "ask", or the id of the one that is signed, as text
        "part",
        "onOpen",
        "onTell",
        "*",
    ];

    get signed() {
        return this.props.visit.quotes.find(({id}) => String(id) === this.props.part);
    }

    state(quote) {
        return STATES[quote.state];
    }

    ask() {
        this.props.onOpen(ASK);
    }

    sign(quote) {
        this.props.onOpen(String(quote.id));
    }

    async tell(method, values) {
        const told = await this.props.onTell(method, values);
        if (told) {
            this.props.onOpen("");
        }
        return told;
    }
}

visitScreens.add("quotes", {
    Component: QuoteScreen,
    button: {label: _t("Quotation"), icon: "fa-handshake-o", style: "btn-secondary"},
    isShown: ({quotes, state, has_begun: begun}) =>
        Boolean(quotes) &&
        !["missed", "cancelled"].includes(state) &&
        Boolean(quotes.length || begun || state === "done"),
    badge: ({quotes}) =>
        quotes.length ? {badge: STATES[quotes[0].state].label, calm: true} : {},
});
