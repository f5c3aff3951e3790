// Emoji under messages: one's own are marked, a tap puts one there or takes it away.
import { Controller } from "@hotwired/stimulus";
import { emojiPicker } from "../helpers/emoji_picker.js";
import { viewerId } from "../helpers/page.js";
import { say } from "../helpers/toast.js";
import { ask } from "../helpers/web_door.js";

export default class extends Controller {
  static targets = ["menu", "picker", "problem", "chip"];
  static values = { member: Boolean };

  connect() {
    this.#markAll();
    this.watching = new MutationObserver(() => this.#markAll());
    this.watching.observe(this.element, { childList: true, subtree: true });
  }

  disconnect() {
    this.watching.disconnect();
  }

  heard({ detail: frame }) {
    if (frame.type !== "REACTIONS_UPDATED") return;
    const list = this.#listOf(frame.id);
    if (list) this.#draw(list, frame.id, frame.reactions);
  }

  // A chip under a message, or the way to its reactions.
  async tap(event) {
    const chip = event.target.closest("a[data-emoji]");
    const opener = event.target.closest("a[data-react]");
    if (!this.memberValue || !(chip || opener) || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const message = event.target.closest("[data-message-id]");
    if (chip) await this.#toggle(message.dataset.messageId, chip.dataset.emoji, chip.ariaPressed === "true");
    else this.#open(message.dataset.messageId, opener);
  }

  async choose(event) {
    const emoji = event.target.closest("button[data-emoji]")?.dataset.emoji;
    if (emoji) await this.#chosen(emoji);
    else if (event.target.closest("[data-another]")) await this.#offerAll(event);
  }

  async #chosen(emoji) {
    this.menuTarget.hidePopover();
    await this.#toggle(this.menuTarget.dataset.for, emoji, false);
  }

  // The link goes on to the page of the message's reactions where the picker cannot be had.
  async #offerAll(event) {
    event.preventDefault();
    const { href } = event.target.closest("a");
    try {
      if (!this.pickerTarget.firstChild) {
        const source = this.menuTarget.dataset.source;
        this.pickerTarget.append(await emojiPicker(source, (emoji) => this.#chosen(emoji)));
      }
    } catch {
      return location.assign(href);
    }
    this.pickerTarget.hidden = false;
    this.#place();
    return this.pickerTarget.firstChild.focus();
  }

  #open(messageId, opener) {
    const menu = this.menuTarget;
    menu.dataset.for = messageId;
    menu.querySelector("a").href = `/messages/${messageId}/reactions`;
    this.pickerTarget.hidden = true;
    this.opener = opener;
    menu.showPopover();
    this.#place();
    menu.querySelector("button").focus();
  }

  // Above the message, or below it, and never out of the window.
  #place() {
    const menu = this.menuTarget;
    const place = this.opener.getBoundingClientRect();
    const left = Math.min(place.left, innerWidth - menu.offsetWidth - 8);
    const above = place.top - menu.offsetHeight - 4;
    const top = Math.min(above > 0 ? above : place.bottom + 4, innerHeight - menu.offsetHeight - 8);
    menu.style.left = `${Math.max(8, left)}px`;
    menu.style.top = `${Math.max(8, top)}px`;
  }

  async #toggle(messageId, emoji, isMine) {
    const url = `/messages/${messageId}/reactions/${encodeURIComponent(emoji)}`;
    try {
      const { items } = await ask(isMine ? "DELETE" : "PUT", url);
      const list = this.#listOf(messageId);
      if (list) this.#draw(list, messageId, items);
    } catch (problem) {
      say(this.problemTarget, problem.message);
    }
  }

  #draw(list, messageId, reactions) {
    const focused = list.querySelector("a:focus")?.dataset.emoji;
    list.replaceChildren(...reactions.map((reaction) => this.#chip(messageId, reaction)));
    list.hidden = reactions.length === 0;
    this.#markAll();
    list.querySelector(`a[data-emoji="${CSS.escape(focused ?? "")}"]`)?.focus();
  }

  #chip(messageId, { emoji, count, userIds }) {
    const item = this.chipTarget.content.cloneNode(true).firstElementChild;
    const link = item.querySelector("a");
    link.href = `/messages/${messageId}/reactions`;
    Object.assign(link.dataset, { emoji, userIds: userIds.join(" ") });
    const [sign, number] = link.querySelectorAll("span");
    sign.textContent = emoji;
    number.textContent = count;
    return item;
  }

  #markAll() {
    if (!this.memberValue) return;
    for (const chip of this.element.querySelectorAll(".reactions__chip:not([aria-pressed])")) {
      chip.role = "button";
      chip.ariaPressed = String(chip.dataset.userIds.split(" ").includes(viewerId()));
      chip.ariaLabel = `${chip.dataset.emoji} ${chip.lastElementChild.textContent}`;
    }
  }

  #listOf(messageId) {
    return this.element.querySelector(`#message-${messageId} .reactions`);
  }
}
