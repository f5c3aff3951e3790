// A sign beside the rooms in which something unread calls the reader by name, or everybody.
import { Controller } from "@hotwired/stimulus";
import { pageCursor, viewerId } from "../helpers/page.js";
import { isAfter } from "../models/cursor.js";
import { live } from "../transport/live.js";

export default class extends Controller {
  static targets = ["mark"];

  connect() {
    for (const detail of live.missed() ?? []) this.heard({ detail });
  }

  heard({ detail: frame }) {
    if (frame.type === "READ_MARKER" && frame.userId === viewerId()) this.#marked(frame);
    else if (frame.type === "CHAT_MESSAGE") this.#said(frame);
    else if (frame.type === "MESSAGE_DELETED" || frame.type === "HISTORY_CUT") this.#gone(frame);
  }

  // What calls is read when the last of it is.
  read({ detail: { roomId, seq } }) {
    const mark = this.#of(roomId);
    if (mark && seq >= Number(mark.dataset.seq)) mark.hidden = true;
  }

  #said(frame) {
    if (frame.threadId || frame.userId === viewerId()) return;
    if (!frame.mentionsRoom && !frame.mentionUserIds.includes(viewerId())) return;
    const mark = this.#of(frame.roomId);
    if (!mark) return;
    mark.dataset.seq = String(frame.seq);
    mark.hidden = false;
  }

  // Only the server knows what is unread again.
  #marked(frame) {
    if (!frame.unread) this.read({ detail: frame });
    else if (isAfter(frame.cursor, pageCursor())) this.dispatch("unsure");
  }

  // Nor is it known here whether it was this that called.
  #gone({ roomId, cursor }) {
    if (this.#of(roomId)?.hidden === false && isAfter(cursor, pageCursor())) this.dispatch("unsure");
  }

  #of(roomId) {
    return this.markTargets.find((mark) => mark.closest("[data-room-id]").dataset.roomId === roomId);
  }
}
