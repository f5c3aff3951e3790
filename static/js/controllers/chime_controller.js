// A sound for what one is told of, in one tab alone, and never when one is not to be disturbed.
import { Controller } from "@hotwired/stimulus";
import { pageCursor, roomId } from "../helpers/page.js";
import { ask } from "../helpers/web_door.js";
import { canPlay, isWished, play } from "../models/chime.js";
import { isAfter } from "../models/cursor.js";

// As long as other tabs may take to hear of the same.
const HELD_MS = 5_000;

export default class extends Controller {
  heard({ detail: frame }) {
    if (frame.type !== "NOTIFICATION" || !isAfter(frame.cursor, pageCursor())) return;
    if (!isWished() || !canPlay() || this.#looksAt(frame)) return;
    navigator.locks.request(`chatty-chime-${frame.id}`, { ifAvailable: true }, (lock) => lock && this.#sound());
  }

  // Who looks at the room sees it come.
  #looksAt(frame) {
    return document.visibilityState === "visible" && frame.roomId === roomId();
  }

  // The hours in which one wishes for quiet are the server's to know.
  async #sound() {
    try {
      const { quiet } = await ask("GET", "/notifications");
      if (!quiet) await play();
    } catch {
      // Without an answer it stays quiet.
    }
    await new Promise((done) => setTimeout(done, HELD_MS));
  }
}
