// Copies an address, and says so; without it the address is there to be selected.
import { Controller } from "@hotwired/stimulus";

const SAID_MS = 3_000;

export default class extends Controller {
  static targets = ["text", "button", "said"];

  connect() {
    this.buttonTarget.hidden = !navigator.clipboard;
  }

  disconnect() {
    clearTimeout(this.soon);
  }

  async copy() {
    await navigator.clipboard.writeText(this.textTarget.textContent.trim());
    this.saidTarget.textContent = "Copied.";
    clearTimeout(this.soon);
    this.soon = setTimeout(() => (this.saidTarget.textContent = ""), SAID_MS);
  }
}
