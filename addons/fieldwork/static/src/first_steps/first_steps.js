import {Component, onWillStart, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {getDataURLFromFile} from "@web/core/utils/urls";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

const LOGO_TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/**
 * What the company has not filled in yet of what its customers see, with the logo as
 * it will look on paper, in a mail and on a page before it is saved.
 */
export class FirstSteps extends Component {
    static template = "fieldwork.FirstSteps";
    static props = {
        ...standardWidgetProps,
        record: {type: Object, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({panel: false, logo: null});
        onWillStart(() => this.load());
    }

    async load() {
        this.state.panel = await this.orm.call(
            "res.company",
            "fieldwork_get_first_steps",
            []
        );
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

    async saveLogo() {
        await this.orm.write("res.company", [this.state.panel.company_id], {
            logo: this.state.logo.split(",")[1],
        });
        await this.load();
        this.state.logo = null;
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
