import assert from "node:assert/strict";
import { test } from "node:test";
import { IndexedStore } from "../../static/js/helpers/outbox_store.js";

// As much of an IndexedDB as the store asks for. A full disk shows at the end of a transaction.
class FakeDatabase {
  rows = new Map();
  full = false;

  transaction() {
    const transaction = { error: new Error("QuotaExceededError"), isFull: false };
    const done = (act) => {
      const request = {};
      queueMicrotask(() => {
        request.result = act();
        request.onsuccess?.();
        if (transaction.isFull) transaction.onabort();
        else transaction.oncomplete();
      });
      return request;
    };
    const put = (entry) => {
      transaction.isFull = this.full;
      if (!this.full) this.rows.set(entry.clientId, entry);
      return done(() => entry.clientId);
    };
    transaction.objectStore = () => ({
      put,
      get: (id) => done(() => this.rows.get(id)),
      getAll: () => done(() => [...this.rows.values()]),
      delete: (id) => done(() => this.rows.delete(id)),
    });
    return transaction;
  }
}

const entry = (clientId, state = "pending") => ({ clientId, state });

test("what the database keeps is read back from it", async () => {
  const store = new IndexedStore(new FakeDatabase());
  await store.put(entry("a"));
  assert.deepEqual(await store.get("a"), entry("a"));
  assert.deepEqual(await store.all(), [entry("a")]);
});

test("what a full disk refuses is kept in memory beside the rest", async () => {
  const database = new FakeDatabase();
  const store = new IndexedStore(database);
  await store.put(entry("a"));
  database.full = true;
  await store.put(entry("b"));
  await store.put(entry("a", "failed"));
  assert.deepEqual(await store.all(), [entry("a", "failed"), entry("b")]);
  assert.deepEqual(await store.get("b"), entry("b"));
  await store.remove("b");
  await store.remove("a");
  assert.deepEqual(await store.all(), []);
});

test("what was kept in memory goes to the database when that has room again", async () => {
  const database = new FakeDatabase();
  const store = new IndexedStore(database);
  database.full = true;
  await store.put(entry("a"));
  database.full = false;
  await store.put(entry("a", "failed"));
  assert.deepEqual([...database.rows.values()], [entry("a", "failed")]);
  assert.deepEqual(await store.all(), [entry("a", "failed")]);
});

test("changes that are made at once are all kept", async () => {
  const store = new IndexedStore(new FakeDatabase());
  await store.put(entry("a"));
  await Promise.all([store.change("a", { key: "k" }), store.change("a", { messageId: "m" })]);
  assert.deepEqual(await store.get("a"), { ...entry("a"), key: "k", messageId: "m" });
  assert.equal(await store.change("b", { key: "k" }), undefined);
  assert.deepEqual(await store.all(), [await store.get("a")]);
});

test("a change that a full disk refuses is kept in memory", async () => {
  const database = new FakeDatabase();
  const store = new IndexedStore(database);
  await store.put(entry("a"));
  database.full = true;
  await store.change("a", { key: "k" });
  await store.change("a", { messageId: "m" });
  assert.deepEqual(await store.all(), [{ ...entry("a"), key: "k", messageId: "m" }]);
});

test("a database that cannot even begin a transaction loses nothing", async () => {
  const store = new IndexedStore({
    transaction() {
      throw new Error("InvalidStateError");
    },
  });
  await store.put(entry("a"));
  assert.deepEqual(await store.all(), [entry("a")]);
  assert.equal(await store.get("b"), undefined);
});
