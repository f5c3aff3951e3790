// Shows of a list only what has the typed letters in it; who is ticked stays in sight.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["field", "item"];

  connect() {
    this.fieldTarget.hidden = false;
  }

  look({ target }) {
    const part = target.value.trim().toLocaleLowerCase();
    for (const item of this.itemTargets) {
      const isTicked = Boolean(item.querySelector(":checked"));
      item.hidden = !isTicked && !item.textContent.toLocaleLowerCase().includes(part);
    }
  }
}
