// Files of messages that were not ready when the message came: what stands for them is fetched anew,
// when the stream says so, and now and then, in case that was said before the message was shown.
import { Controller } from "@hotwired/stimulus";
import { fromServer } from "../helpers/page.js";
import { ScrollKeeper } from "../models/scroll_keeper.js";

const AGAIN_MS = 15_000;
const AT_ONCE = 10;
const WAITING = "[data-attachments][data-waiting=yes]";

export default class extends Controller {
  connect() {
    this.asking = setInterval(() => this.#ask(), AGAIN_MS);
  }

  disconnect() {
    clearInterval(this.asking);
  }

  heard({ detail: frame }) {
    if (frame.type === "MESSAGE_DELETED") for (const block of blocksOf(frame.id)) block.remove();
    if (frame.type !== "MESSAGE_UPDATED" || !frame.attachments) return;
    const isNews = blocksOf(frame.id).some((block) => block.dataset.waiting === "yes" || isFewer(block, frame));
    if (isNews) this.#read(frame.id);
  }

  #ask() {
    if (document.visibilityState === "hidden") return;
    const ids = [...document.querySelectorAll(WAITING)].map(idOf).filter(Boolean);
    for (const id of [...new Set(ids)].slice(-AT_ONCE)) this.#read(id);
  }

  async #read(id) {
    const response = await fetch(`/messages/${Number(id)}/attachments`, { redirect: "error" }).catch(() => null);
    if (!response?.ok) return;
    const html = await response.text();
    for (const block of blocksOf(id)) {
      const log = block.closest(".conversation__log");
      const put = () => show(block, fromServer(html).querySelector("[data-attachments]"));
      if (log) new ScrollKeeper(log).keep(put);
      else put();
    }
  }
}

// What has not changed stays as it is: somebody may be listening to it, or stand at it.
function show(block, fresh) {
  const [old, now] = [block, fresh].map((each) => [...each.querySelectorAll("[data-file]")]);
  const isSame = old.length === now.length && old.every(({ dataset }, place) => dataset.file === now[place].dataset.file);
  if (!isSame || !old.length) return block.replaceWith(fresh);
  block.dataset.waiting = fresh.dataset.waiting;
  return old.forEach((item, place) => item.dataset.state === now[place].dataset.state || item.replaceWith(now[place]));
}

// Taken away: who sent them has erased them.
function isFewer(block, { attachments }) {
  return attachments.length === 0 && !block.hidden;
}

function idOf(block) {
  const { messageId, filesOf } = block.closest("[data-message-id], [data-files-of]")?.dataset ?? {};
  return messageId ?? filesOf;
}

// The same message may stand in the room, and beside it as what a thread hangs on.
function blocksOf(id) {
  const places = `#message-${Number(id)}, [data-files-of="${Number(id)}"]`;
  return [...document.querySelectorAll(places)].flatMap((place) => [...place.querySelectorAll("[data-attachments]")]);
}
