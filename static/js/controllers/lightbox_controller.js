// A picture as large as the window, and by keys, buttons and fingers the others that are shown there.
import { Controller } from "@hotwired/stimulus";

const SWIPE_PX = 50;
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

export default class extends Controller {
  static targets = ["name", "place", "download", "stage", "previous", "next"];

  open(event) {
    const link = event.target.closest?.("a[data-picture]");
    if (!link || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.links = [...around(link).querySelectorAll("a[data-picture]")].filter((each) => each.checkVisibility());
    this.opener = link;
    this.element.showModal();
    this.#show(this.links.indexOf(link));
  }

  close() {
    this.element.close();
  }

  // It stays over a page that is read anew, and goes with one that is left.
  rendered() {
    if (this.element.open && !this.opener?.isConnected) this.close();
  }

  // Whoever looked goes on where they were.
  closed() {
    this.stageTarget.replaceChildren();
    if (this.opener?.isConnected) this.opener.focus();
  }

  // Beside the picture is out of it.
  tap({ target }) {
    if (target === this.element || target === this.stageTarget) this.close();
  }

  key(event) {
    const last = this.links.length - 1;
    const goal = { Home: 0, End: last }[event.key] ?? this.index + (STEPS[event.key] ?? NaN);
    if (Number.isNaN(goal)) return;
    event.preventDefault();
    this.#show(Math.min(Math.max(goal, 0), last));
  }

  previous() {
    this.#show(Math.max(this.index - 1, 0));
  }

  next() {
    this.#show(Math.min(this.index + 1, this.links.length - 1));
  }

  press({ clientX }) {
    this.pressedAt = clientX;
  }

  release({ clientX, pointerType }) {
    const way = clientX - this.pressedAt;
    if (pointerType === "mouse" || Math.abs(way) < SWIPE_PX) return;
    if (way > 0) this.previous();
    else this.next();
  }

  #show(index) {
    this.index = index;
    const link = this.links[index];
    const { picture, name } = link.dataset;
    const shown = new Image();
    shown.alt = name;
    shown.className = "lightbox__picture";
    shown.draggable = false;
    shown.src = picture;
    this.stageTarget.replaceChildren(shown);
    this.nameTarget.textContent = name;
    this.placeTarget.textContent = this.links.length > 1 ? `(${index + 1} of ${this.links.length})` : "";
    Object.assign(this.downloadTarget, { href: `${link.href}?download=true`, download: name });
    this.#allow(this.previousTarget, index > 0);
    this.#allow(this.nextTarget, index < this.links.length - 1);
  }

  // Who stands on a way that ends does not lose the keys.
  #allow(button, isOpen) {
    if (!isOpen && document.activeElement === button) this.downloadTarget.focus();
    button.disabled = !isOpen;
  }
}

// What is looked through together: a conversation, a thread, a page of files.
function around(link) {
  return link.closest(".messages:not(.messages__fold *), [data-pictures]") ?? link.closest("main, aside") ?? document;
}
