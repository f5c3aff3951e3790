// Who is typing, in both directions.
import { Controller } from "@hotwired/stimulus";
import { viewerId } from "../helpers/page.js";
import { FADES_AFTER_MS, TypingTracker } from "../models/typing_tracker.js";
import { typing } from "../transport/commands.js";

export default class extends Controller {
  static targets = ["line"];
  static values = { room: String, thread: String };

  connect() {
    this.tracker = new TypingTracker();
  }

  disconnect() {
    clearTimeout(this.fading);
  }

  tell({ target }) {
    if (target.value.trim() && this.tracker.shouldTell()) typing(this.roomValue, this.threadValue);
  }

  sent() {
    this.tracker.sent();
  }

  heard({ detail: frame }) {
    if (frame.roomId !== this.roomValue || frame.userId === viewerId()) return;
    if ((frame.threadId ?? "") !== this.threadValue && frame.type !== "USER_LEFT") return;
    if (frame.type === "TYPING") this.tracker.started(frame.userId, frame.userName);
    else if (frame.type === "CHAT_MESSAGE" || frame.type === "USER_LEFT") {
      this.tracker.stopped(frame.userId);
    } else return;
    this.#show();
  }

  #show() {
    this.lineTarget.textContent = this.tracker.sentence;
    clearTimeout(this.fading);
    if (this.tracker.sentence) this.fading = setTimeout(() => this.#show(), FADES_AFTER_MS + 50);
  }
}
