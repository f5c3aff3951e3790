// A sound with its waveform: played, and gone through by keys and pointer. Where there is no waveform
// the browser's own player stays.
import { Controller } from "@hotwired/stimulus";
import { clock } from "../models/clock.js";

export default class extends Controller {
  static targets = ["audio", "player", "button", "bar", "seek", "time"];

  connect() {
    this.show();
  }

  // Also in a page that was read anew, which stands as the server wrote it.
  show() {
    if (!this.hasPlayerTarget || this.isGivenBack) return;
    this.audioTarget.hidden = true;
    this.playerTarget.hidden = false;
    this.played();
    if (this.audioTarget.currentTime) this.moved();
  }

  disconnect() {
    this.audioTarget.pause();
  }

  toggle() {
    // Whoever pauses before it has begun breaks it off, too; that is no fault of the sound's.
    if (this.audioTarget.paused) this.audioTarget.play().catch(({ name }) => name === "AbortError" || this.#giveBack());
    else this.audioTarget.pause();
  }

  seek() {
    this.audioTarget.currentTime = Number(this.seekTarget.value);
    this.moved();
  }

  played() {
    if (!this.hasPlayerTarget) return;
    const { paused } = this.audioTarget;
    this.buttonTarget.dataset.state = paused ? "" : "playing";
    this.buttonTarget.setAttribute("aria-label", `${paused ? "Play" : "Pause"} ${this.playerTarget.dataset.name}`);
  }

  moved() {
    if (!this.hasPlayerTarget) return;
    const { currentTime } = this.audioTarget;
    const length = Number(this.seekTarget.max);
    if (document.activeElement !== this.seekTarget || !this.audioTarget.paused) this.seekTarget.value = currentTime;
    this.seekTarget.setAttribute("aria-valuetext", `${clock(currentTime)} of ${clock(length)}`);
    this.timeTarget.textContent = clock(currentTime || length);
    const reached = (currentTime / length) * this.barTargets.length;
    this.barTargets.forEach((bar, place) => bar.classList.toggle("sound__bar--played", place < reached));
  }

  // What this browser cannot play it says itself, and offers what it can.
  #giveBack() {
    this.isGivenBack = true;
    this.audioTarget.hidden = false;
    this.playerTarget.hidden = true;
  }
}
