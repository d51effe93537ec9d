import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDate} from "@web/core/l10n/dates";
import {useService} from "@web/core/utils/hooks";

/** What was found and done before on the machines and at the site of a visit. */
export class HistoryScreen extends Component {
    static template = "fieldwork.MyDayHistoryScreen";
    static props = {visit: Object};

    setup() {
        this.orm = useService("orm");
        this.state = useState({rows: [], failed: false});
        onWillStart(async () => {
            try {
                this.state.rows = await this.orm.call(
                    "fieldwork.visit",
                    "get_history",
                    [[this.props.visit.id]]
                );
            } catch {
                this.state.failed = true;
            }
        });
    }

    date(day) {
        return deserializeDate(day).toLocaleString(luxon.DateTime.DATE_MED);
    }
}
