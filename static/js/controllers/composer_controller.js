// The field one writes in: Enter sends, drafts are kept, nothing is lost by a reload.
import { Controller } from "@hotwired/stimulus";
import { typedKey } from "../helpers/drafts.js";
import { kept } from "../helpers/kept.js";

export default class extends Controller {
  static targets = ["input"];
  static values = { room: String, thread: String };

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
    if (event.submitter?.hasAttribute("data-plain") || this.#chosen) return this.#sendPlainly(event);
    event.preventDefault();
    const content = this.inputTarget.value.trim();
    if (!content && !this.#hasFiles) return;
    const message = { content, replyToId: this.element.elements.reply_to_id?.value, kept: null };
    this.dispatch("message", { detail: message });
    this.inputTarget.value = "";
    this.#grow();
    this.inputTarget.focus();
    if (!(await isKept(message))) this.#putBack(content);
    this.changed();
  }

  // The form outlives a page that is read anew, also where one may not write any more; it goes
  // then, unless somebody's words are in it.
  rendered() {
    const closed = document.querySelector("[data-composer-closed]");
    if (closed && !this.inputTarget.value && !this.#hasFiles) this.element.remove();
  }

  #putBack(content) {
    const since = this.inputTarget.value;
    this.inputTarget.value = since ? `${content}\n${since}` : content;
  }

  // Later, silently, for a while, or with files that a refused form named: it goes by itself, and what
  // is answered takes its place.
  #sendPlainly(event) {
    if (this.dispatch("plain", { cancelable: true }).defaultPrevented) event.preventDefault();
    else this.element.removeAttribute("data-turbo-permanent");
  }

  get #chosen() {
    const { silent, expires_in: term, send_at: time } = this.element.elements;
    const named = this.element.querySelector("[type=checkbox][name=attachment_keys]:checked");
    return Boolean(silent?.checked || term?.value || time?.value || named);
  }

  get #hasFiles() {
    return this.element.querySelector("[data-upload]") !== null;
  }

  get #draft() {
    return typedKey(this.roomValue, this.threadValue);
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
