// What one types is kept on the server while one types, and follows to one's other devices.
import { Controller } from "@hotwired/stimulus";
import { savedKey, typedKey } from "../helpers/drafts.js";
import { kept } from "../helpers/kept.js";
import { meta } from "../helpers/page.js";
import { ask } from "../helpers/web_door.js";

const PAUSE_MS = 1_000;

export default class extends Controller {
  static targets = ["input", "silent"];
  static values = { room: String, thread: String };

  connect() {
    const stored = this.inputTarget.defaultValue;
    const typed = kept.get(typedKey(this.roomValue, this.threadValue));
    // What this device kept and another one has sent or thrown away since does not come back.
    if (!stored && this.#text && this.#text === kept.get(this.#key)) this.#put("");
    this.saved = stored;
    this.savedReply = this.#reply;
    if (typed && ![stored, kept.get(this.#key)].includes(typed)) this.#goOn(typed);
  }

  disconnect() {
    clearTimeout(this.saving);
  }

  changed() {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.#save(), PAUSE_MS);
  }

  // The server lets go of a draft that was sent; one that was on its way meanwhile is taken back.
  sent() {
    this.changed();
  }

  // Sent by the form itself: later, or silently.
  submitted({ detail: { success } }) {
    if (!success) return;
    clearTimeout(this.saving);
    this.#remember("");
    this.#put("");
    if (this.hasSilentTarget) this.silentTarget.checked = false;
  }

  // On the way to another page a request has to outlive this one.
  leave() {
    if (this.#isSaved || !this.element.isConnected) return;
    clearTimeout(this.saving);
    const headers = { Accept: "application/json", "X-CSRFToken": meta("csrf-token") };
    const body = new URLSearchParams({ content: this.#text, reply_to_id: this.#reply });
    if (navigator.onLine) this.#remember(this.#text);
    fetch(this.#url, { method: "PUT", headers, body, keepalive: true }).catch(() => undefined);
  }

  async heard({ detail: frame }) {
    if (frame.type !== "DRAFT_UPDATED" || frame.roomId !== this.roomValue) return;
    if ((frame.threadId ?? "") !== this.threadValue) return;
    // What is being typed here is not taken out of somebody's hands.
    if (!this.hasInputTarget || this.#text !== this.saved) return;
    const told = frame.updatedAt ? await this.#read() : { content: "" };
    // One may have gone to another page meanwhile, and taken the field along.
    if (!told || !this.hasInputTarget || this.#text !== this.saved || told.content === this.saved) return;
    this.#remember(told.content);
    this.#put(told.content);
    this.savedReply = told.replyToId ?? "";
    if (this.savedReply) this.dispatch("reply", { detail: { messageId: this.savedReply } });
  }

  async #save() {
    const [content, reply] = [this.#text, this.#reply];
    if (this.#isSaved) return;
    try {
      await ask("PUT", this.#url, { content, reply_to_id: reply });
      this.#remember(content);
      this.savedReply = reply;
    } catch {
      // It stays on this device; the next change, or leaving the page, tries again.
    }
  }

  async #read() {
    try {
      return await ask("GET", this.#url);
    } catch {
      return null;
    }
  }

  // What the server could not be told here is newer than what it has.
  #goOn(typed) {
    this.#put(typed);
    this.changed();
  }

  #put(content) {
    this.inputTarget.value = content;
    this.inputTarget.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(this.saving);
  }

  #remember(content) {
    this.saved = content;
    if (content) kept.set(this.#key, content);
    else kept.remove(this.#key);
  }

  get #text() {
    return this.inputTarget.value;
  }

  // What the words answer, where they answer something.
  get #reply() {
    return this.element.elements.reply_to_id?.value ?? "";
  }

  // Of no words nothing is kept, whatever they would have answered.
  get #isSaved() {
    return this.#text === this.saved && (!this.#text || this.#reply === this.savedReply);
  }

  get #url() {
    return `/rooms/${this.roomValue}/draft${this.threadValue && `?thread=${this.threadValue}`}`;
  }

  get #key() {
    return savedKey(this.roomValue, this.threadValue);
  }
}
