import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {CalendarSidePanel} from "@web/views/calendar/calendar_side_panel/calendar_side_panel";
import {AGE_TEXTS} from "../age_field/age_field";
import {COLOUR_FIELDS} from "./planning_calendar_model";

export class OrdersToPlan extends Component {
    static template = "fieldwork.OrdersToPlan";
    static props = {model: Object, openOrder: Function};

    ageText(order) {
        return AGE_TEXTS[order.age_colour] || "";
    }

    get moreCount() {
        const {length, records} = this.props.model.toPlan;
        return Math.max(length - records.length, 0);
    }
}

export class PlanningCalendarSidePanel extends CalendarSidePanel {
    static template = "fieldwork.PlanningCalendarSidePanel";
    static components = {...CalendarSidePanel.components, OrdersToPlan};
    static props = [...CalendarSidePanel.props, "openOrder"];

    get colours() {
        const labels = {
            resource_color: _t("Technician"),
            color: _t("Type"),
            team_color: _t("Team"),
        };
        return COLOUR_FIELDS.map((name) => ({name, label: labels[name]}));
    }
}
