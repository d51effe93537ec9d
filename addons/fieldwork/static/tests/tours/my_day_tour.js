import {registry} from "@web/core/registry";

const press = (button) => ({
    trigger: `[data-button='${button}']:enabled`,
    run: "click",
});

registry.category("web_tour.tours").add("fieldwork_my_day", {
    steps: () => [
        {
            content: "open the visit of the day",
            trigger: ".o_fieldwork_my_day_card:contains('Bakery Lindt')",
            run: "click",
        },
        {trigger: ".o_fieldwork_my_day_text:contains('No hot water')"},
        press("accept"),
        {trigger: ".o_fieldwork_my_day_visit:not(:has([data-button='accept']))"},
        press("travel"),
        {trigger: ".o_fieldwork_my_day_clock_travel [role=timer]"},
        press("start"),
        {trigger: ".o_fieldwork_my_day_clock_work [role=timer]"},
        press("material"),
        {
            content: "the planned material was used",
            trigger: "[data-material]:contains('Valve')",
            run: "click",
        },
        {trigger: "[name=used_qty]", run: "edit 1,5"},
        press("send"),
        {trigger: "[data-material]:contains('Used: 1.5')"},
        {trigger: "[name=term]", run: "edit Sealing tape"},
        press("free"),
        press("send"),
        {trigger: "[data-material]:contains('Sealing tape')"},
        {trigger: ".o_fieldwork_my_day_back", run: "click"},
        press("pause"),
        {trigger: "textarea", run: "edit Lunch with a view"},
        press("send"),
        {trigger: ".o_fieldwork_my_day_clock_pause [role=timer]"},
        press("resume"),
        {trigger: ".o_fieldwork_my_day_clock_work [role=timer]"},
        press("done"),
        {trigger: "[data-outcome='to_continue']", run: "click"},
        {trigger: "[data-reason='parts']", run: "click"},
        {trigger: "[name=findings]", run: "edit Valve broken"},
        {trigger: "[name=work_done]", run: "edit Water shut off"},
        press("send"),
        {trigger: ".o_fieldwork_my_day_visit .alert:contains('Done')"},
        press("history"),
        {trigger: "h2:contains('What was done before')"},
    ],
});
