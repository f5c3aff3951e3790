// Messages on their way, shown at once among the others; failed ones offer another try.
import { Controller } from "@hotwired/stimulus";
import { putBack } from "../helpers/field.js";
import { randomId } from "../helpers/random.js";
import { outbox } from "../transport/commands.js";
import { live } from "../transport/live.js";
import { uploads } from "../transport/uploads.js";

const AGAIN_MS = 3_000;
const GONE = new Set(["discarded", "done"]);
const WORDS = { pending: "Waiting for the network…", failed: "Not sent." };
const WAITS_FOR_FILES = "Waiting for its files…";

export default class extends Controller {
  static targets = ["template", "stateTemplate"];
  static values = { room: String, thread: String };

  async connect() {
    await this.restore();
  }

  disconnect() {
    clearTimeout(this.again);
  }

  // After a reload, or after the page was read anew.
  async restore() {
    const box = await outbox();
    for (const entry of await box.waitingIn(this.roomValue)) this.changed({ detail: entry });
    this.flush();
  }

  add({ detail: message }) {
    message.kept = this.#keep(message);
    message.kept.then(() => this.flush(), () => undefined);
  }

  async flush() {
    if (!this.hasTemplateTarget) return;
    const box = await outbox();
    await box.flush(this.roomValue);
    const left = (await box.waitingIn(this.roomValue)).some(({ state }) => state === "pending");
    clearTimeout(this.again);
    if (left && live.isLive) this.again = setTimeout(() => this.flush(), AGAIN_MS);
  }

  changed({ detail: entry }) {
    if (entry.roomId === this.roomValue && (entry.threadId ?? "") === this.threadValue) this.#show(entry);
  }

  async retry({ target }) {
    (await outbox()).retry(clientIdOf(target));
  }

  async discard({ target }) {
    (await outbox()).discard(clientIdOf(target));
  }

  // What was refused is seldom taken as it stands.
  async edit({ target }) {
    const box = await outbox();
    const field = this.element.querySelector(".composer__input");
    const refused = field && (await box.release(clientIdOf(target)));
    if (!refused) return;
    putBack(field, refused.content);
    field.focus();
    if (refused.replyToId) this.dispatch("reply", { detail: { messageId: refused.replyToId } });
  }

  async #keep({ content, replyToId, uploads: ids = [] }) {
    const box = await outbox();
    const place = { roomId: this.roomValue, threadId: this.threadValue };
    const clientId = randomId();
    const entry = await box.add({ clientId, ...place, content, replyToId, uploads: ids });
    if (ids.length) await (await uploads()).assign(ids, clientId);
    return entry;
  }

  #show(entry) {
    if (!this.hasTemplateTarget) return;
    const known = this.#copy(entry.clientId);
    if (known?.dataset.seq) return;
    if (GONE.has(entry.state)) known?.remove();
    else if (entry.state === "sent") known?.classList.remove("message--pending", "message--failed");
    else this.#paint(known ?? this.#append(entry), entry);
    this.dispatch("shown", { detail: entry });
  }

  #copy(clientId) {
    return this.element.querySelector(`[data-client-id="${CSS.escape(clientId)}"]`);
  }

  #append({ clientId, content }) {
    const copy = this.templateTarget.content.firstElementChild.cloneNode(true);
    copy.id = `message-${clientId}`;
    copy.classList.add("message--copy");
    copy.dataset.messageId = copy.dataset.clientId = clientId;
    copy.querySelector(".message__content").textContent = content;
    copy.querySelector(".message__time")?.removeAttribute("href");
    copy.querySelector(".message__body").append(this.stateTemplateTarget.content.cloneNode(true));
    this.element.querySelector(".messages").append(copy);
    this.dispatch("appended");
    return copy;
  }

  #paint(copy, { state, detail, uploads: ids }) {
    copy.classList.toggle("message--pending", state === "pending");
    copy.classList.toggle("message--failed", state === "failed");
    const sending = ids ? WAITS_FOR_FILES : "Sending…";
    const words = live.isLive && state === "pending" ? sending : WORDS[state];
    copy.querySelector(".message__state > [data-words]").textContent = detail ? `${words} ${detail}` : words;
  }
}

function clientIdOf(target) {
  return target.closest("[data-client-id]").dataset.clientId;
}
