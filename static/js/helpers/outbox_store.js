// Where unsent messages and files live: IndexedDB, or memory where a browser refuses it (private
// windows, a full disk).

const STORE = "messages";

export class MemoryStore {
  #entries = new Map();

  async all() {
    return [...this.#entries.values()];
  }

  async get(clientId) {
    return this.#entries.get(clientId);
  }

  async put(entry) {
    this.#entries.set(entry.clientId, entry);
  }

  // What became of it, unless it is not there any more.
  async change(clientId, changes) {
    const entry = this.#entries.get(clientId);
    if (entry) this.#entries.set(clientId, { ...entry, ...changes });
    return this.#entries.get(clientId);
  }

  async remove(clientId) {
    this.#entries.delete(clientId);
  }
}

// One database a person: what one left unsent is never sent as another.
export async function openStore(viewerId, what = "outbox") {
  try {
    return new IndexedStore(await opened(`chatty-${what}-${viewerId}`));
  } catch {
    return new MemoryStore();
  }
}

// What the database refuses to keep is kept in memory, and counts before what the database has.
export class IndexedStore {
  #refused = new MemoryStore();

  constructor(database) {
    this.database = database;
  }

  async all() {
    const stored = await this.#ask("readonly", (store) => store.getAll()).catch(() => []);
    const entries = new Map(stored.map((entry) => [entry.clientId, entry]));
    for (const entry of await this.#refused.all()) entries.set(entry.clientId, entry);
    return [...entries.values()];
  }

  async get(clientId) {
    const refused = await this.#refused.get(clientId);
    if (refused) return refused;
    return this.#ask("readonly", (store) => store.get(clientId)).catch(() => undefined);
  }

  async put(entry) {
    try {
      await this.#ask("readwrite", (store) => store.put(entry));
      await this.#refused.remove(entry.clientId);
    } catch {
      await this.#refused.put(entry);
    }
  }

  // In one transaction: two that change different things of it at once, also in two tabs, both have
  // their way.
  async change(clientId, changes) {
    const refused = await this.#refused.change(clientId, changes);
    if (refused) return refused;
    let changed;
    const read = (store) => {
      const request = store.get(clientId);
      request.onsuccess = () => {
        changed = request.result && { ...request.result, ...changes };
        if (changed) store.put(changed);
      };
      return request;
    };
    await this.#ask("readwrite", read).catch(() => changed && this.#refused.put(changed));
    return changed;
  }

  async remove(clientId) {
    await this.#refused.remove(clientId);
    await this.#ask("readwrite", (store) => store.delete(clientId));
  }

  // Done when the transaction is: a full disk is told at its end, after the request succeeded.
  async #ask(mode, question) {
    const transaction = this.database.transaction(STORE, mode);
    const request = question(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

function opened(name) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "clientId" });
  return promised(request);
}

function promised(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
