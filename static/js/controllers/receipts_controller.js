// Ticks under one's own messages: sent, delivered, read; told as they change.
import { Controller } from "@hotwired/stimulus";
import { viewerId } from "../helpers/page.js";
import { Receipts } from "../models/receipts.js";
import { live } from "../transport/live.js";

const MARKERS = new Set(["READ_MARKER", "DELIVERED_MARKER"]);

export default class extends Controller {
  static targets = ["template", "news"];
  static values = { room: String, people: Array };

  connect() {
    this.drawn();
    this.watcher = new MutationObserver(() => this.#mark());
    this.watcher.observe(this.#list, { childList: true });
  }

  disconnect() {
    this.watcher.disconnect();
  }

  // The page was read anew: what it says is the beginning again.
  drawn() {
    this.receipts = new Receipts(this.peopleValue);
    for (const detail of live.missed() ?? []) this.heard({ detail });
    this.#mark();
  }

  heard({ detail: frame }) {
    if (frame.roomId !== this.roomValue || frame.userId === viewerId()) return;
    const changed = MARKERS.has(frame.type)
      ? this.receipts.heard(frame)
      : frame.type === "MEMBER_REMOVED" && this.receipts.forget(frame.userId);
    if (changed) this.#mark();
  }

  get #list() {
    return document.getElementById("messages");
  }

  #mark() {
    const own = [...this.#list.querySelectorAll(`:scope > [data-user-id="${viewerId()}"]`)];
    const told = own.filter((item) => item.dataset.seq && !item.classList.contains("message--deleted"));
    for (const item of told) this.#show(item, this.receipts.of(Number(item.dataset.seq)));
    const last = told.at(-1);
    if (last) this.#tell(this.receipts.of(Number(last.dataset.seq)));
  }

  #show(item, { state, sign, words }) {
    const ticks = item.querySelector(".message__ticks") ?? this.#append(item);
    if (ticks.dataset.words === words) return;
    ticks.dataset.state = state;
    ticks.dataset.words = ticks.title = words;
    ticks.querySelector("[data-sign]").textContent = sign;
    ticks.querySelector("[data-words]").textContent = words;
  }

  #append(item) {
    const ticks = this.templateTarget.content.firstElementChild.cloneNode(true);
    ticks.href = `/messages/${item.dataset.messageId}/receipts`;
    const meta = item.querySelector(".message__meta");
    meta.insertBefore(ticks, meta.querySelector(".message__react"));
    return ticks;
  }

  // Said aloud when the last message got further, and not for what was so when the page opened.
  #tell({ words }) {
    if (this.words && this.words !== words) this.newsTarget.textContent = `Your last message: ${words}`;
    this.words = words;
  }
}
