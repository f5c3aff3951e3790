// The field one writes in: Enter sends, drafts are kept, nothing is lost by a reload.
import { Controller } from "@hotwired/stimulus";
import { kept } from "../helpers/kept.js";
import { viewerId } from "../helpers/page.js";

export default class extends Controller {
  static targets = ["input"];
  static values = { room: String };

  connect() {
    if (!this.inputTarget.value) this.inputTarget.value = kept.get(this.#draft) ?? "";
    this.#grow();
    if (matchMedia("(pointer: fine)").matches) this.inputTarget.focus({ preventScroll: true });
  }

  // A touch keyboard's Enter makes a line; its send button sends.
  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  changed() {
    if (this.inputTarget.value) kept.set(this.#draft, this.inputTarget.value);
    else kept.remove(this.#draft);
    this.#grow();
  }

  // Whoever takes the message says in `kept` when it is safe. Only then is the draft let go; what
  // nobody could keep comes back.
  async send(event) {
    event.preventDefault();
    const content = this.inputTarget.value.trim();
    if (!content) return;
    const message = { content, kept: null };
    this.dispatch("message", { detail: message });
    this.inputTarget.value = "";
    this.#grow();
    this.inputTarget.focus();
    if (!(await isKept(message))) this.#putBack(content);
    this.changed();
  }

  #putBack(content) {
    const since = this.inputTarget.value;
    this.inputTarget.value = since ? `${content}\n${since}` : content;
  }

  get #draft() {
    return `chatty-draft-${viewerId()}-${this.roomValue}`;
  }

  // Where the style sheet cannot size a field by its content.
  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.inputTarget.style.blockSize = "auto";
    this.inputTarget.style.blockSize = `${this.inputTarget.scrollHeight}px`;
  }
}

async function isKept({ kept: promise }) {
  try {
    return Boolean(await promise);
  } catch {
    return false;
  }
}
