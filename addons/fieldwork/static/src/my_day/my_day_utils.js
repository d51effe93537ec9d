import {ConnectionLostError} from "@web/core/network/rpc";
import {_t} from "@web/core/l10n/translation";

const OPEN_STATES = ["planned", "travelling", "working", "paused"];

/**
 * @param {Number} seconds
 * @returns {String} hours, minutes and seconds, such as 1:05:09
 */
export function clockText(seconds) {
    const total = Math.max(0, Math.floor(seconds));
    const two = (number) => String(number).padStart(2, "0");
    const minutes = Math.floor(total / 60);
    return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(total % 60)}`;
}

/**
 * @param {Number} hours such as 1.5
 * @returns {String} such as 1:30
 */
export function hoursText(hours) {
    const minutes = Math.round(hours * 60);
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/**
 * What a person types as a quantity, with a comma or a point.
 *
 * @param {String} text
 * @returns {Number} 0 when empty, NaN when it is no quantity
 */
export function toQuantity(text) {
    const cleaned = String(text ?? "")
        .trim()
        .replace(",", ".");
    if (!cleaned) {
        return 0;
    }
    const number = Number(cleaned);
    return number >= 0 ? number : NaN;
}

/**
 * The address that opens the phone's navigation.
 *
 * @param {Object} site as ``get_my_day`` gives it
 * @param {String} platform "ios", "android" or anything else
 * @returns {String} empty when the place is not known
 */
export function navigationUrl(site, platform) {
    const located = site.latitude !== false && site.latitude !== undefined;
    const place = located ? `${site.latitude},${site.longitude}` : site.address;
    if (!place) {
        return "";
    }
    const query = encodeURIComponent(place);
    if (platform === "ios") {
        return `https://maps.apple.com/?daddr=${query}`;
    }
    if (platform === "android") {
        return `geo:0,0?q=${query}`;
    }
    return site.map_url || "";
}

/**
 * @param {String} phone as written
 * @returns {String} address that calls it
 */
export function phoneUrl(phone) {
    return `tel:${phone.replace(/[^\d+*#]/g, "")}`;
}

/**
 * @param {Object} visit as ``get_my_day`` gives it
 * @returns {Boolean} something can still be done on it
 */
export function isOpen(visit) {
    return OPEN_STATES.includes(visit.state);
}

/**
 * @param {Object} visit as ``get_my_day`` gives it
 * @param {String} when only the lists of that moment
 * @returns {Number} how many required answers of its checklists are missing
 */
export function missingAnswers(visit, when = "") {
    return visit.checklists
        .filter((list) => !when || list.when === when)
        .reduce((sum, list) => sum + list.missing_count, 0);
}

/**
 * @param {Object} visit as ``get_my_day`` gives it
 * @returns {String[]} whose required signature is missing: technician, customer
 */
export function missingSignatures(visit) {
    const given = visit.signatures.filter((signature) => !signature.void);
    return Object.entries(visit.signature_rules)
        .filter(([role, rule]) => {
            return rule === "required" && !given.some((one) => one.role === role);
        })
        .map(([role]) => role);
}

/**
 * The buttons of a visit in its present state, the likeliest first.
 *
 * @param {Object} visit as ``get_my_day`` gives it
 * @returns {String[]} names of buttons
 */
export function visitButtons(visit) {
    if (!isOpen(visit)) {
        return visit.state === "done" ? ["report", "photos"] : [];
    }
    const doing = visit.running && visit.running.kind;
    const lists = visit.checklists.length ? ["checklists"] : [];
    const proof = [...lists, "photos", "material", "report"];
    const finish = visit.is_lead ? ["done"] : [];
    if (doing === "travel") {
        return [...withChecklists(visit, ["start"]), "pause", "leave"];
    }
    if (doing === "work") {
        return ["pause", ...proof, ...finish, "leave"];
    }
    if (doing === "pause") {
        return ["resume", ...proof, ...finish, "leave"];
    }
    if (visit.has_begun) {
        return ["resume", "travel", ...proof, ...finish];
    }
    const answer = visit.response === "pending" ? ["accept"] : [];
    const refuse = visit.state === "planned" ? ["refuse"] : [];
    return [...answer, "travel", ...withChecklists(visit, ["start"]), ...refuse];
}

/**
 * @param {String[]} buttons of a visit
 * @param {String[]} extra those of other addons
 * @returns {String[]} with them after the report, else at the end
 */
export function withExtraButtons(buttons, extra) {
    const place = buttons.indexOf("report") + 1 || buttons.length;
    return [...buttons.slice(0, place), ...extra, ...buttons.slice(place)];
}

/** What has to be answered before the start comes before it. */
function withChecklists(visit, buttons) {
    if (!visit.checklists.length) {
        return buttons;
    }
    return missingAnswers(visit, "before_start")
        ? ["checklists", ...buttons]
        : [...buttons, "checklists"];
}

/**
 * @param {Error} error
 * @returns {String} what went wrong, in words for the person who pressed
 * @throws {Error} when it is no answer of the server: a mistake in the program
 */
export function explainError(error) {
    if (error instanceof ConnectionLostError) {
        return _t(
            "No connection. Press the button again once you have one: what you pressed counts from now, and only once."
        );
    }
    if (error.data?.message) {
        return error.data.message;
    }
    throw error;
}

/**
 * @param {luxon.DateTime} day
 * @param {luxon.DateTime} today
 * @returns {String} today, tomorrow, or the day of the week with its date
 */
export function dayLabel(day, today) {
    const days = Math.round(day.diff(today, "days").days);
    if (days === 0) {
        return _t("Today");
    }
    if (days === 1) {
        return _t("Tomorrow");
    }
    return day.toLocaleString({weekday: "long", day: "numeric", month: "long"});
}

/**
 * What is missing before a visit can be finished.
 *
 * @param {{outcome: String, continue_reason: String}} draft
 * @returns {String} empty when nothing is
 */
export function missingForDone(draft) {
    if (!draft.outcome) {
        return _t("Choose how the visit ended.");
    }
    if (draft.outcome === "to_continue" && !draft.continue_reason) {
        return _t("Choose why it has to be continued.");
    }
    return "";
}
