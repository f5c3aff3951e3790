// What administrators tell everybody: new words come in live, old ones go at their end.
import { Controller } from "@hotwired/stimulus";
import { pageCursor } from "../helpers/page.js";
import { ask } from "../helpers/web_door.js";
import { isAfter } from "../models/cursor.js";
import { live } from "../transport/live.js";

const LONGEST_WAIT_MS = 2 ** 31 - 1;

export default class extends Controller {
  static targets = ["item", "blank"];
  static values = { away: String };

  connect() {
    for (const detail of live.missed() ?? []) this.heard({ detail });
    this.#waitForEnds();
  }

  disconnect() {
    clearTimeout(this.ending);
  }

  heard({ detail: frame }) {
    // What was told before the page was read is in it.
    if (frame.type !== "ANNOUNCEMENTS_UPDATED" || !isAfter(frame.cursor, pageCursor())) return;
    const away = new Set(this.awayValue.split(" "));
    const shown = new Map(this.itemTargets.map((item) => [item.dataset.id, item]));
    const wanted = frame.announcements.filter(({ id }) => !away.has(id));
    const items = wanted.map((each) => shown.get(each.id) ?? this.#item(each));
    for (const item of this.itemTargets) if (!items.includes(item)) item.remove();
    this.blankTarget.before(...items);
    this.#waitForEnds();
  }

  async dismiss(event) {
    event.preventDefault();
    const item = event.target.closest("[data-id]");
    try {
      await ask("PUT", event.target.action);
    } catch {
      return event.target.submit();
    }
    this.awayValue = `${this.awayValue} ${item.dataset.id}`;
    item.remove();
    return undefined;
  }

  #item({ id, content, level, endsAt }) {
    const item = this.blankTarget.content.firstElementChild.cloneNode(true);
    Object.assign(item.dataset, { id, endsAt: endsAt ?? "" });
    item.classList.replace("announcement--info", `announcement--${level}`);
    item.querySelector("[data-content]").textContent = content;
    const form = item.querySelector("form");
    if (form) form.action = `/announcements/${id}/dismissal`;
    return item;
  }

  #waitForEnds() {
    clearTimeout(this.ending);
    const ends = (item) => (item.dataset.endsAt ? Date.parse(item.dataset.endsAt) : Infinity);
    for (const item of this.itemTargets) if (ends(item) <= Date.now()) item.remove();
    const next = Math.min(...this.itemTargets.map(ends)) - Date.now();
    if (next < LONGEST_WAIT_MS) this.ending = setTimeout(() => this.#waitForEnds(), next + 1);
  }
}
