import {onWillUnmount, reactive, useEffect, useExternalListener} from "@odoo/owl";
import {makeDraggableHook} from "@web/core/utils/draggable_hook_builder";
import {pick} from "@web/core/utils/objects";
import {useThrottleForAnimation} from "@web/core/utils/timing";

const WIDGET = ".o_calendar_renderer .o_calendar_widget";

/**
 * What lies under a point of the calendar: in a time grid the columns of the days cover
 * the rows of the hours, so that only one of them gets pointer events.
 */
export function cellsAt(x, y) {
    const nodes = document.elementsFromPoint(x, y);
    const find = (name) => nodes.find((node) => node.classList.contains(name)) || null;
    return {
        calendarCell: find("fc-day"),
        timeSlotElement: find("fc-timegrid-slot-lane"),
    };
}

const hookParams = {
    name: "useFieldworkToPlanDraggable",
    onDragStart({ctx, addListener, callHandler}) {
        const {ref, current} = ctx;
        current.calendarCell = current.timeSlotElement = null;
        const widget = ref.el.querySelector(WIDGET);
        const mark = (cells) => {
            const shown = (c) => c.timeSlotElement || c.calendarCell;
            const before = shown(current);
            Object.assign(current, cells);
            const after = shown(current);
            if (before !== after) {
                if (before) {
                    callHandler("onElementLeave", {element: before});
                }
                if (after) {
                    callHandler("onElementEnter", {element: after});
                }
            }
        };
        addListener(widget, "pointermove", (ev) =>
            mark(cellsAt(ev.clientX, ev.clientY))
        );
        addListener(widget, "pointerleave", () =>
            mark({calendarCell: null, timeSlotElement: null})
        );
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
