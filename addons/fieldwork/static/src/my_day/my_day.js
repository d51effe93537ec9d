import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {EventSender, setSharesPosition, sharesPosition} from "./event_sender";
import {deserializeDate, deserializeDateTime} from "@web/core/l10n/dates";
import {AnswerKeeper} from "./answer_keeper";
import {ChecklistsScreen} from "./checklists_screen";
import {DoneScreen} from "./done_screen";
import {HistoryScreen} from "./history_screen";
import {MaterialScreen} from "./material_screen";
import {PhotoOutbox} from "./photo_outbox";
import {PhotoScreen} from "./photo_screen";
import {ReasonScreen} from "./reason_screen";
import {ReportScreen} from "./report_screen";
import {VisitCard} from "./visit_card";
import {VisitScreen} from "./visit_screen";
import {browser} from "@web/core/browser/browser";
import {dayLabel, explainError} from "./my_day_utils";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {visitScreens} from "./screens";

const VISIT = "fieldwork.visit";
const ASSIGNMENT = "fieldwork.assignment";
// Looked at again after this time, what is on the screen is fetched anew.
const STALE = 60000;
// What a press tells the server; the others open a screen of their own.
const DIRECT = {
    travel: "action_travel",
    start: "action_start",
    resume: "action_resume",
    leave: "action_leave",
};
const SCREENS = {
    refuse: "reason",
    pause: "reason",
    done: "done",
    material: "material",
    history: "history",
    checklists: "checklists",
    photos: "photos",
    report: "report",
};
// What a visit without checklists, photos and signatures has of them.
const PROOF = {checklists: [], photos: [], signatures: [], signature_rules: {}};
// Screens that have parts of their own, and what stands for the whole.
const WHOLE = {checklists: 0, photos: 0, report: ""};

/**
 * @param {String} screen
 * @returns {Number|String|undefined} the part that stands for the whole of it
 */
function wholeOf(screen) {
    return visitScreens.contains(screen) ? "" : WHOLE[screen];
}

