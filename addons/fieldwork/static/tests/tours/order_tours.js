import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

/** Register, plan and finish an order from the office. */
registry.category("web_tour.tours").add("fieldwork_order_life", {
    steps: () => [
        {trigger: ".o_list_button_add", run: "click"},
        {
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit Bakery Lindt",
        },
        {
            trigger: ".ui-menu-item > a:contains(Bakery Lindt)",
            run: "click",
        },
        {
            content: "the only site is taken",
            trigger: ".o_field_widget[name=site_id] input:value(Bakery Shop)",
        },
        {
            trigger: ".o_field_widget[name=description] textarea",
            run: "edit No hot water",
        },
        ...stepUtils.saveForm(),
        {
            trigger: ".o_statusbar_buttons button:contains(Plan)",
            run: "click",
        },
        {
            content: "a free technician leads",
            trigger: ".modal .o_fieldwork_candidate:contains(Ana)",
            run: "click",
        },
        {
            trigger: ".modal .o_fieldwork_candidate:contains(Ana):contains(leads)",
        },
        {trigger: ".modal footer button[name=action_apply]:visible", run: "click"},
        {
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Planned)",
        },
        {trigger: ".o_notebook a[name=visits]", run: "click"},
        {
            trigger: ".o_field_widget[name=visit_ids] button:has(.fa-check)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=outcome] input[data-value=solved]",
            run: "click",
        },
        {trigger: ".modal footer button[name=action_apply]", run: "click"},
        {
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Done)",
        },
    ],
});

/** Drag a bar of the planning calendar to the next hours, and be asked. */
registry.category("web_tour.tours").add("fieldwork_planning_calendar", {
    steps: () => [
        {trigger: ".o_calendar_view .fc-event:contains(Ana)"},
        {
            trigger: ".fc-event:contains(Ana)",
            run: "drag_and_drop .fc-timegrid-slot-lane[data-time='14:00:00']",
        },
        {
            content: "the customer was promised another time",
            trigger: ".modal:contains(Bakery Lindt) .btn-primary",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .fc-event:contains(Ana)",
        },
    ],
});

/** Open what needs attention from the top bar. */
registry.category("web_tour.tours").add("fieldwork_attention", {
    steps: () => [
        {
            trigger: ".o_fieldwork_attention_count:contains(1)",
        },
        {trigger: ".o_fieldwork_attention", run: "click"},
        {trigger: ".o_fieldwork_attention_menu :contains(Refused)"},
        {
            trigger: ".o_fieldwork_attention_menu .o-dropdown-item:contains(Refused)",
            run: "click",
        },
        {
            content: "the list is filtered by the reason",
            trigger: ".o_facet_value:contains('Attention: Refused')",
        },
        {trigger: ".o_list_view .o_data_row"},
    ],
});

/** Drag an order that nobody goes to onto an hour, and plan it there. */
registry.category("web_tour.tours").add("fieldwork_plan_by_dragging", {
    steps: () => [
        {
            trigger: ".o_fieldwork_to_plan:contains(Bakery Lindt)",
            run: "drag_and_drop .fc-timegrid-slot-lane[data-time='10:00:00']",
        },
        {
            trigger: ".modal .o_fieldwork_candidate:contains(Ana)",
            run: "click",
        },
        {
            trigger: ".modal .o_fieldwork_candidate:contains(Ana):contains(leads)",
        },
        {trigger: ".modal footer button[name=action_apply]:visible", run: "click"},
        {
            trigger: "body:not(:has(.modal)) .fc-event:contains(Ana)",
        },
        {
            trigger: ".o_fieldwork_orders_to_plan:contains(Everything is planned)",
        },
    ],
});
