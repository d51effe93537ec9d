import {PivotRenderer} from "@web/views/pivot/pivot_renderer";
import {pivotView} from "@web/views/pivot/pivot_view";
import {registry} from "@web/core/registry";

/**
 * A pivot that says under its table what its measures mean: a share is read wrong by
 * whoever does not know what it counts.
 */
export class FiguresPivotRenderer extends PivotRenderer {
    static template = "fieldwork.FiguresPivotRenderer";

    get definitions() {
        const {activeMeasures, measures} = this.model.metaData;
        return activeMeasures
            .map((name) => ({name, ...measures[name]}))
            .filter((measure) => measure.help);
    }
}

export const figuresPivotView = {...pivotView, Renderer: FiguresPivotRenderer};
registry.category("views").add("fieldwork_figures_pivot", figuresPivotView);
