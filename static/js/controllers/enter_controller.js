// Enter sends a form that has no script of its own; Shift and Enter make a line. A touch keyboard's
// Enter makes a line too: its send button sends.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (matchMedia("(pointer: coarse)").matches || !event.target.value.trim()) return;
    event.preventDefault();
    this.element.requestSubmit();
  }
}
