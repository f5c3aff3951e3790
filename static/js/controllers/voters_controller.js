// Who chose what, read anew as votes come; what one is about to choose above stays as it is.
import { Controller } from "@hotwired/stimulus";
import { pageCursor } from "../helpers/page.js";
import { isAfter } from "../models/cursor.js";

const PAUSE_MS = 150;

export default class extends Controller {
  static values = { message: String };

  disconnect() {
    clearTimeout(this.soon);
  }

  heard({ detail: frame }) {
    if (frame.id !== this.messageValue || !isAfter(frame.cursor, pageCursor())) return;
    // Then neither the question is to be seen here any more, nor who answered it.
    if (frame.type === "MESSAGE_DELETED") location.reload();
    if (frame.type !== "POLL_CHANGED") return;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.#read(), PAUSE_MS);
  }

  // Setting the address once more reads nothing.
  #read() {
    if (this.element.src) this.element.reload();
    else this.element.src = location.href;
  }
}
