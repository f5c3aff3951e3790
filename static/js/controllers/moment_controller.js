// A moment in the words of the person's own place, in full, only its day, or as short as can be.
import { Controller } from "@hotwired/stimulus";
import { clockTime, dayOf, fullDay, fullTime } from "../helpers/dates.js";

const WORDS = { moment: fullTime, day: fullDay, near };

export default class extends Controller {
  static values = { shows: { type: String, default: "moment" } };

  connect() {
    // A page that is read anew brings the server's words back, into this very element.
    this.element.addEventListener("turbo:morph-element", this.tell);
    this.tell();
  }

  disconnect() {
    this.element.removeEventListener("turbo:morph-element", this.tell);
  }

  tell = () => {
    this.element.textContent = WORDS[this.showsValue](this.element.dateTime);
  };
}

// Of today the hour says more, of other days the day.
function near(time) {
  return dayOf(time) === dayOf(new Date()) ? clockTime(time) : fullDay(time);
}
