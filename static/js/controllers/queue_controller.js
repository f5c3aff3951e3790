// Reports that came in since the page was read are counted, and shown by who wishes it: what is being
// answered is not moved. Those that somebody else has answered go.
import { Controller } from "@hotwired/stimulus";
import { pageCursor } from "../helpers/page.js";
import { isAfter } from "../models/cursor.js";
import { live } from "../transport/live.js";

export default class extends Controller {
  static targets = ["news", "words"];
  static values = { room: String };

  connect() {
    this.added = new Set();
    for (const detail of live.missed() ?? []) this.heard({ detail });
  }

  heard({ detail: { type, report, cursor } }) {
    if (!type.startsWith("REPORT_") || !isAfter(cursor, pageCursor())) return;
    if (this.roomValue && report.roomId !== this.roomValue) return;
    const item = document.getElementById(`report-${report.id}`);
    if (report.state === "open") this.added.add(report.id);
    else this.#answered(report.id, item);
    this.#show();
  }

  #answered(id, item) {
    this.added.delete(id);
    if (item && !item.querySelector("details[open]")) item.remove();
  }

  #show() {
    const { size } = this.added;
    this.newsTarget.hidden = size === 0;
    this.wordsTarget.textContent = size === 0 ? "" : size === 1 ? "1 new report." : `${size} new reports.`;
  }
}
