// What can be meant by @, # and : is offered while one writes, and taken with Enter, Tab or a tap.
import { Controller } from "@hotwired/stimulus";
import { fromServer } from "../helpers/page.js";

const PAUSE_MS = 120;
const TOLD_MS = 15_000;
// People from the first letter on, and before it; ":D" and "#1" are no questions.
const BEGUN = /(?:^|[\s(])(@[\w.-]{0,32}|#[a-z0-9-]{1,64}|:[a-z0-9_+-]{2,40})$/;
const KINDS = { "@": "person", "#": "room", ":": "emoji" };

export default class extends Controller {
  static targets = ["list", "count", "told"];
  static values = { url: String };

  disconnect() {
    this.close();
    clearTimeout(this.telling);
  }

  get input() {
    return this.element.elements.content;
  }

  look({ target }) {
    if (target !== this.input) return;
    clearTimeout(this.waiting);
    const begun = this.#begun;
    if (!begun) this.close();
    else this.waiting = setTimeout(() => this.#ask(begun), PAUSE_MS);
  }

  key(event) {
    const act = this.#act(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // A press must not take the focus away from the field.
  pick(event) {
    event.preventDefault();
    this.#take(event.target.closest("[data-insert]"));
  }

  left({ relatedTarget }) {
    if (!this.element.contains(relatedTarget)) this.close();
  }

  close() {
    clearTimeout(this.waiting);
    this.asking?.abort();
    this.listTarget.hidden = true;
    this.listTarget.replaceChildren();
    for (const name of ["aria-activedescendant", "aria-controls"]) this.input.removeAttribute(name);
  }

  // A command was done instead of said.
  told({ detail }) {
    const { composerRoomValue: room, composerThreadValue: thread = "" } = this.element.dataset;
    if (detail.state !== "done" || detail.roomId !== room || (detail.threadId ?? "") !== thread) return;
    this.toldTarget.textContent = detail.detail;
    this.toldTarget.hidden = false;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => (this.toldTarget.hidden = true), TOLD_MS);
  }

  #act({ key, target, shiftKey, isComposing }) {
    if (target !== this.input || this.listTarget.hidden || shiftKey || isComposing) return null;
    const acts = {
      ArrowDown: () => this.#move(1),
      ArrowUp: () => this.#move(-1),
      Enter: () => this.#take(this.#chosen),
      Tab: () => this.#take(this.#chosen),
      Escape: () => this.close(),
    };
    return acts[key];
  }

  get #begun() {
    const { value, selectionStart, selectionEnd } = this.input;
    return selectionStart === selectionEnd ? BEGUN.exec(value.slice(0, selectionEnd))?.[1] : null;
  }

  get #options() {
    return [...this.listTarget.children];
  }

  get #chosen() {
    return this.listTarget.querySelector('[aria-selected="true"]');
  }

  async #ask(begun) {
    this.asking?.abort();
    this.asking = new AbortController();
    const query = new URLSearchParams({ kind: KINDS[begun[0]], part: begun.slice(1) });
    try {
      const answer = await fetch(`${this.urlValue}?${query}`, { signal: this.asking.signal });
      if (answer.ok) this.#offer(begun, await answer.text());
    } catch {
      // Out of reach, or asked anew meanwhile: one goes on writing.
    }
  }

  #offer(begun, html) {
    if (this.#begun !== begun) return;
    this.listTarget.replaceChildren(fromServer(html));
    for (const stray of [...this.listTarget.childNodes]) stray.nodeType === 1 || stray.remove();
    const options = this.#options;
    const only = options.length === 1 && options[0].dataset.insert.trim() === begun;
    if (!options.length || only) return this.close();
    this.listTarget.hidden = false;
    this.input.setAttribute("aria-controls", this.listTarget.id);
    this.countTarget.textContent = `${options.length} suggestions. Up and down to choose.`;
    this.#choose(options[0]);
  }

  #move(by) {
    const options = this.#options;
    const place = options.indexOf(this.#chosen) + by;
    this.#choose(options.at(place % options.length));
  }

  #choose(option) {
    for (const each of this.#options) each.setAttribute("aria-selected", String(each === option));
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  #take(option) {
    const begun = this.#begun;
    if (option && begun) {
      const end = this.input.selectionEnd;
      this.input.setRangeText(option.dataset.insert, end - begun.length, end, "end");
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.close();
  }
}
