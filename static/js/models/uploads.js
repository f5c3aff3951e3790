// Files on their way to the server. Each lives in the store with its bytes until the message that it
// is for is stored, or somebody lets go of it: through reloads and lost networks. Who sends it is
// given, so that this knows of no network: `send` ends when all of it is there, refuses with Refused,
// and raises anything else for what may be tried again.
import { delay } from "./backoff.js";
import { Refused } from "./outbox.js";

export const AT_ONCE = 2;

export class Uploads {
  #sending = new Map();
  // What could not be sent for now, how often in a row, and until when it rests.
  #resting = new Map();
  #last = 0;

  // `alone` runs an act when no other tab runs one under the same name.
  constructor({ store, send, remove, changed = () => {}, progressed = () => {}, alone = (_, act) => act(), newId, rest = delay, now = () => Date.now() }) {
    Object.assign(this, { store, send, remove, changed, progressed, alone, newId, rest, now });
  }

  // *place* is where it is written: roomId, threadId.
  async add(file, { roomId, threadId = "" }) {
    this.#last = Math.max(this.now(), this.#last + 1);
    const { name, size, type } = file;
    const what = { clientId: this.newId(), roomId, threadId, messageId: "", name, size, type, file };
    const entry = { ...what, state: "waiting", detail: "", key: "", upload: null, createdAt: this.#last };
    await this.store.put(entry);
    this.changed(entry);
    this.flush();
    return entry;
  }

  // What was added there and no message has taken yet, in the order of adding.
  async unsentIn({ roomId, threadId = "" }) {
    const isThere = (each) => each.roomId === roomId && each.threadId === threadId && !each.messageId;
    return (await this.#all()).filter(isThere);
  }

  async of(ids) {
    const entries = await Promise.all(ids.map((id) => this.store.get(id)));
    return entries.filter(Boolean);
  }

  async keysOf(ids) {
    return (await this.of(ids)).map(({ key }) => key);
  }

  // A message has taken them.
  async assign(ids, messageId) {
    for (const entry of await this.of(ids)) await this.#change(entry.clientId, { messageId });
  }

  // No message has them any more: they are where they were added.
  async release(ids) {
    await this.assign(ids, "");
  }

  // What the server has swept meanwhile is sent again, once: false when that was no help.
  async sendAnew(ids) {
    const entries = await this.of(ids);
    if (entries.length < ids.length || entries.some(({ isAnew }) => isAnew)) return false;
    const begun = { state: "waiting", upload: null, key: "", partsSent: 0, isAnew: true };
    for (const { clientId } of entries) await this.#change(clientId, begun);
    await this.flush();
    return true;
  }

  // How far all of them are together; what is not there any more will not come.
  async progressOf(ids) {
    const entries = await this.of(ids);
    const failed = entries.find(({ state }) => state === "failed");
    if (failed) return { state: "failed", detail: `${failed.name}: ${failed.detail}` };
    if (entries.length < ids.length) return { state: "failed", detail: "A file is missing. Add it again." };
    return { state: entries.every(({ state }) => state === "done") ? "done" : "waiting", detail: "" };
  }

  // Sends what waits, the oldest first.
  async flush() {
    const isDue = (id) => (this.#resting.get(id)?.until ?? 0) <= this.now();
    const waiting = (await this.#all()).filter(({ state, clientId }) => state === "waiting" && isDue(clientId));
    for (const { clientId } of waiting) {
      if (this.#sending.size >= AT_ONCE) return;
      if (!this.#sending.has(clientId)) this.#start(clientId);
    }
  }

  async retry(ids) {
    for (const { clientId, state } of await this.of(ids)) {
      if (state === "failed") await this.#change(clientId, { state: "waiting", detail: "" });
    }
    await this.flush();
  }

  // Nobody wants them any more: they go here, and from the server.
  async discard(ids) {
    for (const entry of await this.of(ids)) {
      this.#sending.get(entry.clientId)?.abort();
      await this.store.remove(entry.clientId);
      this.changed({ ...entry, state: "gone" });
      if (entry.key) await this.remove(entry.key).catch(() => undefined);
    }
  }

  // Their message has them now.
  async forget(ids) {
    for (const entry of await this.of(ids)) {
      await this.store.remove(entry.clientId);
      this.changed({ ...entry, state: "gone" });
    }
  }

  async #all() {
    return (await this.store.all()).sort((one, other) => one.createdAt - other.createdAt);
  }

  #start(id) {
    const abort = new AbortController();
    this.#sending.set(id, abort);
    const ended = (isSettled) => {
      this.#sending.delete(id);
      if (isSettled) this.flush();
    };
    this.alone(id, () => this.#send(id, abort.signal)).then(ended, () => ended(true));
  }

  // True when there is no more to do for it. Another tab may have sent it meanwhile.
  async #send(id, signal) {
    const entry = await this.store.get(id);
    if (!entry || entry.state !== "waiting") {
      if (entry) this.changed(entry);
      return true;
    }
    try {
      await this.send(entry, {
        signal,
        progress: (sent) => this.progressed(entry, sent),
        noted: (changes) => this.#change(id, changes),
      });
      await this.#change(id, { state: "done", detail: "" });
    } catch (error) {
      return this.#ended(id, error, signal);
    }
    return true;
  }

  async #ended(id, error, signal) {
    if (signal.aborted) return true;
    const isRefused = error instanceof Refused;
    const attempt = (this.#resting.get(id)?.attempt ?? 0) + 1;
    this.#resting.set(id, { attempt, until: isRefused ? 0 : this.now() + this.rest(attempt) });
    await this.#change(id, { state: isRefused ? "failed" : "waiting", detail: error.message });
    return isRefused;
  }

  // What was let go of meanwhile stays away.
  async #change(id, changes) {
    const changed = await this.store.change(id, changes);
    if (changed) this.changed(changed);
  }
}
