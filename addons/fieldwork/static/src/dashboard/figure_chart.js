/* global Chart */
import {Component, onWillStart, onWillUnmount, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";

/**
 * One chart of Chart.js, drawn again when its configuration changes.
 */
export class FigureChart extends Component {
    static template = "fieldwork.FigureChart";
    static props = {
        config: Object,
        label: String,
        height: {type: Number, optional: true},
        onSelect: {type: Function, optional: true},
    };

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.config]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        const config = this.props.config;
        this.chart = new Chart(this.canvas.el, {
            ...config,
            options: {
                animation: false,
                maintainAspectRatio: false,
                ...config.options,
                onClick: (_event, elements) => {
                    if (elements.length && this.props.onSelect) {
                        this.props.onSelect(elements[0]);
                    }
                },
                onHover: (event, elements) => {
                    const hand = elements.length && this.props.onSelect;
                    event.native.target.style.cursor = hand ? "pointer" : "default";
                },
            },
        });
    }
}