/** A technician's day: one thing a screen, and every button of a gloved thumb's size. */
export class MyDay extends Component {
    static template = "fieldwork.MyDay";
    static components = {
        ChecklistsScreen,
        DoneScreen,
        HistoryScreen,
        MaterialScreen,
        PhotoScreen,
        ReasonScreen,
        ReportScreen,
        VisitCard,
        VisitScreen,
    };
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.sender = new EventSender(this.orm);
        this.keeper = new AnswerKeeper(this.orm, this.sender);
        this.outbox = new PhotoOutbox(this.sender);
        this.drafts = {};
        this.state = useState({
            day: false,
            data: false,
            screen: "day",
            visitId: false,
            button: false,
            part: false,
            busy: false,
            error: "",
            now: this.sender.now(),
            sharesPosition: sharesPosition(),
        });
        this.root = useRef("root");
        useEffect(
            (error) => {
                if (error) {
                    // It stands at the top; what was pressed is often further down.
                    this.root.el.scrollTop = 0;
                }
            },
            () => [this.state.error]
        );
        this.onVisible = () => this.refreshIfStale();
        this.onLeave = (ev) => {
            // Photos live in the page only.
            if (this.outbox.items.length) {
                ev.preventDefault();
            }
        };
        onWillStart(() => this.load());
        onMounted(() => {
            this.ticker = browser.setInterval(() => {
                this.state.now = this.sender.now();
            }, 1000);
            document.addEventListener("visibilitychange", this.onVisible);
            browser.addEventListener("beforeunload", this.onLeave);
        });
        onWillUnmount(() => {
            browser.clearInterval(this.ticker);
            document.removeEventListener("visibilitychange", this.onVisible);
            browser.removeEventListener("beforeunload", this.onLeave);
        });
    }

    // Data

    async load() {
        await this.guarded(async () => {
            const data = await this.orm.call(VISIT, "get_my_day", [], {
                day: this.state.day,
            });
            this.sender.setServerTime(data.now);
            this.loadedAt = Date.now();
            this.state.now = this.sender.now();
            data.visits = data.visits.map((visit) => ({...PROOF, ...visit}));
            this.state.data = data;
            this.state.day = data.day;
            if (this.state.visitId && !this.visit) {
                this.showDay();
            }
        });
    }

    async refreshIfStale() {
        const stale = Date.now() - (this.loadedAt || 0) > STALE;
        if (!document.hidden && stale && !this.state.busy) {
            await this.load();
        }
    }

    /**
     * Runs one thing at a time and says what went wrong; a second press while the
     * first is under way is none.
     *
     * @param {Function} work
     * @returns {Boolean} it was done
     */
    async guarded(work) {
        if (this.state.busy) {
            return false;
        }
        this.state.busy = true;
        this.state.error = "";
        try {
            await work();
            return true;
        } catch (error) {
            this.state.error = explainError(error);
            return false;
        } finally {
            this.state.busy = false;
        }
    }

    // What is shown

    get visit() {
        return this.state.data?.visits?.find(
            (visit) => visit.id === this.state.visitId
        );
    }

    get extraScreen() {
        return visitScreens.get(this.state.screen, false);
    }

    get days() {
        const today = deserializeDate(this.state.data.today);
        return this.state.data.days.map(({day, count}) => {
            const date = deserializeDate(day);
            return {
                day,
                count,
                weekday: date.toLocaleString({weekday: "short"}),
                number: date.toLocaleString({day: "numeric"}),
                label: dayLabel(date, today),
                active: day === this.state.day,
            };
        });
    }

    get dayTitle() {
        const {day, today} = this.state.data;
        return dayLabel(deserializeDate(day), deserializeDate(today));
    }

    get seconds() {
        const running = this.visit?.running;
        return running ? this.secondsSince(running.start) : 0;
    }

    secondsSince(start) {
        return this.state.now.diff(deserializeDateTime(start), "seconds").seconds;
    }

    get draft() {
        this.drafts[this.state.visitId] ??= {
            outcome: "",
            continue_reason: "",
            findings: this.visit.findings,
            work_done: this.visit.work_done,
            customer_remarks: this.visit.customer_remarks,
        };
        return this.drafts[this.state.visitId];
    }

    // Moving about

    async showDay(day) {
        Object.assign(this.state, {screen: "day", visitId: false, error: ""});
        if (day && day !== this.state.day) {
            this.state.day = day;
            await this.load();
        }
    }

    showVisit(visitId) {
        const state = {screen: "visit", visitId, button: false, error: ""};
        Object.assign(this.state, state);
    }

    async back() {
        const {screen, part} = this.state;
        if (screen === "visit") {
            await this.showDay();
        } else if (part) {
            this.state.part = wholeOf(screen);
        } else {
            this.showVisit(this.state.visitId);
            if (wholeOf(screen) !== undefined) {
                // What was told there shows on the visit's buttons.
                await this.load();
            }
        }
    }

    showPart(part) {
        this.state.part = part;
    }

    togglePosition() {
        this.sharePosition(!this.state.sharesPosition);
        if (this.state.sharesPosition) {
            // So that the browser asks now and not in the middle of the work.
            browser.navigator.geolocation?.getCurrentPosition(
                () => this.sharePosition(true),
                () => this.sharePosition(false)
            );
        }
    }

    sharePosition(shared) {
        this.state.sharesPosition = shared;
        setSharesPosition(shared);
    }

    // What is told

    async press(button) {
        if (SCREENS[button] || visitScreens.contains(button)) {
            this.state.error = "";
            this.state.button = button;
            this.state.screen = SCREENS[button] || button;
            this.state.part = wholeOf(button);
        } else if (button === "accept") {
            const id = this.visit.assignment_id;
            await this.tell(ASSIGNMENT, id, "action_accept", {}, false);
        } else {
            await this.tell(VISIT, this.visit.id, DIRECT[button]);
        }
    }

    async giveReason(reason) {
        const {id, assignment_id: assignmentId} = this.visit;
        if (this.state.button === "refuse") {
            await this.tell(ASSIGNMENT, assignmentId, "action_refuse", {reason}, false);
        } else {
            await this.tell(VISIT, id, "action_pause", {reason});
        }
    }

    async finish(values) {
        const visitId = this.visit.id;
        if (await this.tell(VISIT, visitId, "action_done", values)) {
            delete this.drafts[visitId];
        }
    }

    async tellMaterial(values) {
        const screen = this.state.screen;
        if (await this.tell(VISIT, this.visit.id, "action_material", values)) {
            // There are often several.
            this.state.screen = this.visit ? screen : "day";
            return true;
        }
        return false;
    }

    /**
     * Tells the server from a screen of another addon, which stays open.
     *
     * @returns {Boolean} it was told
     */
    async tellHere(method, values = {}, withPosition = true) {
        const told = await this.guarded(() =>
            this.sender.send(VISIT, this.visit.id, method, values, withPosition)
        );
        if (told) {
            await this.load();
        }
        return told;
    }

    /**
     * Tells the server, then shows what came of it.
     *
     * @returns {Boolean} it was told
     */
    async tell(model, id, method, values = {}, withPosition = true) {
        const told = await this.guarded(() =>
            this.sender.send(model, id, method, values, withPosition)
        );
        if (told) {
            this.showVisit(this.state.visitId);
            await this.load();
        }
        return told;
    }
}

registry.category("actions").add("fieldwork_my_day", MyDay);
