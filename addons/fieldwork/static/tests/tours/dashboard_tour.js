import {registry} from "@web/core/registry";

/** A figure of the dashboard opens the orders that it counts. */
registry.category("web_tour.tours").add("fieldwork_dashboard", {
    steps: () => [
        {
            content: "nothing is done yet: the figures of done orders are made up",
            trigger: ".o_fieldwork_done .o_fieldwork_sample",
        },
        {trigger: ".o_fieldwork_open:not(:has(.o_fieldwork_sample)) canvas"},
        {trigger: ".o_fieldwork_done button[name=brands]", run: "click"},
        {trigger: ".o_fieldwork_done button[name=brands].active"},
        {
            trigger: ".o_fieldwork_figure[data-colour=green]:contains(1)",
            run: "click",
        },
        {trigger: ".o_list_view .o_facet_value:contains(Green)"},
        {trigger: ".o_list_view .o_data_row"},
    ],
});
