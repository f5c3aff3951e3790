import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "../../static/js/helpers/outbox_store.js";
import { Outbox, Refused } from "../../static/js/models/outbox.js";

function setUp(deliver = async () => undefined) {
  const store = new MemoryStore();
  const sent = [];
  const states = [];
  let time = 0;
  const outbox = new Outbox({
    store,
    deliver: async (entry) => {
      sent.push(entry.clientId);
      return deliver(entry);
    },
    changed: ({ clientId, state }) => states.push(`${clientId} ${state}`),
    now: () => (time += 1),
  });
  return { outbox, store, sent, states };
}

const message = (clientId, roomId = "1") => ({ clientId, roomId, content: clientId });

test("a message is kept before it is sent, and let go once it is acknowledged", async () => {
  const { outbox, states, store } = setUp();
  await outbox.add(message("a"));
  await outbox.flush("1");
  assert.deepEqual(states, ["a pending", "a sent"]);
  assert.deepEqual(await store.all(), []);
});

test("messages go in the order they were written", async () => {
  const { outbox, sent } = setUp();
  for (const id of ["a", "b", "c"]) await outbox.add(message(id));
  await Promise.all([outbox.flush("1"), outbox.flush("1")]);
  assert.deepEqual(sent, ["a", "b", "c"]);
});

test("messages of one moment go in the order they were written, also when the clock goes back", async () => {
  const times = [9, 9, 3];
  const { outbox, sent, store } = setUp();
  outbox.now = () => times.shift();
  store.all = async () => (await MemoryStore.prototype.all.call(store)).reverse();
  for (const id of ["a", "b", "c"]) await outbox.add(message(id));
  await outbox.flush("1");
  assert.deepEqual(sent, ["a", "b", "c"]);
});

test("a message written while others are sent is sent too", async () => {
  const { outbox, sent } = setUp(() => new Promise((resolve) => setTimeout(resolve, 5)));
  await outbox.add(message("a"));
  const flushing = outbox.flush("1");
  await outbox.add(message("b"));
  await outbox.flush("1");
  await flushing;
  assert.deepEqual(sent, ["a", "b"]);
});

test("a lost network keeps the message and all behind it", async () => {
  const { outbox, sent } = setUp(async () => {
    throw new TypeError("offline");
  });
  for (const id of ["a", "b"]) await outbox.add(message(id));
  await outbox.flush("1");
  assert.deepEqual(sent, ["a"]);
  const waiting = await outbox.waitingIn("1");
  assert.deepEqual(waiting.map(({ state }) => state), ["pending", "pending"]);
});

test("a refused message says why, lets the next one pass, and can be tried again", async () => {
  let refuse = true;
  const { outbox, states } = setUp(async ({ clientId }) => {
    if (clientId === "a" && refuse) throw new Refused("Too long.");
  });
  for (const id of ["a", "b"]) await outbox.add(message(id));
  await outbox.flush("1");
  assert.deepEqual((await outbox.waitingIn("1")).map(({ detail }) => detail), ["Too long."]);
  refuse = false;
  await outbox.retry("a");
  assert.deepEqual(states.slice(-3), ["a failed", "b sent", "a pending", "a sent"].slice(-3));
});

test("seeing one's own message in the stream is an acknowledgement", async () => {
  const { outbox, store } = setUp();
  await outbox.add(message("a"));
  await outbox.acknowledge("a");
  await outbox.acknowledge("a");
  assert.deepEqual(await store.all(), []);
});

test("a refusal after the stream showed the message does not bring it back", async () => {
  const world = setUp(async ({ clientId }) => {
    await world.outbox.acknowledge(clientId);
    throw new Refused("Late.");
  });
  await world.outbox.add(message("a"));
  await world.outbox.flush("1");
  assert.deepEqual(await world.store.all(), []);
});

test("rooms do not wait for each other", async () => {
  const { outbox, sent } = setUp(async ({ roomId }) => {
    if (roomId === "1") throw new TypeError("offline");
  });
  await outbox.add(message("a", "1"));
  await outbox.add(message("b", "2"));
  await outbox.flushAll();
  assert.deepEqual(sent.sort(), ["a", "b"]);
  assert.deepEqual((await outbox.waitingIn("2")).length, 0);
});

test("a reply in a thread is kept with its thread, and sent in the order of its room", async () => {
  const { outbox, sent, store } = setUp();
  await outbox.add(message("a"));
  await outbox.add({ ...message("b"), threadId: "7" });
  assert.deepEqual((await store.all()).map(({ threadId }) => threadId), [undefined, "7"]);
  await outbox.flush("1");
  assert.deepEqual(sent, ["a", "b"]);
});
