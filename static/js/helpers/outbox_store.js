// Where unsent messages live: IndexedDB, or memory where a browser refuses it (private windows).

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

  async remove(clientId) {
    this.#entries.delete(clientId);
  }
}

// One database a person: what one left unsent is never sent as another.
export async function openStore(viewerId) {
  try {
    return new IndexedStore(await opened(`chatty-outbox-${viewerId}`));
  } catch {
    return new MemoryStore();
  }
}

class IndexedStore {
  constructor(database) {
    this.database = database;
  }

  all() {
    return this.#ask("readonly", (store) => store.getAll());
  }

  get(clientId) {
    return this.#ask("readonly", (store) => store.get(clientId));
  }

  put(entry) {
    return this.#ask("readwrite", (store) => store.put(entry));
  }

  remove(clientId) {
    return this.#ask("readwrite", (store) => store.delete(clientId));
  }

  #ask(mode, question) {
    return promised(question(this.database.transaction(STORE, mode).objectStore(STORE)));
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
