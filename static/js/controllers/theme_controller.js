// The chosen theme is seen at once; saving makes it stay.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  preview({ target }) {
    document.documentElement.dataset.theme = target.value;
  }
}
