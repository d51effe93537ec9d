import {CalendarCommonRenderer} from "@web/views/calendar/calendar_common/calendar_common_renderer";
import {CalendarRenderer} from "@web/views/calendar/calendar_renderer";

export class PlanningCalendarCommonRenderer extends CalendarCommonRenderer {
    static eventTemplate = "fieldwork.PlanningCalendar.event";

    /**
     * Bars of closed visits stay where they are.
     *
     * @override
     */
    convertRecordToEvent(record) {
        const event = super.convertRecordToEvent(record);
        return {...event, editable: record.rawRecord.visit_state === "planned"};
    }

    /**
     * @override
     */
    eventClassNames(info) {
        const classes = super.eventClassNames(info);
        const record = this.props.model.records[info.event.id];
        if (record?.rawRecord.visit_conflict_text) {
            classes.push("o_fieldwork_bar_conflict");
        }
        return classes;
    }
}

export class PlanningCalendarRenderer extends CalendarRenderer {
    static components = {
        ...CalendarRenderer.components,
        day: PlanningCalendarCommonRenderer,
        week: PlanningCalendarCommonRenderer,
        month: PlanningCalendarCommonRenderer,
    };
}
