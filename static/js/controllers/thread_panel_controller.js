// A thread beside the room where there is room for it; where there is not, its link leads to it.
import { Controller } from "@hotwired/stimulus";
import { isCovered } from "../helpers/page.js";

const WIDE = "(width >= 1100px)";

export default class extends Controller {
  static targets = ["frame"];

  open(event) {
    const link = event.target.closest?.("a[data-thread]");
    if (!link || event.metaKey || event.ctrlKey || !matchMedia(WIDE).matches) return;
    event.preventDefault();
    this.opener = link.closest("[data-message-id]")?.querySelector("a[data-thread]");
    const address = new URL(link.href);
    address.searchParams.set("beside", "true");
    this.frameTarget.src = address.href;
    this.element.hidden = false;
  }

  // The frame came in: that is where one goes on.
  loaded() {
    this.frameTarget.querySelector("textarea")?.focus({ preventScroll: true });
  }

  // The thread is there no more, or not for who looks.
  missing(event) {
    event.preventDefault();
    this.close();
  }

  escaped(event) {
    if (this.element.hidden || isCovered()) return;
    event.stopPropagation();
    this.close();
  }

  close() {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.frameTarget.removeAttribute("src");
    this.frameTarget.replaceChildren();
    this.opener?.focus();
  }
}
