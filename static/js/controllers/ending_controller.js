// Reads the page anew when what it tells of has ended: a mute, or a ban. Counted from when the page
// was made, since a device's own clock may go wrong.
import * as Turbo from "@hotwired/turbo";
import { Controller } from "@hotwired/stimulus";
import { isWriting } from "../helpers/page.js";

const AFTER_MS = 1_000;
const WRITING_MS = 2_000;
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export default class extends Controller {
  static values = { seconds: Number };

  disconnect() {
    clearTimeout(this.waiting);
  }

  secondsValueChanged(seconds) {
    clearTimeout(this.waiting);
    const wait = seconds * 1_000 + AFTER_MS;
    if (wait < LONGEST_WAIT_MS) this.waiting = setTimeout(() => this.#read(), wait);
  }

  // What somebody writes meanwhile is not taken away.
  #read() {
    if (!isWriting()) return Turbo.visit(location.href, { action: "replace" });
    this.waiting = setTimeout(() => this.#read(), WRITING_MS);
    return undefined;
  }
}
