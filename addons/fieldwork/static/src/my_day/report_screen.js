import {Component, onWillStart, useState} from "@odoo/owl";
import {ConnectionLostError} from "@web/core/network/rpc";
import {SignScreen} from "./sign_screen";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {explainError} from "./my_day_utils";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

const VISIT = "fieldwork.visit";
const ROLES = {
    customer: {
        title: _t("Signature of the customer"),
        sign: _t("The customer signs"),
    },
    technician: {
        title: _t("Signature of the technician"),
        sign: _t("You sign"),
    },
};
const WORDS = ["findings", "work_done", "customer_remarks"];

/** The report is read through, then signed: what is signed is what was read. */
export class ReportScreen extends Component {
    static template = "fieldwork.MyDayReportScreen";
    static components = {SignScreen};
    static props = {
        visit: Object,
        sender: Object,
        // What the technician writes; shared with the screen that finishes the visit
        draft: Object,
        onOpen: Function,
        // "" to read, "words", "technician", "customer" or "refuse"
        part: String,
    };

    setup() {
        this.orm = useService("orm");
        this.draft = useState(this.props.draft);
        this.state = useState({report: false, error: "", told: "", busy: false});
        onWillStart(() => this.load());
    }

    get roles() {
        return Object.entries(ROLES)
            .map(([role, texts]) => ({role, ...texts}))
            .filter(({role}) => this.rule(role) !== "no" || this.given(role).length);
    }

    rule(role) {
        return this.state.report.rules[role] || "no";
    }

    given(role) {
        return this.state.report.signatures.filter((one) => one.role === role);
    }

    /** What still holds. */
    valid(role) {
        return this.given(role).find((one) => !one.void);
    }

    maySign(role) {
        const open = !["missed", "cancelled"].includes(this.props.visit.state);
        return open && this.rule(role) !== "no" && !this.valid(role);
    }

    get isOpen() {
        return !["done", "missed", "cancelled"].includes(this.props.visit.state);
    }

    get fingerprint() {
        return (this.state.report.snapshot_sha256 || "").slice(0, 12);
    }

    get signer() {
        return this.props.part === "technician" ? user.name : "";
    }

    get signTitle() {
        return this.props.part === "refuse"
            ? _t("The customer does not sign")
            : ROLES[this.props.part].title;
    }

    get people() {
        return this.props.visit.phones.map(({name}) => name).filter(Boolean);
    }

    when(moment) {
        return deserializeDateTime(moment).toLocaleString(luxon.DateTime.DATETIME_MED);
    }

    /**
     * @param {Function} work
     * @returns {Boolean} it was done
     */
    async guarded(work) {
        if (this.state.busy) {
            return false;
        }
        Object.assign(this.state, {error: "", told: "", busy: true});
        try {
            await work();
            return true;
        } catch (error) {
            this.state.error = explainError(error);
            this.lost = error instanceof ConnectionLostError;
            return false;
        } finally {
            this.state.busy = false;
        }
    }

    async fetch() {
        const {id} = this.props.visit;
        this.state.report = await this.orm.call(VISIT, "get_report", [[id]]);
    }

    load() {
        return this.guarded(() => this.fetch());
    }

    async saveWords() {
        const words = Object.fromEntries(WORDS.map((name) => [name, this.draft[name]]));
        const saved = await this.guarded(async () => {
            await this.orm.write(VISIT, [this.props.visit.id], words);
            await this.fetch();
        });
        if (saved) {
            this.props.onOpen("");
        }
    }

    /**
     * @param {String} method
     * @param {Object} values
     */
    async sign(method, values) {
        const {visit, sender} = this.props;
        const signed = await this.guarded(async () => {
            await sender.send(
                VISIT,
                visit.id,
                method,
                values,
                method === "action_sign"
            );
            await this.fetch();
        });
        if (signed) {
            this.props.onOpen("");
        } else if (!this.lost) {
            await this.readAgain();
        }
    }

    /** The server refused: nothing is signed that is not what is read now. */
    async readAgain() {
        const {error} = this.state;
        const before = this.state.report.snapshot_sha256;
        await this.load();
        this.state.error = this.state.error || error;
        if (before !== this.state.report.snapshot_sha256) {
            this.props.onOpen("");
        }
    }

    giveSignature({name, image}) {
        return this.sign("action_sign", {
            role: this.props.part,
            name,
            image,
            snapshot_sha256: this.state.report.snapshot_sha256,
        });
    }

    giveRefusal({name, reason}) {
        return this.sign("action_refuse_signature", {reason, name: name || false});
    }

    async sendLink() {
        const asked = await this.guarded(() =>
            this.orm.call(VISIT, "action_request_signature", [[this.props.visit.id]])
        );
        if (asked) {
            this.state.told = _t("The customer gets a mail with a link to sign.");
        }
    }
}
