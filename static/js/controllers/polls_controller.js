// Polls under messages: votes without leaving the page, and what others choose as it happens.
import { Controller } from "@hotwired/stimulus";
import { say } from "../helpers/toast.js";
import { ask } from "../helpers/web_door.js";

export default class extends Controller {
  heard({ detail: frame }) {
    if (frame.type === "POLL_CHANGED") this.#count(frame.id, frame);
    if (frame.type === "POLL_VOTED") this.#choose(frame.id, frame.optionIds);
    if (frame.type === "MESSAGE_DELETED") for (const poll of pollsOf(frame.id)) poll.remove();
  }

  async submit(event) {
    const form = event.target.closest("form[data-poll-form]");
    if (!form) return;
    event.preventDefault();
    const poll = form.closest("[data-poll]");
    const problem = poll.querySelector("[data-problem]");
    problem.hidden = true;
    try {
      const url = `/messages/${poll.dataset.poll}/poll/vote`;
      const chosen = form.querySelectorAll('input[name="option"]:checked');
      const fields = [...chosen].map(({ value }) => ["option", value]);
      const takesBack = event.submitter?.name === "none";
      this.#voted(poll.dataset.poll, await ask(takesBack ? "DELETE" : "PUT", url, takesBack ? {} : fields));
      say(poll.querySelector("[data-told]"), takesBack ? "Your vote is taken back." : "You have voted.");
    } catch ({ message }) {
      problem.textContent = message;
      problem.hidden = false;
    }
  }

  #voted(id, told) {
    this.#count(id, told);
    this.#choose(id, told.ownOptionIds);
  }

  #count(id, { options, voterCount, closedAt }) {
    for (const poll of pollsOf(id)) {
      for (const { id: place, count } of options) this.#bar(optionOf(poll, place), count, voterCount);
      poll.querySelector("[data-voters]").textContent = numbered(voterCount, "person voted", "people voted");
      if (closedAt) this.#close(poll);
    }
  }

  #bar(option, count, voterCount) {
    const share = voterCount ? `, ${Math.round((100 * count) / voterCount)} %` : "";
    option.querySelector("[data-count]").textContent = numbered(count, "vote", "votes") + share;
    Object.assign(option.querySelector("progress"), { max: voterCount || 1, value: count });
  }

  #choose(id, optionIds) {
    for (const poll of pollsOf(id)) {
      for (const option of poll.querySelectorAll("[data-option]")) {
        const isMine = optionIds.includes(option.dataset.option);
        option.querySelector("[data-mine]").hidden = !isMine;
        const input = option.querySelector("input");
        if (input) input.checked = isMine;
      }
      const back = poll.querySelector("[data-take-back]");
      if (!back) continue;
      const stoodThere = back === document.activeElement;
      back.hidden = optionIds.length === 0;
      if (back.hidden && stoodThere) back.previousElementSibling.focus();
    }
  }

  // Whoever was choosing stays at the poll.
  #close(poll) {
    const stoodThere = poll.contains(document.activeElement);
    poll.classList.add("poll--closed");
    poll.querySelector("[data-closed]").hidden = false;
    for (const gone of poll.querySelectorAll(".poll__input, .poll__actions, [data-ends]")) gone.remove();
    // Its form may be on its way.
    document.querySelector("[data-poll-closing]")?.toggleAttribute("hidden", true);
    if (!stoodThere || poll.contains(document.activeElement)) return;
    poll.tabIndex = -1;
    poll.focus({ preventScroll: true });
  }
}

// The same poll may stand in the room and, as what a thread hangs on, beside it.
function pollsOf(id) {
  return document.querySelectorAll(`[data-poll="${Number(id)}"]`);
}

function optionOf(poll, place) {
  return poll.querySelector(`[data-option="${Number(place)}"]`);
}

function numbered(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}
