// The messages in the page: ordered by seq, each once, at most 300, marked for the person who reads.
import { relation } from "./grouping.js";
import { clockTime, fullTime, dayName } from "../helpers/dates.js";

export const WINDOW = 300;

export class MessageList {
  constructor({ list, viewerId, readSeq, dayTemplate, newTemplate }) {
    Object.assign(this, { list, viewerId, readSeq, dayTemplate, newTemplate });
  }

  get items() {
    return [...this.list.querySelectorAll(":scope > [data-message-id]")];
  }

  get stored() {
    return this.items.filter((item) => item.dataset.seq);
  }

  get firstSeq() {
    return seqOf(this.stored.at(0));
  }

  get lastSeq() {
    return seqOf(this.stored.at(-1));
  }

  // Puts a message in its place; true when it was not there before.
  put(item) {
    const known = this.#find(item);
    if (known) {
      known.replaceWith(item);
      return !known.dataset.seq;
    }
    const next = this.stored.findLast((other) => seqOf(other) < seqOf(item));
    if (next) next.after(item);
    else this.#putFirst(item);
    return true;
  }

  // A message that changed; one that is not in the page does not come into it.
  replace(item) {
    this.#find(item)?.replaceWith(item);
  }

  // A message that was deleted keeps its place, and nothing else.
  bury(messageId) {
    const item = this.items.find(({ dataset }) => dataset.messageId === messageId);
    if (!item) return;
    item.classList.add("message--deleted");
    item.querySelector(".message__content").textContent = "This message was deleted.";
  }

  append(item) {
    this.list.append(item);
  }

  get showsNew() {
    return this.list.querySelector('[data-divider="new"]') !== null;
  }

  // Drops from the far end what no longer fits; the side tells where the reader is not.
  prune(side) {
    const items = this.stored;
    const excess = items.length - WINDOW;
    if (excess <= 0) return 0;
    const dropped = side === "older" ? items.slice(0, excess) : items.slice(-excess);
    for (const item of dropped) item.remove();
    return excess;
  }

  // Marks every message anew: own, mentioned, grouped; days and the "new" line between them.
  mark() {
    for (const divider of this.list.querySelectorAll("[data-divider]")) divider.remove();
    let previous = null;
    let newShown = false;
    for (const item of this.items) {
      const message = { userId: item.dataset.userId, time: item.dataset.time || new Date() };
      const { grouped, newDay } = relation(previous, message);
      const isNew = !newShown && this.#isNew(item, previous);
      item.classList.toggle("message--mine", message.userId === this.viewerId);
      item.classList.toggle("message--mentioned", this.#mentions(item));
      item.classList.toggle("message--grouped", grouped && !isNew);
      if (newDay) item.before(this.#day(message.time));
      if (isNew) {
        item.before(this.newTemplate.content.cloneNode(true));
        newShown = true;
      }
      this.#tellTime(item);
      previous = message;
    }
  }

  #find(item) {
    const { messageId, clientId, userId } = item.dataset;
    return this.items.find(
      ({ dataset }) =>
        dataset.messageId === messageId ||
        (clientId && dataset.clientId === clientId && dataset.userId === userId),
    );
  }

  #putFirst(item) {
    const first = this.items.at(0);
    if (first) first.before(item);
    else this.list.append(item);
  }

  #isNew(item, previous) {
    return (
      previous !== null &&
      item.dataset.seq !== "" &&
      item.dataset.userId !== this.viewerId &&
      seqOf(item) > this.readSeq
    );
  }

  #mentions(item) {
    return Boolean(this.viewerId) && (item.dataset.mentions ?? "").split(" ").includes(this.viewerId);
  }

  #day(time) {
    const divider = this.dayTemplate.content.cloneNode(true);
    divider.querySelector("[data-words]").textContent = dayName(time);
    return divider;
  }

  #tellTime(item) {
    const time = item.querySelector("time");
    if (!time || !item.dataset.time || time.dataset.local) return;
    time.textContent = clockTime(item.dataset.time);
    time.title = fullTime(item.dataset.time);
    time.dataset.local = "yes";
  }
}

export function seqOf(item) {
  return Number(item?.dataset.seq ?? 0);
}
