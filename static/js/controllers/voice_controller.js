// A voice message: the microphone is asked for when somebody wants to speak, and let go of after that.
import { Controller } from "@hotwired/stimulus";
import { clock } from "../models/clock.js";

const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const ENDINGS = { "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a" };
const LONGEST_MS = 15 * 60_000;
const TICK_MS = 250;

export default class extends Controller {
  static targets = ["begin", "panel", "time", "done"];

  connect() {
    this.offer();
  }

  // Also in a form that was refused: it stands as the server wrote it.
  offer() {
    if (!this.hasBeginTarget || this.recorder) return;
    this.beginTarget.hidden = !(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);
  }

  disconnect() {
    this.cancel();
  }

  async begin() {
    if (this.recorder || this.asking) return;
    this.asking = true;
    try {
      this.#record(await navigator.mediaDevices.getUserMedia({ audio: true }));
    } catch ({ name }) {
      const words = name === "NotFoundError" ? "There is no microphone here." : "This page may not listen. Allow the microphone in your browser, and try again.";
      this.dispatch("refused", { detail: { words } });
    } finally {
      this.asking = false;
    }
  }

  done() {
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  cancel() {
    if (!this.recorder) return;
    this.recorder.onstop = null;
    this.#end();
  }

  #record(stream) {
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const pieces = [];
    this.recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    this.recorder.ondataavailable = ({ data }) => pieces.push(data);
    this.recorder.onstop = () => this.#hand(pieces);
    this.recorder.start();
    this.startedAt = performance.now();
    this.ticking = setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
    this.panelTarget.hidden = false;
    this.beginTarget.hidden = true;
    this.doneTarget.focus();
  }

  #tick() {
    const passed = performance.now() - this.startedAt;
    this.timeTarget.textContent = clock(passed / 1_000);
    if (passed >= LONGEST_MS) this.done();
  }

  #hand(pieces) {
    const type = this.recorder.mimeType.split(";")[0];
    const time = new Date().toISOString().slice(0, 16).replace(/[T:]/gu, "-");
    const file = new File(pieces, `Voice message ${time}.${ENDINGS[type] ?? "audio"}`, { type });
    this.#end();
    this.dispatch("recorded", { detail: { file } });
  }

  #end() {
    clearInterval(this.ticking);
    if (this.recorder.state !== "inactive") this.recorder.stop();
    for (const track of this.recorder.stream.getTracks()) track.stop();
    this.recorder = null;
    this.panelTarget.hidden = true;
    this.beginTarget.hidden = false;
    this.beginTarget.focus();
  }
}
