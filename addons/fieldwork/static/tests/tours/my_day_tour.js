import {registry} from "@web/core/registry";

const press = (button) => ({
    trigger: `[data-button='${button}']:enabled`,
    run: "click",
});

/** A picture as a camera gives it: real bytes. */
async function takePhoto(input) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, {width: 64, height: 48});
    canvas.getContext("2d").fillRect(8, 8, 32, 24);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
    const data = new DataTransfer();
    data.items.add(new File([blob], "leak.jpg", {type: "image/jpeg"}));
    input.files = data.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
}

/** Three strokes with a finger. */
function signOn(canvas) {
    const box = canvas.getBoundingClientRect();
    const touch = (name, across, down) =>
        canvas.dispatchEvent(
            new PointerEvent(name, {
                bubbles: true,
                cancelable: true,
                pointerId: 1,
                pointerType: "touch",
                clientX: box.left + across * box.width,
                clientY: box.top + down * box.height,
            })
        );
    for (const down of [0.3, 0.5, 0.7]) {
        touch("pointerdown", 0.1, down);
        touch("pointermove", 0.5, 1 - down);
        touch("pointermove", 0.9, down);
        touch("pointerup", 0.9, down);
    }
}

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
        {
            content: "what is missing before the start is named",
            trigger: ".o_fieldwork_my_day_error:contains('Gas shut off?')",
        },
        {trigger: "[data-button='checklists'] .badge:contains('2')"},
        press("checklists"),
        {trigger: "[data-checklist]:contains('Safety')", run: "click"},
        {
            trigger: "[data-question]:contains('Gas shut off?') [data-value='yes']",
            run: "click",
        },
        {
            content: "a number out of limits",
            trigger: "[data-question]:contains('Pressure') [name=answer]",
            run: "edit 3,2 && press Tab",
        },
        {
            content: "is to be explained",
            trigger: "[data-question]:contains('Out of limits') [name=remark]",
            run: "edit Relief valve sticks && press Tab",
        },
        {trigger: ".o_fieldwork_my_day_complete"},
        press("follow_up"),
        {trigger: ".o_fieldwork_my_day_follow_up strong"},
        {trigger: ".o_fieldwork_my_day_back", run: "click"},
        {trigger: "h2:contains('Checklists')"},
        {trigger: ".o_fieldwork_my_day_back", run: "click"},
        press("start"),
        {trigger: ".o_fieldwork_my_day_clock_work [role=timer]"},
        press("photos"),
        {trigger: "[data-kind='before'][aria-checked='true']"},
        {trigger: "[name=note]", run: "edit Leak at the valve"},
        {
            content: "a photo",
            trigger: ".o_fieldwork_my_day_camera:not(:has([multiple]))",
            run: ({anchor}) => takePhoto(anchor.querySelector("input")),
        },
        {trigger: "[data-photo]:contains('Leak at the valve')"},
        {trigger: ".o_fieldwork_my_day_back", run: "click"},
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
        {
            content: "a stretch of less than a second is not on the report yet",
            trigger:
                ".o_fieldwork_my_day_clock_work [role=timer]:not(:contains('0:00:00'))",
        },
        press("report"),
        press("words"),
        {trigger: "[name=findings]", run: "edit Valve broken"},
        {trigger: "[name=work_done]", run: "edit Water shut off"},
        press("send"),
        {trigger: ".o_fieldwork_my_day_report:contains('Relief valve sticks')"},
        press("sign_customer"),
        {trigger: "[name=name]", run: "edit Carla Lindt"},
        {trigger: "canvas", run: ({anchor}) => signOn(anchor)},
        {trigger: "[data-button='clear']"},
        press("send"),
        {
            content: "signed, and no longer to be signed",
            trigger: "[data-role='customer']:contains('Carla Lindt'):not(:has(button))",
        },
        {trigger: ".o_fieldwork_my_day_back", run: "click"},
        press("done"),
        {trigger: "[data-outcome='to_continue']", run: "click"},
        {trigger: "[data-reason='parts']", run: "click"},
        press("send"),
        {trigger: ".o_fieldwork_my_day_visit .alert:contains('Done')"},
        press("history"),
        {trigger: "h2:contains('What was done before')"},
    ],
});
