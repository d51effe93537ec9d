import {registry} from "@web/core/registry";

/**
 * Screens that other addons add to a visit, by the name of the button that opens them.
 *
 * - ``Component``: gets ``visit``, ``sender``, ``outbox``, ``busy``, ``part`` ("" for
 *   the whole screen), ``onOpen(part)``, ``onBack()`` to the visit, and
 *   ``onTell(method, values, withPosition)``, which sends an event of the visit, fetches
 *   the day anew, stays on the screen and says whether it was told
 * - ``button``: its ``label``, ``icon`` and ``style``
 * - ``isShown(visit)``: there is something to be done there
 * - ``badge(visit)``: what stands on the button besides its name: ``badge``, and ``calm``
 *   where it is no warning
 */
export const visitScreens = registry.category("fieldwork_my_day_screens");

visitScreens.addValidation({
    Component: Function,
    button: {type: Object, shape: {label: true, icon: String, style: String}},
    isShown: Function,
    badge: {type: Function, optional: true},
});

/**
 * @param {Object} visit as ``get_my_day`` gives it
 * @returns {String[]} names of the buttons that other addons give it
 */
export function extraButtons(visit) {
    return visitScreens
        .getEntries()
        .filter(([, screen]) => screen.isShown(visit))
        .map(([name]) => name);
}
