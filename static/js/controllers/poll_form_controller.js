// A new poll shows as many fields for answers as are wanted; without scripts all there may be.
import { Controller } from "@hotwired/stimulus";

const AT_FIRST = 3;

export default class extends Controller {
  static targets = ["row", "add"];

  connect() {
    this.rendered();
  }

  // A refused form is drawn into the same page, with all the fields of one without scripts.
  rendered() {
    const filled = this.rowTargets.findLastIndex((row) => row.querySelector("input").value);
    this.#show(Math.max(AT_FIRST, filled + 1));
  }

  add() {
    this.#show(this.shown + 1);
    this.rowTargets[this.shown - 1].querySelector("input").focus();
  }

  #show(count) {
    this.shown = count;
    for (const [place, row] of this.rowTargets.entries()) row.hidden = place >= count;
    this.addTarget.hidden = count >= this.rowTargets.length;
  }
}
