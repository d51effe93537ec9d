import {Component, onWillStart, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {cookie} from "@web/core/browser/cookie";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {FirstSteps} from "../first_steps/first_steps";
import {FigureChart} from "./figure_chart";

// As in age_field.scss.
export const AGE_COLOURS = {
    red: "#b02a37",
    orange: "#f08a24",
    yellow: "#ffdf5d",
    blue: "#1f6fb2",
    green: "#2e7d4f",
};
const DATASETS = ["backlog", "registered", "done"];

/**
 * Three charts of the orders; each figure opens the orders it counts.
 */
export class Dashboard extends Component {
    static template = "fieldwork.Dashboard";
    static components = {FigureChart, FirstSteps};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({by: "types", data: null});
        const dark = cookie.get("color_scheme") === "dark";
        this.textColor = dark ? "#e4e4e4" : "#374151";
        onWillStart(() => this.load());
    }

    async load() {
        const data = await this.orm.call("fieldwork.order", "get_dashboard", []);
        this.data = data;
        this.openConfig = this.makeOpenConfig(data.open.rows);
        this.weeksConfig = this.makeWeeksConfig(data.weeks.rows);
        this.doneConfigs = {
            types: this.makeDoneConfig(data.done.types.rows),
            brands: this.makeDoneConfig(data.done.brands.rows),
        };
        this.state.data = data;
    }

    get done() {
        return this.data.done[this.state.by];
    }

    get doneHeight() {
        return Math.max(this.done.rows.length * 28 + 40, 120);
    }

    get openTotal() {
        return this.data.open.rows.reduce((total, row) => total + row.count, 0);
    }

    get texts() {
        return {
            done: _t("Done orders, most to least"),
            open: _t("Open orders by age"),
            weeks: _t("Registered against done by week, with the backlog"),
        };
    }

    axis(extra) {
        return {
            beginAtZero: true,
            ticks: {precision: 0, color: this.textColor},
            ...extra,
        };
    }

    makeDoneConfig(rows) {
        return {
            type: "bar",
            data: {
                labels: rows.map((row) => `${row.label} (${row.count})`),
                datasets: [
                    {
                        data: rows.map((row) => row.count),
                        backgroundColor: "#1f6fb2",
                        maxBarThickness: 22,
                    },
                ],
            },
            options: {
                indexAxis: "y",
                plugins: {legend: {display: false}},
                scales: {
                    x: this.axis(),
                    y: {ticks: {autoSkip: false, color: this.textColor}},
                },
            },
        };
    }

    makeOpenConfig(rows) {
        return {
            type: "bar",
            data: {
                labels: rows.map((row) => row.label.split(":")[0]),
                datasets: [
                    {
                        data: rows.map((row) => row.count),
                        backgroundColor: rows.map((row) => AGE_COLOURS[row.colour]),
                        maxBarThickness: 56,
                    },
                ],
            },
            options: {
                plugins: {legend: {display: false}},
                scales: {x: {ticks: {color: this.textColor}}, y: this.axis()},
            },
        };
    }

    makeWeeksConfig(rows) {
        const values = (name) => rows.map((row) => row[name]);
        return {
            type: "bar",
            data: {
                labels: values("label"),
                datasets: [
                    {
                        type: "line",
                        label: _t("Backlog"),
                        data: values("backlog"),
                        borderColor: "#b02a37",
                        backgroundColor: "#b02a37",
                        tension: 0.2,
                        yAxisID: "backlog",
                    },
                    {
                        label: _t("Registered"),
                        data: values("registered"),
                        backgroundColor: "#8fb8dc",
                    },
                    {
                        label: _t("Done"),
                        data: values("done"),
                        backgroundColor: "#2e7d4f",
                    },
                ],
            },
            options: {
                plugins: {
                    legend: {position: "bottom", labels: {color: this.textColor}},
                },
                scales: {
                    x: {ticks: {color: this.textColor}},
                    y: this.axis({
                        title: {
                            display: true,
                            text: _t("Orders a week"),
                            color: this.textColor,
                        },
                    }),
                    backlog: this.axis({
                        position: "right",
                        grid: {drawOnChartArea: false},
                        title: {
                            display: true,
                            text: _t("Backlog"),
                            color: this.textColor,
                        },
                    }),
                },
            },
        };
    }

    onSelectDone({index}) {
        const row = this.done.rows[index];
        this.open(row, _t("Done: %(what)s", {what: row.label}));
    }

    onSelectOpen({index}) {
        this.openAge(this.data.open.rows[index]);
    }

    onSelectWeek({index, datasetIndex}) {
        const row = this.data.weeks.rows[index];
        const name = DATASETS[datasetIndex];
        const week = {week: row.label};
        const titles = {
            registered: _t("Registered in the week of %(week)s", week),
            done: _t("Done in the week of %(week)s", week),
            backlog: _t("Backlog at the end of the week of %(week)s", week),
        };
        this.open({domain: row.domains?.[name]}, titles[name]);
    }

    async open(row, name) {
        // Made-up figures have no orders behind them.
        if (!row.domain) {
            return;
        }
        await this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "fieldwork.order",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: row.domain,
        });
    }

    async openAge(row) {
        if (this.data.open.sample) {
            return;
        }
        await this.action.doAction("fieldwork.fieldwork_order_action", {
            additionalContext: {
                search_default_open: 0,
                [`search_default_${row.colour}`]: 1,
            },
            viewType: "list",
        });
    }
}

registry.category("actions").add("fieldwork_dashboard", Dashboard);
