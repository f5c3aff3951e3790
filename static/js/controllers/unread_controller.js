// Unread counts beside the rooms and in the title: newest minus read marker, so they cannot drift.
import * as Turbo from "@hotwired/turbo";
import { Controller } from "@hotwired/stimulus";
import { isCovered, isWriting, viewerId } from "../helpers/page.js";
import { read } from "../transport/commands.js";
import { live } from "../transport/live.js";

const AGAIN_MS = 300;

const shownRoom = () => document.querySelector("meta[name=room-id]")?.content;

export default class extends Controller {
  static targets = ["room", "total"];

  connect() {
    this.title = document.title;
    for (const detail of live.missed() ?? []) this.heard({ detail });
    this.#showTotal();
  }

  disconnect() {
    clearTimeout(this.again);
  }

  // A page that is read anew brings its own title back, which counts nothing.
  rendered() {
    if (!this.element.isConnected) return;
    if (document.title !== this.shown) this.title = document.title;
    this.#showTotal();
  }

  heard({ detail: frame }) {
    switch (frame.type) {
      case "CHAT_MESSAGE":
        return frame.threadId ? undefined : this.#arrived(frame);
      case "READ_MARKER":
        return frame.userId === viewerId() ? this.#marked(frame) : undefined;
      case "HISTORY_CUT":
        return this.#raise(this.#room(frame.roomId), "readSeq", frame.firstSeq - 1);
      case "ROOM_ADDED":
        return this.#room(frame.room?.id) ? undefined : this.readAnew();
      case "ROOM_REMOVED":
        // The page of the room itself knows where to go.
        return this.#room(frame.roomId) && shownRoom() !== frame.roomId ? this.readAnew() : undefined;
    }
  }

  read({ detail: { roomId, seq } }) {
    this.#raise(this.#room(roomId), "readSeq", seq);
  }

  // Esc has read the room one looks at.
  escaped() {
    const room = this.#room(shownRoom());
    if (!room || !unreadOf(room) || isCovered()) return;
    const detail = { roomId: room.dataset.roomId, seq: Number(room.dataset.lastSeq) };
    read(detail.roomId, detail.seq);
    document.dispatchEvent(new CustomEvent("chatty:read", { detail }));
  }

  // A marker moves back only by the wish to have something unread again.
  #marked(frame) {
    const room = this.#room(frame.roomId);
    if (!frame.unread) return this.read({ detail: frame });
    if (!room) return undefined;
    room.dataset.readSeq = String(frame.seq);
    this.#show(room);
    return this.#showTotal();
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
    const shown = total > 99 ? "99+" : String(total);
    this.shown = total ? `(${shown}) ${this.title}` : this.title;
    document.title = this.shown;
    for (const badge of this.totalTargets) {
      badge.hidden = total === 0;
      badge.querySelector("[data-count]").textContent = shown;
    }
    // Some browsers have it, and refuse it to pages that are not installed.
    navigator.setAppBadge?.(total).catch(() => undefined);
  }

  // A form being sent or a page on its way goes first: this visit would cut it off. So does what
  // somebody writes.
  readAnew() {
    clearTimeout(this.again);
    if (document.querySelector("[aria-busy=true]") || isWriting()) {
      this.again = setTimeout(() => this.readAnew(), AGAIN_MS);
    } else Turbo.visit(location.href, { action: "replace" });
  }
}

function unreadOf({ dataset: { lastSeq, readSeq } }) {
  return Math.max(0, Number(lastSeq) - Number(readSeq));
}
