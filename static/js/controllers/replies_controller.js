// Quotes and threads in a room: a quote leads to its message, and follows what becomes of it.
import { Controller } from "@hotwired/stimulus";

const FOUND_MS = 2_000;
const EXCERPT_CHARACTERS = 140;

export default class extends Controller {
  static targets = ["reply"];

  disconnect() {
    clearTimeout(this.found);
  }

  heard({ detail: frame }) {
    if (frame.type === "MESSAGE_DELETED") this.#quote(frame.id, "This message was deleted.");
    else if (frame.type === "MESSAGE_UPDATED") this.#quote(frame.id, frame.excerpt);
    else if (frame.type === "THREAD_UPDATED") this.#count(frame);
  }

  // The way to what is quoted is short when it is in the page.
  jump(event) {
    const quote = event.target.closest("a[data-quote]");
    if (!quote || event.metaKey || event.ctrlKey) return;
    const message = this.element.querySelector(`#message-${quote.dataset.quote}`);
    if (!message) return;
    event.preventDefault();
    message.scrollIntoView({ block: "center" });
    message.tabIndex = -1;
    message.focus({ preventScroll: true });
    message.classList.add("message--found");
    clearTimeout(this.found);
    this.found = setTimeout(() => message.classList.remove("message--found"), FOUND_MS);
  }

  // Chosen in the menu of a message: the field quotes it.
  answer({ detail: { messageId } }) {
    const message = this.element.querySelector(`#message-${messageId}`);
    if (!message || !this.hasReplyTarget) return;
    const reply = this.replyTarget;
    reply.querySelector("[name=reply_to_id]").value = messageId;
    reply.querySelector("[data-name]").textContent = message.querySelector("[data-name-of]").textContent;
    reply.querySelector("[data-words]").textContent = excerptOf(message);
    reply.hidden = false;
    reply.closest("form").querySelector("textarea").focus();
  }

  cancel(event) {
    event?.preventDefault();
    if (!this.hasReplyTarget) return;
    this.replyTarget.querySelector("[name=reply_to_id]").value = "";
    this.replyTarget.hidden = true;
    this.replyTarget.closest("form").querySelector("textarea").focus();
  }

  // The message that was written takes the quote with it.
  sent() {
    if (this.hasReplyTarget && !this.replyTarget.hidden) this.cancel();
  }

  #quote(messageId, words) {
    for (const quote of this.element.querySelectorAll(`a[data-quote="${messageId}"]`)) {
      quote.querySelector("[data-excerpt]").textContent = words;
    }
  }

  #count({ id, threadCount, lastReplyAt }) {
    const line = this.element.querySelector(`#message-${id} [data-thread]`);
    if (!line) return;
    line.hidden = false;
    line.querySelector("[data-count]").textContent = threadCount === 1 ? "1 reply" : `${threadCount} replies`;
    const time = document.createElement("time");
    time.dateTime = lastReplyAt;
    time.dataset.momentShowsValue = "near";
    time.dataset.controller = "moment";
    line.querySelector("[data-last]").replaceChildren("last ", time);
  }
}

function excerptOf(message) {
  const words = message.querySelector(".message__content").textContent.replace(/\s+/gu, " ").trim();
  const files = message.querySelectorAll(".attachments__picture, .attachments__file").length;
  if (!words && files) return files === 1 ? "A file" : `${files} files`;
  return words.length > EXCERPT_CHARACTERS ? `${words.slice(0, EXCERPT_CHARACTERS - 1)}…` : words;
}
