// Unread counts beside the rooms and in the title: newest minus read marker, so they cannot drift.
import * as Turbo from "@hotwired/turbo";
import { Controller } from "@hotwired/stimulus";
import { viewerId } from "../helpers/page.js";
import { live } from "../transport/live.js";

const AGAIN_MS = 300;

export default class extends Controller {
  static targets = ["room"];

  connect() {
    this.title = document.title;
    for (const detail of live.missed() ?? []) this.heard({ detail });
    this.#showTotal();
  }

  disconnect() {
    clearTimeout(this.again);
  }

  heard({ detail: frame }) {
    switch (frame.type) {
      case "CHAT_MESSAGE":
        return this.#arrived(frame);
      case "READ_MARKER":
        return frame.userId === viewerId() ? this.read({ detail: frame }) : undefined;
      case "ROOM_ADDED":
        return this.#room(frame.room?.id) ? undefined : this.#readAnew();
      case "ROOM_REMOVED":
        return this.#room(frame.roomId) ? this.#readAnew() : undefined;
    }
  }

  read({ detail: { roomId, seq } }) {
    this.#raise(this.#room(roomId), "readSeq", seq);
  }

  #arrived({ roomId, seq, userId }) {
    const room = this.#room(roomId);
    this.#raise(room, "lastSeq", seq);
    if (userId === viewerId()) this.#raise(room, "readSeq", seq);
  }

  #room(id) {
    return this.roomTargets.find(({ dataset }) => dataset.roomId === id);
  }

  #raise(room, field, seq) {
    if (!room || Number(room.dataset[field]) >= seq) return;
    room.dataset[field] = String(seq);
    this.#show(room);
    this.#showTotal();
  }

  #show(room) {
    const unread = unreadOf(room);
    const badge = room.querySelector(".badge");
    badge.hidden = unread === 0;
    badge.querySelector("[data-count]").textContent = unread > 99 ? "99+" : String(unread);
    room.querySelector("a").classList.toggle("rail__link--unread", unread > 0);
  }

  #showTotal() {
    const total = this.roomTargets.reduce((sum, room) => sum + unreadOf(room), 0);
    document.title = total ? `(${total > 99 ? "99+" : total}) ${this.title}` : this.title;
  }

  // A form being sent or a page on its way goes first: this visit would cut it off.
  #readAnew() {
    clearTimeout(this.again);
    if (document.querySelector("[aria-busy=true]")) {
      this.again = setTimeout(() => this.#readAnew(), AGAIN_MS);
    } else Turbo.visit(location.href, { action: "replace" });
  }
}

function unreadOf({ dataset: { lastSeq, readSeq } }) {
  return Math.max(0, Number(lastSeq) - Number(readSeq));
}
