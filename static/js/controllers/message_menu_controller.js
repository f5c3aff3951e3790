// The menu beside a message: opened in place, with what the server says is allowed.
import { Controller } from "@hotwired/stimulus";
import { fromServer } from "../helpers/page.js";
import { say } from "../helpers/toast.js";
import { ask } from "../helpers/web_door.js";
import { editor } from "../models/message_editor.js";
import { Deletion } from "../models/deletion.js";

const PRESS_MS = 500;
const CHANGES = { save: ["PUT", "/saved"], unsave: ["DELETE", "/saved"], pin: ["PUT", "/pin"], unpin: ["DELETE", "/pin"] };

export default class extends Controller {
  static targets = ["menu", "told", "undo"];

  connect() {
    this.deletions = new Set();
    this.leaving = () => this.deletions.forEach((each) => each.now());
    addEventListener("pagehide", this.leaving);
  }

  disconnect() {
    removeEventListener("pagehide", this.leaving);
    this.leaving();
    clearTimeout(this.pressing);
  }

  // The way to the page of a message opens the menu instead.
  tap(event) {
    const opener = event.target.closest("a[data-more]");
    if (!opener || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    this.#open(opener.closest("[data-message-id]"), opener);
  }

  // A finger that stays on a message asks for its menu.
  hold(event) {
    clearTimeout(this.pressing);
    const message = event.target.closest("[data-message-id]");
    if (event.pointerType !== "touch" || !message || event.target.closest("a, button, textarea")) return;
    this.pressing = setTimeout(() => (this.held = message), PRESS_MS);
  }

  // Only once the finger is gone: what is open then would be closed by it.
  release() {
    clearTimeout(this.pressing);
    const message = this.held;
    this.held = null;
    if (message) setTimeout(() => this.#open(message, message));
  }

  choose(event) {
    const chosen = event.target.closest("[data-do]");
    if (event.target.closest("a[data-thread]")) this.menuTarget.hidePopover();
    if (!chosen) return;
    const kind = chosen.dataset.do;
    if (kind === "reply" && document.querySelector("#composer")) event.preventDefault();
    if (kind === "delete") return this.#confirm();
    this.menuTarget.hidePopover();
    this.#do(kind, chosen);
  }

  step(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const items = [...this.menuTarget.querySelectorAll(".menu__item")].filter((each) => each.offsetParent);
    const place = items.indexOf(document.activeElement) + steps[event.key];
    items.at(place % items.length)?.focus();
  }

  // ↑ in an empty field: what one said last, to say it better.
  async lastOwn(event) {
    const field = event.target;
    if (event.key !== "ArrowUp" || field.name !== "content" || field.value || field.closest(".message")) return;
    const own = [...this.element.querySelectorAll(".message--mine[data-seq]:not(.message--deleted, [data-seq=''])")];
    if (!own.length) return;
    event.preventDefault();
    await this.#fetch(own.at(-1));
    this.#edit();
  }

  async #open(message, opener) {
    if (!(await this.#fetch(message))) return;
    const menu = this.menuTarget;
    menu.showPopover();
    const place = opener.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left, innerWidth - menu.offsetWidth - 8));
    const top = Math.max(8, Math.min(place.bottom + 4, innerHeight - menu.offsetHeight - 8));
    Object.assign(menu.style, { left: `${left}px`, top: `${top}px` });
    menu.querySelector(".menu__item").focus();
  }

  async #fetch(message) {
    this.message = message;
    const response = await fetch(`${this.#base}/menu`, { credentials: "same-origin" }).catch(() => null);
    if (!response?.ok) return this.#tell("The menu could not be read. Please try again.");
    this.menuTarget.replaceChildren(fromServer(await response.text()));
    return true;
  }

  #confirm() {
    this.menuTarget.querySelector("ul").hidden = true;
    const asked = this.menuTarget.querySelector("[data-confirm]");
    asked.hidden = false;
    asked.querySelector("button").focus();
  }

  async #do(kind, chosen) {
    if (kind === "edit") return this.#edit();
    if (kind === "bury") return this.#bury();
    if (kind === "reply") return this.dispatch("reply", { detail: { messageId: this.message.dataset.messageId } });
    if (kind === "link") return this.#copy(chosen.dataset.link);
    if (!CHANGES[kind]) return undefined;
    const [method, path] = CHANGES[kind];
    return this.#try(() => ask(method, this.#base + path), `Done: ${chosen.textContent.trim()}.`);
  }

  #edit() {
    const form = this.menuTarget.querySelector("template[data-edit]")?.content.firstElementChild.cloneNode(true);
    if (form) editor(this.message, form, (content) => ask("PUT", this.#base, { content }));
  }

  #bury() {
    const [message, url] = [this.message, this.#base];
    const deletion = new Deletion(message, this.undoTarget, url, () => this.deletions.delete(deletion));
    this.deletions.add(deletion);
  }

  #copy(path) {
    return this.#try(() => navigator.clipboard.writeText(new URL(path, location.href).href), "The link was copied.");
  }

  async #try(act, words) {
    try {
      await act();
      this.#tell(words);
    } catch (problem) {
      this.#tell(problem.message);
    }
  }

  #tell(words) {
    say(this.toldTarget, words);
    return false;
  }

  get #base() {
    return `/messages/${this.message.dataset.messageId}`;
  }
}
