// The right-hand column: beside the conversation where there is room, a sheet where there is not.
import { Controller } from "@hotwired/stimulus";
import { kept } from "../helpers/kept.js";
import { isCovered } from "../helpers/page.js";

const WIDE = "(width >= 900px)";
const KEY = "chatty-panel";

export default class extends Controller {
  static targets = ["panel", "opener"];

  panelTargetConnected(panel) {
    if (kept.get(KEY) === "closed") panel.dataset.state = "closed";
    this.#tell();
  }

  toggle(event) {
    if (!this.hasPanelTarget) return;
    event.preventDefault();
    const { dataset } = this.panelTarget;
    if (matchMedia(WIDE).matches) {
      dataset.state = dataset.state === "closed" ? "open" : "closed";
      kept.set(KEY, dataset.state);
    } else if (dataset.sheet === "open") this.close();
    else {
      dataset.sheet = "open";
      this.panelTarget.querySelector("button")?.focus();
    }
    this.#tell();
  }

  // What Esc has closed here it does not read too.
  close(event) {
    if (!this.hasPanelTarget || this.panelTarget.dataset.sheet !== "open" || isCovered()) return;
    if (event?.type === "keydown") event.stopPropagation();
    delete this.panelTarget.dataset.sheet;
    if (this.hasOpenerTarget) this.openerTarget.focus();
    this.#tell();
  }

  #tell() {
    if (!this.hasOpenerTarget || !this.hasPanelTarget) return;
    const shown = getComputedStyle(this.panelTarget).display !== "none";
    this.openerTarget.setAttribute("aria-expanded", String(shown));
  }
}
