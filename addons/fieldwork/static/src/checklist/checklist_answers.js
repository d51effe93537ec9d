import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {hasAnswer, needsRemark, shown} from "./checklist_form";

const CHOICES = [
    {value: "yes", label: _t("Yes")},
    {value: "no", label: _t("No")},
    {value: "na", label: _t("Not applicable")},
];

/**
 * The questions of a response with their answers, as the office reads and corrects
 * them. Each change is saved at once, by the same method as on the phone.
 */
export class ChecklistAnswers extends Component {
    static template = "fieldwork.ChecklistAnswers";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.choices = CHOICES;
        this.state = useState({form: null, drawn: 0});
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.props.record.resId) {
                return this.load(next.record.resId);
            }
        });
    }

    call(method, ...args) {
        return this.orm.call("fieldwork.checklist.response", method, args);
    }

    async load(id) {
        this.state.form = id ? await this.call("get_form", [id]) : null;
        // An input that was refused is drawn anew, with what stands
        this.state.drawn += 1;
    }

    get questions() {
        return shown(this.state.form.questions);
    }

    isMissing(question) {
        return this.state.form.missing.includes(question.id);
    }

    isFlagged(question) {
        const {answer} = question;
        return hasAnswer(question) && (answer.out_of_limits || answer.is_defect);
    }

    needsRemark(question) {
        return needsRemark(question);
    }

    value(question) {
        const value = question.answer ? question.answer.value : "";
        return value === false ? "" : value;
    }

    isChosen(question, option) {
        const value = this.value(question);
        return Array.isArray(value) ? value.includes(option.id) : value === option.id;
    }

    limits(question) {
        const {minimum, maximum, unit} = question;
        const parts = [
            minimum === false ? "" : `≥ ${minimum}`,
            maximum === false ? "" : `≤ ${maximum}`,
        ].filter(Boolean);
        return parts.length ? `(${parts.join(", ")} ${unit})`.replace(" )", ")") : "";
    }

    /** Choosing the chosen one again takes the answer back. */
    choose(question, value) {
        return this.answer(question, this.value(question) === value ? false : value);
    }

    toggle(question, option) {
        const chosen = this.value(question) || [];
        return this.answer(
            question,
            chosen.includes(option.id)
                ? chosen.filter((id) => id !== option.id)
                : [...chosen, option.id]
        );
    }

    select(question, ev) {
        return this.answer(question, Number(ev.target.value) || false);
    }

    enter(question, ev) {
        return this.answer(question, ev.target.value.trim() || false);
    }

    remark(question, ev) {
        return this.answer(question, null, ev.target.value);
    }

    async answer(question, value, remark = null) {
        const {id} = this.state.form;
        try {
            const told = await this.call(
                "action_answer",
                [id],
                question.id,
                value,
                remark
            );
            question.answer = told.answer;
            this.state.form.missing = told.missing;
            this.state.form.state = told.state;
        } catch (error) {
            await this.load(id);
            throw error;
        }
        await this.props.record.load();
    }

    async followUp(question) {
        const {id} = this.state.form;
        const order = await this.call("action_follow_up", [id], question.id);
        question.answer.follow_up = order;
        return this.openOrder(order);
    }

    openOrder(order) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "fieldwork.order",
            res_id: order.id,
            views: [[false, "form"]],
        });
    }
}

export const checklistAnswers = {component: ChecklistAnswers};

registry.category("view_widgets").add("fieldwork_checklist_answers", checklistAnswers);
