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

  send(event) {
    event.preventDefault();
    const content = this.inputTarget.value.trim();
    if (!content) return;
    this.dispatch("message", { detail: { content } });
    this.inputTarget.value = "";
    this.changed();
    this.inputTarget.focus();
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
