// How the connection stands, in words: a line above the messages, and the page that explains it.
import { Controller } from "@hotwired/stimulus";
import { live } from "../transport/live.js";

const PATIENCE_MS = 1_500;
const NAMES = { websocket: "a WebSocket", events: "an event stream", poll: "long polling" };
const WORDS = {
  connecting: "Reconnecting… What you write is kept and sent when the line is back.",
  waiting: "Reconnecting… What you write is kept and sent when the line is back.",
  refused: "The server does not let this page connect any more. Reload it to try again.",
  "signed out": "You are signed out. Please sign in again.",
};

export default class extends Controller {
  static targets = ["line", "words", "summary", "step"];

  connect() {
    this.changed();
  }

  disconnect() {
    this.#stopWaiting();
  }

  changed() {
    const stream = live.stream;
    this.element.dataset.transport = stream?.transport ?? "";
    this.element.dataset.connection = stream?.state ?? "idle";
    this.#line(stream);
    this.#explain(stream);
  }

  // A blink of the line is nobody's concern; attempt after attempt without success is.
  #line(stream) {
    if (!this.hasLineTarget) return;
    const isLive = !stream || stream.state === "live";
    if (isLive) this.#stopWaiting();
    if (isLive || !this.lineTarget.hidden) this.#show(wordsFor(stream));
    else this.showing ??= setTimeout(() => this.#show(wordsFor(live.stream)), PATIENCE_MS);
  }

  #stopWaiting() {
    clearTimeout(this.showing);
    this.showing = null;
  }

  #show(words) {
    this.wordsTarget.textContent = words;
    this.lineTarget.hidden = !words;
  }

  #explain(stream) {
    if (!this.hasSummaryTarget) return;
    this.summaryTarget.textContent = summary(stream);
    for (const step of this.stepTargets) {
      const { transport } = step.dataset;
      const inUse = stream?.state === "live" && stream.transport === transport;
      step.dataset.state = inUse ? "live" : "";
      step.querySelector("[data-words]").textContent = inUse
        ? "In use now."
        : stream?.why[transport] || "Not needed so far.";
    }
  }
}

function wordsFor(stream) {
  if (!stream) return "";
  if (stream.state === "live") return stream.transport === "poll" ? "Live over long polling." : "";
  if (!navigator.onLine) return "You are offline. What you write is kept and sent later.";
  return WORDS[stream.state] ?? "";
}

function summary(stream) {
  if (!stream) return "This page keeps no connection open. Sign in, or open a room.";
  if (stream.state === "live") return `You are live over ${NAMES[stream.transport]}.`;
  return wordsFor(stream) || "Not connected.";
}
