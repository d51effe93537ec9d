import {Component, onWillStart, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {getDataURLFromFile} from "@web/core/utils/urls";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {RecordSelector} from "@web/core/record_selectors/record_selector";
import {useService} from "@web/core/utils/hooks";

const LOGO_TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/**
 * What the company has not filled in yet of what its customers see, with the logo as
 * it will look on paper, in a mail and on a page before it is saved.
 */
export class FirstSteps extends Component {
    static template = "fieldwork.FirstSteps";
    static components = {RecordSelector};
    static props = {
        ...standardWidgetProps,
        record: {type: Object, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({panel: false, logo: null, filled: {}});
        onWillStart(() => this.load());
    }

    async load() {
        this.state.panel = await this.orm.call(
            "res.company",
            "fieldwork_get_first_steps",
            []
        );
    }

    /** What is typed in here shows in the previews at once. */
    value(name) {
        return this.state.filled[name] ?? this.state.panel[name];
    }

    isOpen(name) {
        return this.state.panel.steps.some((step) => step.name === name && !step.done);
    }

    get contactId() {
        return this.state.filled.fieldwork_contact_id || false;
    }

    get changed() {
        return this.state.logo || Object.values(this.state.filled).some(Boolean);
    }

    get doneCount() {
        return this.state.panel.steps.filter((step) => step.done).length;
    }

    get logo() {
        return this.state.logo || this.state.panel.logo_url;
    }

    async onLogo(ev) {
        const file = ev.target.files[0];
        if (!file) {
            return;
        }
        if (!LOGO_TYPES.includes(file.type)) {
            this.notification.add(
                _t(
                    "%(file)s is no picture that mails and PDFs show: use PNG or JPEG.",
                    {
                        file: file.name,
                    }
                ),
                {type: "danger"}
            );
            return;
        }
        this.state.logo = await getDataURLFromFile(file);
    }

    onContact(contactId) {
        this.state.filled.fieldwork_contact_id = contactId;
    }

    async save() {
        const {filled, logo, panel} = this.state;
        const vals = Object.fromEntries(
            Object.entries(filled).filter(([, value]) => value)
        );
        if (logo) {
            vals.logo = logo.split(",")[1];
        }
        await this.orm.write("res.company", [panel.company_id], vals);
        await this.load();
        Object.assign(this.state, {filled: {}, logo: null});
    }

    async openCompany() {
        await this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: "res.company",
                res_id: this.state.panel.company_id,
                views: [[false, "form"]],
                target: "new",
            },
            {onClose: () => this.load()}
        );
    }

    async dismiss() {
        await this.orm.call("res.company", "fieldwork_dismiss_first_steps", []);
        this.state.panel = false;
    }
}

export const firstStepsWidget = {component: FirstSteps};
registry.category("view_widgets").add("fieldwork_first_steps", firstStepsWidget);
