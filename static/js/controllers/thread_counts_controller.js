// In how many of one's threads something is unread: beside the way to them.
import { Controller } from "@hotwired/stimulus";
import { live } from "../transport/live.js";

export default class extends Controller {
  static targets = ["badge"];
  // How far one has read, and how much there is, of each thread that one follows.
  static values = { places: Object };

  connect() {
    this.places = new Map(Object.entries(this.placesValue));
    for (const detail of live.missed() ?? []) this.heard({ detail });
  }

  heard({ detail: frame }) {
    if (frame.type === "THREAD_READ") this.#placed(frame);
    else if (frame.type === "THREAD_UPDATED") this.#grown(frame);
  }

  #placed({ id, following, readSeq, threadCount }) {
    if (following) this.places.set(id, [readSeq, threadCount]);
    else this.places.delete(id);
    this.#show();
  }

  #grown({ id, threadCount }) {
    const place = this.places.get(id);
    if (!place) return;
    this.places.set(id, [place[0], Math.max(place[1], threadCount)]);
    this.#show();
  }

  #show() {
    const unread = [...this.places.values()].filter(([read, count]) => count > read).length;
    this.badgeTarget.hidden = unread === 0;
    this.badgeTarget.querySelector("[data-count]").textContent = unread > 99 ? "99+" : String(unread);
  }
}
