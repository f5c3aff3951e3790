// Messages on their way. Each lives in the store until it is acknowledged or seen in the stream,
// through reloads and lost networks; its clientId makes every repeat harmless.

export const ANSWER_WITHIN_MS = 10_000;

export class Refused extends Error {}

export class Outbox {
  #sending = new Set();
  #last = 0;

  constructor({ store, deliver, changed = () => {}, now = () => Date.now() }) {
    this.store = store;
    this.deliver = deliver;
    this.changed = changed;
    this.now = now;
  }

  async add({ clientId, roomId, content }) {
    const createdAt = this.#nextMoment();
    const entry = { clientId, roomId, content, state: "pending", detail: "", createdAt };
    await this.store.put(entry);
    this.changed(entry);
    return entry;
  }

  // Later than the one before it, whatever the clock says: this is the order of sending.
  #nextMoment() {
    this.#last = Math.max(this.now(), this.#last + 1);
    return this.#last;
  }

  async waitingIn(roomId) {
    const entries = await this.store.all();
    return entries
      .filter((entry) => entry.roomId === roomId)
      .sort((one, other) => one.createdAt - other.createdAt);
  }

  // Sends what is pending, oldest first, one at a time per room so that the order stays.
  async flush(roomId) {
    if (this.#sending.has(roomId)) return;
    this.#sending.add(roomId);
    try {
      let entry = await this.#next(roomId);
      while (entry && (await this.#send(entry))) entry = await this.#next(roomId);
    } finally {
      this.#sending.delete(roomId);
    }
  }

  async flushAll() {
    const rooms = new Set((await this.store.all()).map(({ roomId }) => roomId));
    await Promise.all([...rooms].map((roomId) => this.flush(roomId)));
  }

  async #next(roomId) {
    return (await this.waitingIn(roomId)).find((entry) => entry.state === "pending");
  }

  async acknowledge(clientId) {
    const entry = await this.store.get(clientId);
    if (!entry) return;
    await this.store.remove(clientId);
    this.changed({ ...entry, state: "sent" });
  }

  async retry(clientId) {
    const entry = await this.store.get(clientId);
    if (!entry) return;
    await this.#mark(entry, "pending", "");
    await this.flush(entry.roomId);
  }

  async discard(clientId) {
    const entry = await this.store.get(clientId);
    if (!entry) return;
    await this.store.remove(clientId);
    this.changed({ ...entry, state: "discarded" });
  }

  // True when the next one may follow: only an answer, good or bad, lets it.
  async #send(entry) {
    try {
      await this.deliver(entry);
      await this.acknowledge(entry.clientId);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) return false;
      if (await this.store.get(entry.clientId)) await this.#mark(entry, "failed", error.message);
      return true;
    }
  }

  async #mark(entry, state, detail) {
    const marked = { ...entry, state, detail };
    await this.store.put(marked);
    this.changed(marked);
  }
}
