// Whether this device makes a sound; it tells by making one.
import { Controller } from "@hotwired/stimulus";
import { isWished, play, wish } from "../models/chime.js";

export default class extends Controller {
  static targets = ["box"];

  connect() {
    this.element.hidden = !window.AudioContext;
    this.boxTarget.checked = isWished();
  }

  choose() {
    wish(this.boxTarget.checked);
    if (this.boxTarget.checked) play();
  }
}
