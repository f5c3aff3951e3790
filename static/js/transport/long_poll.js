// Frames in answers to waiting requests. The first request does not wait: its answer is the welcome.
// The next request's cursor acknowledges what was received; its tab tells the server who is asking on.
import { randomId } from "../helpers/random.js";
import { streamUrl } from "./address.js";

const WAIT_SECONDS = 25;
const REFUSALS = { 401: 4401, 403: 4503, 429: 4429 };

export class LongPollTransport {
  name = "poll";
  onFrame = () => {};
  onClose = () => {};
  #wishes = null;
  #stop = new AbortController();
  #again = null;
  #tab = "";

  constructor({ ask = (url, options) => fetch(url, options) } = {}) {
    this.ask = ask;
  }

  async open(wishes) {
    this.#wishes = { ...wishes };
    this.#tab = randomId();
    try {
      await this.#poll(0);
      while (!this.#stop.signal.aborted) await this.#poll(WAIT_SECONDS);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.onClose({ code: error.code ?? 1006, reason: "" });
    }
  }

  send() {
    return false;
  }

  // The waiting request is given up, and the next one carries the new wishes.
  wish(wishes) {
    this.#wishes = { ...wishes, cursor: this.#wishes.cursor };
    this.#again?.abort();
    return true;
  }

  close() {
    this.onFrame = this.onClose = () => {};
    this.#stop.abort();
  }

  async #poll(wait) {
    const again = (this.#again = new AbortController());
    const signal = AbortSignal.any([this.#stop.signal, again.signal]);
    const asked = this.#wishes;
    try {
      const url = streamUrl("/events/poll", asked, { wait, tab: this.#tab });
      const answer = await this.#answer(url, signal);
      this.#deliver(answer, wait === 0);
    } catch (error) {
      if (!again.signal.aborted || this.#stop.signal.aborted) throw error;
    }
  }

  async #answer(url, signal) {
    const response = await this.ask(url, { signal, headers: { Accept: "application/json" } });
    if (response.ok) return response.json();
    const error = new Error(`The poll was answered ${response.status}`);
    error.code = REFUSALS[response.status];
    throw error;
  }

  #deliver({ events, cursor, reset }, first) {
    const welcomed = events.some(({ type }) => type === "WELCOME");
    if (first && !welcomed) this.onFrame({ type: "WELCOME" });
    if (reset) this.onFrame({ type: "RESET", cursor, reason: "poll" });
    for (const frame of events) this.onFrame(frame);
    if (cursor) {
      this.#wishes.cursor = cursor;
      this.onFrame({ type: "HEARTBEAT", cursor });
    }
  }
}
