// Messages on their way. Each lives in the store until it is acknowledged or seen in the stream,
// through reloads and lost networks; its clientId makes every repeat harmless. One with files waits
// for them, and those written after it do not wait for it.

export const ANSWER_WITHIN_MS = 10_000;

export class Refused extends Error {
  constructor(detail, code = "") {
    super(detail);
    this.code = code;
  }
}

// How far the files of a message are, and what becomes of them with it.
const NO_FILES = {
  progressOf: async () => ({ state: "done" }),
  retry: async () => undefined,
  discard: async () => undefined,
  release: async () => undefined,
  forget: async () => undefined,
};

export class Outbox {
  #sending = new Set();
  #last = 0;

  constructor({ store, deliver, files = NO_FILES, changed = () => {}, now = () => Date.now() }) {
    this.store = store;
    this.deliver = deliver;
    this.files = files;
    this.changed = changed;
    this.now = now;
  }

  async add({ clientId, roomId, content, replyToId, threadId, uploads = [] }) {
    const createdAt = this.#nextMoment();
    const more = {
      ...(replyToId && { replyToId }),
      ...(threadId && { threadId }),
      ...(uploads.length && { uploads }),
    };
    const entry = { clientId, roomId, content, ...more, state: "pending", detail: "", createdAt };
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
    for (const entry of await this.waitingIn(roomId)) {
      if (entry.state === "pending" && (await this.#isComplete(entry))) return entry;
    }
    return undefined;
  }

  // Whether all its files are there; one that was refused takes the message with it.
  async #isComplete(entry) {
    if (!entry.uploads) return true;
    const { state, detail } = await this.files.progressOf(entry.uploads);
    if (state === "failed" && (await this.store.get(entry.clientId))) await this.#mark(entry, "failed", detail);
    return state === "done";
  }

  // Stored; or done instead, when it was a command: then the outcome tells what.
  async acknowledge(clientId, outcome = { state: "sent" }) {
    const entry = await this.store.get(clientId);
    if (!entry) return;
    await this.store.remove(clientId);
    if (entry.uploads) await this.files.forget(entry.uploads);
    this.changed({ ...entry, ...outcome });
  }

  async retry(clientId) {
    const entry = await this.store.get(clientId);
    if (!entry) return;
    if (entry.uploads) await this.files.retry(entry.uploads);
    await this.#mark(entry, "pending", "");
    await this.flush(entry.roomId);
  }

  async discard(clientId) {
    const entry = await this.store.get(clientId);
    if (!entry) return;
    await this.store.remove(clientId);
    if (entry.uploads) await this.files.discard(entry.uploads);
    this.changed({ ...entry, state: "discarded" });
  }

  // Taken back to be written anew: what it was, while its files stay.
  async release(clientId) {
    const entry = await this.store.get(clientId);
    if (!entry) return null;
    await this.store.remove(clientId);
    if (entry.uploads) await this.files.release(entry.uploads);
    this.changed({ ...entry, state: "discarded" });
    return entry;
  }

  // True when the next one may follow: only an answer, good or bad, lets it.
  async #send(entry) {
    try {
      const answer = await this.deliver(entry);
      const done = answer?.command && { state: "done", detail: answer.detail };
      await this.acknowledge(entry.clientId, done || undefined);
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
