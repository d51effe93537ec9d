import {onWillUnmount, reactive, useEffect, useExternalListener} from "@odoo/owl";
import {makeDraggableHook} from "@web/core/utils/draggable_hook_builder";
import {pick} from "@web/core/utils/objects";
import {useThrottleForAnimation} from "@web/core/utils/timing";

const WIDGET = ".o_calendar_renderer .o_calendar_widget";

/**
 * The cell of the day under the pointer: in a time grid the hours lie over it.
 */
export function dayCellAt(x, y) {
    return (
        document
            .elementsFromPoint(x, y)
            .find((node) => node.classList.contains("fc-day")) || null
    );
}

const hookParams = {
    name: "useFieldworkToPlanDraggable",
    onDragStart({ctx, addListener, callHandler}) {
        const {ref, current} = ctx;
        current.calendarCell = current.timeSlotElement = null;
        const watch = (selector, key) => {
            for (const cell of ref.el.querySelectorAll(`${WIDGET} ${selector}`)) {
                addListener(cell, "pointerenter", () => {
                    current[key] = cell;
                    callHandler("onElementEnter", {element: cell});
                });
                addListener(cell, "pointerleave", () => {
                    current[key] = null;
                    callHandler("onElementLeave", {element: cell});
                });
            }
        };
        const grid = ref.el.querySelector(`${WIDGET} .fc-timegrid-body`);
        if (grid) {
            watch(".fc-timegrid-slot.fc-timegrid-slot-lane", "timeSlotElement");
            addListener(grid, "pointermove", (ev) => {
                current.calendarCell = dayCellAt(ev.clientX, ev.clientY);
            });
        }
        watch(".fc-daygrid-body .fc-day", "calendarCell");
        return pick(current, "element");
    },
    onDrop({ctx}) {
        const {element, calendarCell, timeSlotElement} = ctx.current;
        if (element && calendarCell) {
            return {element, calendarCell, timeSlotElement};
        }
    },
};

export function useToPlanDraggable(params) {
    const setupHooks = {
        addListener: useExternalListener,
        setup: useEffect,
        teardown: onWillUnmount,
        throttle: useThrottleForAnimation,
        wrapState: reactive,
    };
    return makeDraggableHook({...hookParams, setupHooks})(params);
}
