// A preview of a chosen picture, and which part of it is shown. Without this the middle is taken.
import { Controller } from "@hotwired/stimulus";
import { part, placed } from "../models/crop.js";

const FIELDS = ["x", "y", "size"];

export default class extends Controller {
  static targets = ["file", "stage", "picture", "zoom", "across", "down", "x", "y", "size"];
  static values = { ratio: Number };

  disconnect() {
    this.#forget();
  }

  async choose() {
    this.#forget();
    const [file] = this.fileTarget.files;
    if (!file) return;
    this.url = URL.createObjectURL(file);
    this.pictureTarget.src = this.url;
    try {
      await this.pictureTarget.decode();
    } catch {
      return this.#forget(); // The server says what is wrong with it.
    }
    this.stageTarget.hidden = false;
    this.move();
  }

  move() {
    const { naturalWidth: width, naturalHeight: height } = this.pictureTarget;
    const chosen = part({
      width,
      height,
      ratio: this.ratioValue,
      zoom: Number(this.zoomTarget.value),
      across: Number(this.acrossTarget.value),
      down: Number(this.downTarget.value),
    });
    Object.assign(this.pictureTarget.style, placed(chosen));
    for (const name of FIELDS) this[`${name}Target`].value = chosen[name].toFixed(5);
  }

  #forget() {
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = null;
    this.stageTarget.hidden = true;
    for (const name of FIELDS) this[`${name}Target`].value = "";
  }
}
