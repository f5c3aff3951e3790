// The quick switcher: type a part of a name and go there, or search for what was typed. It knows the
// places that the rail shows.
import { Controller } from "@hotwired/stimulus";
import * as Turbo from "@hotwired/turbo";

const SHOWN = 8;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const SEARCHES = [
  ["messages", "Search messages for"],
  ["people", "Search people for"],
  ["rooms", "Search rooms for"],
];

export default class extends Controller {
  static targets = ["field", "list"];
  static values = { guest: Boolean };

  open(event) {
    event.preventDefault();
    if (this.element.open) return;
    this.fieldTarget.value = "";
    this.look();
    this.element.showModal();
    this.fieldTarget.focus();
  }

  closeOutside({ target }) {
    if (target === this.element) this.element.close();
  }

  look() {
    const typed = this.fieldTarget.value.trim();
    const part = plain(typed);
    const places = this.#places().filter(([, name]) => plain(name).includes(part));
    const kinds = SEARCHES.filter(([kind]) => !(this.guestValue && kind === "people"));
    const searches = kinds.map(([kind, words]) => [searchUrl(kind, typed), `${words} “${typed}”`]);
    const options = [...places.slice(0, SHOWN), ...(typed ? searches : [])];
    this.listTarget.replaceChildren(...options.map(option));
    this.#choose(0);
  }

  move(event) {
    const step = STEPS[event.key];
    const { length } = this.listTarget.children;
    if (!step || !length) return;
    event.preventDefault();
    this.#choose((this.#chosen + step + length) % length);
  }

  choose(event) {
    const clicked = event.target.closest("[role=option]");
    const chosen = clicked ?? this.listTarget.children[this.#chosen];
    if (!chosen) return;
    event.preventDefault();
    this.element.close();
    Turbo.visit(chosen.dataset.url);
  }

  get #chosen() {
    return [...this.listTarget.children].findIndex((each) => each.ariaSelected === "true");
  }

  #choose(place) {
    [...this.listTarget.children].forEach((each, index) => {
      each.setAttribute("aria-selected", String(index === place));
    });
    const chosen = this.listTarget.children[place];
    chosen?.scrollIntoView({ block: "nearest" });
    this.fieldTarget.setAttribute("aria-activedescendant", chosen?.id ?? "");
  }

  #places() {
    const links = document.querySelectorAll(".rail__rooms a, .rail__links a");
    const found = [...links].map((link) => [link.getAttribute("href"), nameOf(link)]);
    return [...new Map(found)];
  }
}

function nameOf(link) {
  return link.querySelector(".rail__name")?.firstChild?.textContent.trim() ?? "";
}

function option([url, name], index) {
  const item = document.createElement("li");
  item.className = "switcher__option";
  item.id = `switcher-option-${index}`;
  item.role = "option";
  item.dir = "auto";
  item.dataset.url = url;
  item.textContent = name;
  return item;
}

function searchUrl(kind, typed) {
  return `/search?${new URLSearchParams({ in: kind, query: typed })}`;
}

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
