// Brings the tab one is on into view, where the row of them is wider than the screen.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  connect() {
    const tab = this.element.querySelector("[aria-current]");
    if (!tab) return;
    this.element.scrollLeft = tab.offsetLeft - (this.element.clientWidth - tab.offsetWidth) / 2;
  }
}
