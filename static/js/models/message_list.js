// The messages in the page: ordered by seq, each once, at most 300, marked for the person who reads.
import { relation } from "./grouping.js";
import { clockTime, fullTime, dayName } from "../helpers/dates.js";

export const WINDOW = 300;

export class MessageList {
  constructor({ list, viewerId, readSeq, dayTemplate, newTemplate, blocked = [] }) {
    Object.assign(this, { list, viewerId, readSeq, dayTemplate, newTemplate });
    this.blocked = new Set(blocked);
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

  // A message that says something else now, or was pinned; `content` is what the server rendered.
  revise({ id, editedAt, pinnedAt, mentionUserIds = [], mentionsRoom = false }, content) {
    const item = this.items.find(({ dataset }) => dataset.messageId === id);
    if (!item || item.classList.contains("message--deleted")) return;
    item.dataset.mentions = mentionUserIds.join(" ");
    item.dataset.mentionsRoom = mentionsRoom ? "yes" : "";
    const words = item.querySelector(".message__content");
    const actor = words.querySelector(":scope > .message__actor");
    words.replaceChildren(...(actor ? [actor, " "] : []), content);
    item.querySelector('[data-mark="edited"]').hidden = !editedAt;
    item.querySelector('[data-mark="pinned"]').hidden = !pinnedAt;
  }

  // A message that was deleted keeps its place, and nothing else.
  bury(messageId) {
    const item = this.items.find(({ dataset }) => dataset.messageId === messageId);
    if (!item) return;
    item.classList.add("message--deleted");
    item.querySelector(".message__content").textContent = "This message was deleted.";
    item.querySelector(".reactions")?.remove();
    for (const extra of item.querySelectorAll(".message__react, [data-mark], .message__quote, .message__forwarded")) extra.remove();
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
    this.#unfold();
    for (const divider of this.list.querySelectorAll("[data-divider]")) divider.remove();
    let previous = null;
    let newShown = false;
    for (const item of this.items) {
      const message = { userId: item.dataset.userId, time: item.dataset.time || new Date() };
      const { grouped, newDay } = relation(previous, message);
      const isNew = !newShown && this.#isNew(item, previous);
      item.classList.toggle("message--mine", message.userId === this.viewerId);
      item.classList.toggle("message--mentioned", this.#mentions(item));
      item.classList.toggle("message--blocked", this.blocked.has(message.userId));
      item.classList.toggle("message--quotes-blocked", this.#quotesBlocked(item));
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

  // For who reads without scripts the server folds away what somebody blocked has said.
  #unfold() {
    for (const fold of this.list.querySelectorAll(":scope > .messages__fold")) {
      fold.replaceWith(...fold.querySelectorAll("[data-message-id]"));
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

  // Whether it calls the reader, whose own name is marked in it then.
  #mentions(item) {
    if (!this.viewerId) return false;
    const names = item.querySelectorAll(`.mention[data-user-id="${CSS.escape(this.viewerId)}"]`);
    for (const name of names) name.classList.add("mention--mine");
    const { mentions = "", mentionsRoom, userId } = item.dataset;
    return mentions.split(" ").includes(this.viewerId) || Boolean(mentionsRoom && userId !== this.viewerId);
  }

  #quotesBlocked(item) {
    return this.blocked.has(item.querySelector(".message__quote [data-name-of]")?.dataset.nameOf);
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
