import {useRef} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {CalendarController} from "@web/views/calendar/calendar_controller";
import {PlanningCalendarSidePanel} from "./planning_calendar_side_panel";
import {useToPlanDraggable} from "./to_plan_draggable";

// A drop on a day without an hour, as in the month, means the morning.
const MORNING = 8;

export class PlanningCalendarController extends CalendarController {
    static components = {
        ...CalendarController.components,
        CalendarSidePanel: PlanningCalendarSidePanel,
    };

    setup() {
        super.setup();
        this.rootRef = useRef("root");
        this.dialogService = useService("dialog");
        this.model.confirmBreak = (question) => this.confirmBreak(question);
        useToPlanDraggable({
            ref: this.rootRef,
            enable: () => !this.env.isSmall,
            elements: ".o_fieldwork_to_plan",
            onElementEnter: ({addClass, element}) => addClass(element, "o-highlight"),
            onElementLeave: ({removeClass, element}) =>
                removeClass(element, "o-highlight"),
            onDrop: (params) => this.dropOrder(params),
        });
    }

    get sidePanelProps() {
        return {
            ...super.sidePanelProps,
            openOrder: (order) => this.openOrder(order),
        };
    }

    confirmBreak(question) {
        return new Promise((resolve) => {
            this.dialogService.add(
                ConfirmationDialog,
                {
                    title: _t("The customer was promised another time"),
                    body: question,
                    confirmLabel: _t("Move all the same"),
                    cancelLabel: _t("Leave it"),
                    confirm: () => resolve(true),
                    cancel: () => resolve(false),
                },
                {onClose: () => resolve(false)}
            );
        });
    }

    /**
     * A free hour is clicked: plan something there.
     *
     * @override
     */
    createRecord(record) {
        let {start, end} = record;
        if (record.isAllDay || this.model.scale === "month") {
            start = start.set({hour: MORNING, minute: 0});
            end = undefined;
        }
        return this.openPlan(this.model.planContext(start, end));
    }

    openPlan(context) {
        return this.action.doAction("fieldwork.fieldwork_order_plan_action", {
            additionalContext: context,
            onClose: () => this.model.load(),
        });
    }

    /**
     * A bar is opened: the visit is what can be worked with.
     *
     * @override
     */
    editRecord(record, context = {}) {
        const visit = record.rawRecord?.visit_id;
        if (!visit) {
            return super.editRecord(record, context);
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "fieldwork.visit",
            res_id: visit[0],
            views: [[false, "form"]],
        });
    }

    openOrder(order) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "fieldwork.order",
            res_id: order.id,
            views: [[false, "form"]],
        });
    }

    async dropOrder({element, calendarCell, timeSlotElement}) {
        const time = timeSlotElement?.dataset.time;
        const iso = time ? `T${time}` : "";
        let start = luxon.DateTime.fromISO(`${calendarCell.dataset.date}${iso}`);
        if (!start.isValid) {
            return;
        }
        if (!time) {
            start = start.set({hour: MORNING});
        }
        await this.openPlan({
            ...this.model.planContext(start),
            active_model: "fieldwork.order",
            active_ids: [Number(element.dataset.resId)],
        });
    }
}
