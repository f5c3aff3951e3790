// How much waits for one, at the bell: live, and the same on every device.
import { Controller } from "@hotwired/stimulus";
import { pageCursor } from "../helpers/page.js";
import { isAfter } from "../models/cursor.js";
import { live } from "../transport/live.js";

const PAUSE_MS = 300;
// What takes notifications along without a word of its own to each whom it concerns.
const TAKING = new Set(["MESSAGE_DELETED", "ROOM_REMOVED", "FRIEND_UPDATED", "HISTORY_CUT"]);

export default class extends Controller {
  static targets = ["badge", "count", "news"];

  connect() {
    for (const detail of live.missed() ?? []) this.heard({ detail });
  }

  disconnect() {
    clearTimeout(this.soon);
  }

  heard({ detail: frame }) {
    if (frame.unreadCount !== undefined && frame.type.startsWith("NOTIFICATION")) {
      if (isAfter(frame.cursor, pageCursor())) this.#show(frame.unreadCount, frame.type === "NOTIFICATION");
    } else if (TAKING.has(frame.type) && !this.badgeTarget.hidden) {
      clearTimeout(this.soon);
      this.soon = setTimeout(() => this.#ask(), PAUSE_MS);
    }
  }

  async #ask() {
    try {
      const response = await fetch("/notifications", { headers: { Accept: "application/json" } });
      if (response.ok) this.#show((await response.json()).unreadCount, false);
    } catch {
      // Without a network the count stays as it was until the next frame, or the next page.
    }
  }

  #show(count, isNew) {
    this.badgeTarget.hidden = count === 0;
    this.countTarget.textContent = count > 99 ? "99+" : String(count);
    if (isNew) this.newsTarget.textContent = `${count} notifications waiting`;
  }
}
