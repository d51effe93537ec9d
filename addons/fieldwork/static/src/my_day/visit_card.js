import {clockText, isOpen} from "./my_day_utils";
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";

const {DateTime} = luxon;

/** One visit in the list of the day. */
export class VisitCard extends Component {
    static template = "fieldwork.MyDayVisitCard";
    static props = {
        visit: Object,
        now: Object,
        onOpen: Function,
    };

    get isOpen() {
        return isOpen(this.props.visit);
    }

    get times() {
        return visitTimes(this.props.visit);
    }

    get priority() {
        return this.props.visit.priority === "2" ? _t("Urgent") : _t("High priority");
    }

    get isEarlier() {
        const {visit} = this.props;
        return this.isOpen && deserializeDateTime(visit.stop) < this.props.now;
    }

    get clock() {
        const start = deserializeDateTime(this.props.visit.running.start);
        return clockText(this.props.now.diff(start, "seconds").seconds);
    }
}

/**
 * @param {Object} visit as ``get_my_day`` gives it
 * @returns {{start: String, stop: String, date: String, site: String}} in the reader's
 *  zone; ``site``: the start in the site's zone, where that is another time
 */
export function visitTimes(visit) {
    const start = deserializeDateTime(visit.start);
    const stop = deserializeDateTime(visit.stop);
    const atSite = start.setZone(visit.site.tz);
    const differs = atSite.isValid && atSite.offset !== start.offset;
    return {
        start: start.toLocaleString(DateTime.TIME_SIMPLE),
        stop: stop.toLocaleString(DateTime.TIME_SIMPLE),
        date: start.toLocaleString({day: "numeric", month: "short"}),
        site: differs
            ? `${atSite.toLocaleString(DateTime.TIME_SIMPLE)} ${visit.site.tz}`
            : "",
    };
}
