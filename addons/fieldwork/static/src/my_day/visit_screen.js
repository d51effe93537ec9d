import {Component, markup} from "@odoo/owl";
import {
    clockText,
    hoursText,
    isOpen,
    missingAnswers,
    missingSignatures,
    navigationUrl,
    phoneUrl,
    visitButtons,
    withExtraButtons,
} from "./my_day_utils";
import {isAndroid, isIOS} from "@web/core/browser/feature_detection";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {extraButtons, visitScreens} from "./screens";
import {visitTimes} from "./visit_card";

const BUTTONS = {
    accept: {label: _t("Accept"), icon: "fa-check", style: "btn-success"},
    refuse: {label: _t("Refuse"), icon: "fa-times", style: "btn-outline-danger"},
    travel: {label: _t("Travel"), icon: "fa-car", style: "btn-primary"},
    start: {label: _t("Start work"), icon: "fa-play", style: "btn-success"},
    pause: {label: _t("Pause"), icon: "fa-pause", style: "btn-warning"},
    resume: {label: _t("Resume work"), icon: "fa-play", style: "btn-success"},
    material: {label: _t("Materials"), icon: "fa-cubes", style: "btn-secondary"},
    checklists: {
        label: _t("Checklists"),
        icon: "fa-check-square-o",
        style: "btn-secondary",
    },
    photos: {label: _t("Photos"), icon: "fa-camera", style: "btn-secondary"},
    report: {
        label: _t("Report and signature"),
        icon: "fa-file-text-o",
        style: "btn-secondary",
    },
    leave: {label: _t("Leave"), icon: "fa-sign-out", style: "btn-outline-secondary"},
    done: {label: _t("Done"), icon: "fa-flag-checkered", style: "btn-primary"},
};
const DOING = {travel: _t("On the way"), work: _t("Working"), pause: _t("Pause")};

/** All that is known of one visit, and what can be told of it now. */
export class VisitScreen extends Component {
    static template = "fieldwork.MyDayVisitScreen";
    static props = {
        visit: Object,
        seconds: Number,
        busy: Boolean,
        onPress: Function,
    };

    get times() {
        return visitTimes(this.props.visit);
    }

    get buttons() {
        const {visit} = this.props;
        const names = withExtraButtons(visitButtons(visit), extraButtons(visit));
        return names.map((name) => ({
            name,
            ...(BUTTONS[name] || visitScreens.get(name).button),
            ...this.badge(name),
        }));
    }

    get isOpen() {
        return isOpen(this.props.visit);
    }

    /** What stands on a button besides its name. */
    badge(name) {
        const {visit} = this.props;
        if (visitScreens.contains(name)) {
            return visitScreens.get(name).badge?.(visit) || {};
        }
        if (name === "checklists") {
            const missing = missingAnswers(visit);
            return missing ? {badge: _t("Missing: %(count)s", {count: missing})} : {};
        }
        if (name === "photos" && visit.photos.length) {
            return {badge: String(visit.photos.length), calm: true};
        }
        if (name === "report") {
            const voided = visit.signatures.some((signature) => signature.void);
            const missing = missingSignatures(visit).length;
            if (missing) {
                return {badge: voided ? _t("Void") : _t("To be signed")};
            }
        }
        return {};
    }

    get doing() {
        return DOING[this.props.visit.running.kind];
    }

    get clock() {
        return clockText(this.props.seconds);
    }

    get navigation() {
        let platform = "";
        if (isIOS()) {
            platform = "ios";
        } else if (isAndroid()) {
            platform = "android";
        }
        return navigationUrl(this.props.visit.site, platform);
    }

    get crew() {
        return this.props.visit.crew.filter((person) => !person.me);
    }

    get internalNote() {
        // Cleaned by the server: an html field.
        return markup(this.props.visit.internal_note);
    }

    get hours() {
        const {travel, work} = this.props.visit.hours;
        return travel || work
            ? {travel: hoursText(travel), work: hoursText(work)}
            : false;
    }

    get promise() {
        const {promised_start: start, promised_stop: stop} = this.props.visit;
        if (!start || !stop) {
            return "";
        }
        const say = (moment) =>
            deserializeDateTime(moment).toLocaleString(luxon.DateTime.TIME_SIMPLE);
        return `${say(start)} – ${say(stop)}`;
    }

    whatItIs(equipment) {
        return [equipment.category, equipment.product].filter(Boolean).join(" · ");
    }

    quantityOf(line) {
        return `${line.here ? line.used_qty : line.planned_qty} ${line.uom} ${line.name}`;
    }

    phoneUrl(phone) {
        return phoneUrl(phone);
    }
}
