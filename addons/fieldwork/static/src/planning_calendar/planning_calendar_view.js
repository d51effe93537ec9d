import {registry} from "@web/core/registry";
import {calendarView} from "@web/views/calendar/calendar_view";
import {PlanningCalendarController} from "./planning_calendar_controller";
import {PlanningCalendarModel} from "./planning_calendar_model";
import {PlanningCalendarRenderer} from "./planning_calendar_renderer";

export const planningCalendarView = {
    ...calendarView,
    Controller: PlanningCalendarController,
    Model: PlanningCalendarModel,
    Renderer: PlanningCalendarRenderer,
};

registry.category("views").add("fieldwork_planning_calendar", planningCalendarView);
