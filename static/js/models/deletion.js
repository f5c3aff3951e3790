// A deletion that can be taken back for five seconds: nothing is sent before, and at once by who
// leaves the page.
import { meta } from "../helpers/page.js";

const UNDO_MS = 5_000;

export class Deletion {
  constructor(message, template, url, ended) {
    Object.assign(this, { message, url, ended });
    this.notice = template.content.firstElementChild.cloneNode(true);
    this.notice.querySelector("button").addEventListener("click", () => this.undo());
    message.classList.add("message--leaving");
    message.querySelector(".message__body").append(this.notice);
    this.notice.querySelector("button").focus();
    this.timer = setTimeout(() => this.now(), UNDO_MS);
  }

  undo() {
    this.#end();
    this.message.querySelector("a[data-more]")?.focus();
  }

  async now() {
    this.#end();
    const headers = { Accept: "application/json", "X-CSRFToken": meta("csrf-token") };
    const asked = { method: "DELETE", headers, credentials: "same-origin", keepalive: true };
    const response = await fetch(this.url, asked).catch(() => null);
    if (!response?.ok) this.#failed();
  }

  // Whoever stands on the way back stays at the message, or at the place that is left of it.
  #end() {
    clearTimeout(this.timer);
    const stoodThere = this.notice.contains(document.activeElement);
    this.notice.remove();
    if (stoodThere) focusOn(this.message);
    this.message.classList.remove("message--leaving");
    this.ended();
  }

  #failed() {
    const words = this.notice.querySelector("span");
    words.textContent = "The message could not be deleted.";
    this.notice.querySelector("button").remove();
    this.message.querySelector(".message__body").append(this.notice);
  }
}

function focusOn(message) {
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
}
