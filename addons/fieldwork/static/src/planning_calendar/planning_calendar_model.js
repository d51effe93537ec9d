import {browser} from "@web/core/browser/browser";
import {serializeDateTime} from "@web/core/l10n/dates";
import {CalendarModel} from "@web/views/calendar/calendar_model";

export const COLOUR_FIELDS = ["resource_color", "color", "team_color"];
const COLOUR_KEY = "fieldwork.planning.colour";
const PAGE = 20;

/**
 * The bars of the planner, and beside them the orders nobody goes to yet.
 */
export class PlanningCalendarModel extends CalendarModel {
    setup(params, services) {
        super.setup(params, services);
        const colour = browser.localStorage.getItem(COLOUR_KEY);
        this.meta.fieldMapping = {
            ...this.meta.fieldMapping,
            color: COLOUR_FIELDS.includes(colour) ? colour : "resource_color",
        };
        this.toPlan = {length: 0, records: []};
        if (this.env.isSmall && !browser.localStorage.getItem(this.storageKey)) {
            // A week is too narrow for a phone.
            this.meta.scale = "day";
        }
    }

    /**
     * Sections stand as in the view, whichever of them was read first.
     *
     * @override
     */
    get filterSections() {
        const names = Object.keys(this.meta.filtersInfo);
        return super.filterSections.sort(
            (a, b) => names.indexOf(a.fieldName) - names.indexOf(b.fieldName)
        );
    }

    get colourField() {
        return this.meta.fieldMapping.color;
    }

    async setColourField(name) {
        browser.localStorage.setItem(COLOUR_KEY, name);
        this.meta.fieldMapping = {...this.meta.fieldMapping, color: name};
        await this.load();
    }

    /**
     * @override
     */
    async loadRecords(data) {
        const [records] = await Promise.all([
            super.loadRecords(data),
            this.fetchToPlan(),
        ]);
        return records;
    }

    async fetchToPlan() {
        this.toPlan = await this._fetchToPlan({limit: PAGE});
    }

    async loadMoreToPlan() {
        const {records} = await this._fetchToPlan({
            limit: PAGE,
            offset: this.toPlan.records.length,
        });
        this.toPlan.records.push(...records);
        this.notify();
    }

    _fetchToPlan({limit, offset = 0}) {
        return this.orm.webSearchRead(
            "fieldwork.order",
            [["state", "in", ["draft", "ready"]]],
            {
                specification: {
                    name: {},
                    partner_id: {fields: {display_name: {}}},
                    site_place: {},
                    type_id: {fields: {display_name: {}}},
                    color: {},
                    duration: {},
                    age_colour: {},
                    pending_text: {},
                },
                limit,
                offset,
            }
        );
    }

    /**
     * Move the visit of a bar; what stands in the way is asked by `confirmBreak`.
     *
     * @override
     */
    async updateRecord(record, options = {}) {
        const {start, stop} = this.buildRawRecord(record, options);
        let answer = null;
        try {
            answer = await this.move(record.id, start, stop, false);
            if (answer.ask) {
                const agreed = await this.confirmBreak(answer.ask);
                answer = agreed ? await this.move(record.id, start, stop, true) : {};
            }
        } finally {
            // The bar goes to where the server says it is, moved or not.
            await this.load();
        }
        if (answer.conflicts?.length) {
            this.notification.add(answer.conflicts.join("\n"), {type: "warning"});
        }
    }

    move(id, start, stop, breakPromise) {
        return this.orm.call(this.resModel, "calendar_move", [[id]], {
            start,
            stop,
            break_promise: breakPromise,
            context: this.meta.context,
        });
    }

    /**
     * Set by the controller, which can open dialogs.
     *
     * @returns {Promise<Boolean>}
     */
    async confirmBreak() {
        return false;
    }

    /**
     * @param {DateTime} start
     * @param {DateTime} [end]
     * @returns {Object} context of the wizard that plans
     */
    planContext(start, end) {
        const context = {default_start: serializeDateTime(start)};
        if (end && end > start) {
            context.default_duration = end.diff(start, "hours").hours;
        }
        return context;
    }
}
