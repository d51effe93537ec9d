import {Component, markup, onWillStart, useState} from "@odoo/owl";
import {SignaturePad} from "@fieldwork/my_day/signature_pad";
import {_t} from "@web/core/l10n/translation";
import {deserializeDate} from "@web/core/l10n/dates";
import {explainError} from "@fieldwork/my_day/my_day_utils";
import {useService} from "@web/core/utils/hooks";

/** The customer reads a quotation on the technician's screen, and signs it. */
export class QuoteSign extends Component {
    static template = "fieldwork_billing.MyDayQuoteSign";
    static components = {SignaturePad};
    static props = {
        visit: Object,
        quote: Number,
        busy: Boolean,
        onTell: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            quote: false,
            name: "",
            image: "",
            missing: "",
            error: "",
            busy: false,
        });
        onWillStart(() => this.load());
    }

    get padLabel() {
        return _t("Signature of the customer");
    }

    get people() {
        return this.props.visit.phones.map(({name}) => name).filter(Boolean);
    }

    get terms() {
        // Cleaned by the server: an html field.
        return markup(this.state.quote.terms);
    }

    get validUntil() {
        const {valid_until: day} = this.state.quote;
        return day ? deserializeDate(day).toLocaleString(luxon.DateTime.DATE_MED) : "";
    }

    async load() {
        const {visit, quote} = this.props;
        Object.assign(this.state, {busy: true, error: ""});
        try {
            this.state.quote = await this.orm.call(
                "fieldwork.visit",
                "get_quote",
                [[visit.id]],
                {quote}
            );
        } catch (error) {
            this.state.error = explainError(error);
        } finally {
            this.state.busy = false;
        }
    }

    onInk(image) {
        Object.assign(this.state, {image, missing: ""});
    }

    async sign() {
        const {image, quote} = this.state;
        const name = this.state.name.trim();
        this.state.missing = "";
        if (!name) {
            this.state.missing = _t("Write the name of who signs.");
        } else if (!image) {
            this.state.missing = _t("Sign in the field with a finger.");
        }
        if (this.state.missing) {
            return;
        }
        const told = await this.props.onTell("action_sign_quote", {
            quote: quote.id,
            name,
            image,
            fingerprint: quote.fingerprint,
        });
        if (!told) {
            // Refused: nothing is signed that is not what is read now.
            await this.load();
        }
    }
}
