// Older and newer messages are fetched when their edge comes into view.
import { Controller } from "@hotwired/stimulus";
import { fromServer } from "../helpers/page.js";

const EDGE_PX = 600;

export default class extends Controller {
  static targets = ["log", "link", "start"];
  static values = { src: String, before: Number, after: Number };

  connect() {
    this.loading = false;
    for (const link of this.linkTargets) link.hidden = true;
    this.scrolled();
  }

  linkTargetConnected(link) {
    link.hidden = true;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.logTarget;
    const fromNewest = Math.abs(scrollTop);
    if (this.beforeValue && scrollHeight - clientHeight - fromNewest < EDGE_PX) this.#load("older");
    else if (this.afterValue && fromNewest < EDGE_PX) this.#load("newer");
  }

  pruned({ detail: { before, after, side } }) {
    if (side === "older") this.afterValue = after;
    else this.beforeValue = before;
  }

  beforeValueChanged(before) {
    if (this.hasStartTarget) this.startTarget.hidden = Boolean(before);
  }

  async #load(side) {
    if (this.loading) return;
    this.loading = true;
    try {
      const from = side === "older" ? `before=${this.beforeValue}` : `after=${this.afterValue}`;
      const response = await fetch(`${this.srcValue}?${from}`);
      if (response.ok) this.#take(side, fromServer(await response.text()).querySelector("ol"));
    } catch {
      return;
    } finally {
      this.loading = false;
    }
    this.scrolled();
  }

  #take(side, page) {
    const items = [...page.querySelectorAll("[data-message-id]")];
    if (side === "older") this.beforeValue = Number(page.dataset.before);
    else this.afterValue = Number(page.dataset.after);
    this.dispatch("loaded", { detail: { items, side, last: !this.afterValue } });
  }
}
