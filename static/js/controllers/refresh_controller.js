// Reads a page anew when something it shows has changed: the server knows best how it looks then.
import * as Turbo from "@hotwired/turbo";
import { Controller } from "@hotwired/stimulus";
import { isWriting, pageCursor, viewerId } from "../helpers/page.js";
import { isAfter } from "../models/cursor.js";
import { live } from "../transport/live.js";

const PAUSE_MS = 150;
const WRITING_MS = 2_000;

export default class extends Controller {
  static values = { kinds: String, user: String, room: String, messages: String };

  connect() {
    for (const detail of live.missed() ?? []) this.heard({ detail });
  }

  disconnect() {
    clearTimeout(this.soon);
  }

  heard({ detail: frame }) {
    // What was told before the page was read is in it.
    if (!isAfter(frame.cursor, pageCursor())) return;
    if (!this.kindsValue.split(" ").includes(frame.type) || !this.#concerns(frame)) return;
    // Of what is closed only a page of an error is left, which is no page of ours to go on from.
    if (frame.type === "ROOM_CLOSED") return location.reload();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.#read(), PAUSE_MS);
  }

  // Only about one person or room, where the page is about one.
  #concerns({ type, id, user, room, roomId, userId }) {
    // Of the members of a room only oneself makes its page another.
    if (type === "MEMBER_UPDATED") return userId === viewerId() && roomId === this.roomValue;
    // What one saves is of all rooms.
    if (type === "MESSAGE_SAVED") return true;
    if (this.messagesValue && type.startsWith("MESSAGE_")) return this.messagesValue.split(" ").includes(id);
    if (type.startsWith("MESSAGE_") || type === "ROOM_CLOSED") return roomId === this.roomValue;
    if (type === "HISTORY_CUT") return !this.roomValue || roomId === this.roomValue;
    const person = user?.id ?? room?.peer?.id;
    if (this.userValue && person === this.userValue) return true;
    if (this.roomValue && room?.id === this.roomValue) return true;
    return !this.userValue && !this.roomValue;
  }

  // A form being sent goes first, and what somebody writes meanwhile is not taken away.
  #read() {
    if (!document.querySelector("[aria-busy=true]") && !isWriting()) {
      return Turbo.visit(location.href, { action: "replace" });
    }
    this.soon = setTimeout(() => this.#read(), WRITING_MS);
    return undefined;
  }
}
