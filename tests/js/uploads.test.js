import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "../../static/js/helpers/outbox_store.js";
import { sizeInWords } from "../../static/js/helpers/sizes.js";
import { clock } from "../../static/js/models/clock.js";
import { chosen } from "../../static/js/models/file_choice.js";
import { Outbox, Refused } from "../../static/js/models/outbox.js";
import { AT_ONCE, Uploads } from "../../static/js/models/uploads.js";

const PLACE = { roomId: "5" };
const aFile = (name = "a.pdf", size = 10) => ({ name, size, type: "application/pdf" });
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

function setUp(send = async () => undefined, store = new MemoryStore(), rest = () => 0) {
  const removed = [];
  const states = [];
  let next = 0;
  const uploads = new Uploads({
    store,
    send: async (entry, told) => {
      await told.noted({ key: `key-of-${entry.clientId}` });
      return send(entry, told);
    },
    remove: async (key) => removed.push(key),
    changed: ({ clientId, state }) => states.push(`${clientId} ${state}`),
    rest,
    newId: () => `u${(next += 1)}`,
  });
  return { uploads, store, removed, states };
}

test("a file is kept until its message is there", async () => {
  const { uploads, store } = setUp();
  const { clientId } = await uploads.add(aFile(), PLACE);
  await soon();
  assert.deepEqual(await uploads.progressOf([clientId]), { state: "done", detail: "" });
  assert.deepEqual(await uploads.keysOf([clientId]), ["key-of-u1"]);
  await uploads.forget([clientId]);
  assert.deepEqual(await store.all(), []);
});

test("what no message has taken is found again in its place, in order", async () => {
  const { uploads } = setUp();
  for (const name of ["a", "b", "c"]) await uploads.add(aFile(name), PLACE);
  await uploads.add(aFile("d"), { roomId: "5", threadId: "7" });
  await uploads.assign(["u1"], "message");
  assert.deepEqual((await uploads.unsentIn(PLACE)).map(({ name }) => name), ["b", "c"]);
});

test("only some are sent at once, and then the next", async () => {
  const open = [];
  const { uploads } = setUp(() => new Promise((resolve) => open.push(resolve)));
  for (let number = 0; number < 4; number++) await uploads.add(aFile(), PLACE);
  await soon();
  assert.equal(open.length, AT_ONCE);
  open[0]();
  await soon();
  assert.equal(open.length, AT_ONCE + 1);
});

test("a lost network lets a file wait, and the next try sends it", async () => {
  let fails = true;
  const { uploads } = setUp(async () => {
    if (fails) throw new Error("lost");
  });
  await uploads.add(aFile(), PLACE);
  await soon();
  assert.equal((await uploads.progressOf(["u1"])).state, "waiting");
  fails = false;
  await uploads.flush();
  await soon();
  assert.equal((await uploads.progressOf(["u1"])).state, "done");
});

test("what nobody answers is not asked again at once", async () => {
  let asked = 0;
  const lost = async () => {
    asked += 1;
    throw new Error("lost");
  };
  const { uploads } = setUp(lost, new MemoryStore(), () => 60_000);
  await uploads.add(aFile(), PLACE);
  await soon();
  await uploads.flush();
  await soon();
  assert.equal(asked, 1);
});

test("a refused file says why, and is sent again only when somebody says so", async () => {
  let refuses = true;
  const { uploads } = setUp(async () => {
    if (refuses) throw new Refused("too large");
  });
  await uploads.add(aFile("a.pdf"), PLACE);
  await soon();
  assert.deepEqual(await uploads.progressOf(["u1"]), { state: "failed", detail: "a.pdf: too large" });
  refuses = false;
  await uploads.flush();
  await soon();
  assert.equal((await uploads.progressOf(["u1"])).state, "failed");
  await uploads.retry(["u1"]);
  await soon();
  assert.equal((await uploads.progressOf(["u1"])).state, "done");
});

test("what is let go of on its way stops, and goes from the server", async () => {
  let aborted = false;
  const sending = (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        aborted = true;
        reject(signal.reason);
      });
    });
  const { uploads, store, removed } = setUp(sending);
  await uploads.add(aFile(), PLACE);
  await soon();
  await uploads.discard(["u1"]);
  await soon();
  assert.ok(aborted);
  assert.deepEqual(removed, ["key-of-u1"]);
  assert.deepEqual(await store.all(), []);
});

test("a file goes on after a reload", async () => {
  const store = new MemoryStore();
  await setUp(() => new Promise(() => undefined), store).uploads.add(aFile(), PLACE);
  const { uploads } = setUp(async () => undefined, store);
  await uploads.flush();
  await soon();
  assert.equal((await uploads.progressOf(["u1"])).state, "done");
});

function outboxWith(files) {
  const sent = [];
  const states = [];
  const outbox = new Outbox({
    store: new MemoryStore(),
    deliver: async ({ clientId }) => sent.push(clientId),
    changed: ({ clientId, state }) => states.push(`${clientId} ${state}`),
    files,
  });
  return { outbox, sent, states };
}

test("a message waits for its files and holds up none that was written after it", async () => {
  const files = { progress: { state: "waiting" }, progressOf: async () => files.progress, forget: async () => undefined };
  const { outbox, sent } = outboxWith(files);
  await outbox.add({ clientId: "a", roomId: "5", content: "", uploads: ["u1"] });
  await outbox.add({ clientId: "b", roomId: "5", content: "b" });
  await outbox.flush("5");
  assert.deepEqual(sent, ["b"]);
  files.progress = { state: "done" };
  await outbox.flush("5");
  assert.deepEqual(sent, ["b", "a"]);
});

test("a file that was refused takes its message with it, and both are let go of together", async () => {
  const gone = [];
  const files = {
    progressOf: async () => ({ state: "failed", detail: "no" }),
    discard: async (ids) => gone.push(...ids),
  };
  const { outbox, sent, states } = outboxWith(files);
  await outbox.add({ clientId: "a", roomId: "5", content: "", uploads: ["u1"] });
  await outbox.flush("5");
  await outbox.discard("a");
  assert.deepEqual(sent, []);
  assert.deepEqual(gone, ["u1"]);
  assert.deepEqual(states, ["a pending", "a failed", "a discarded"]);
});

test("what may not be added is told in words, each once", () => {
  const files = [aFile("ok.pdf"), aFile("none.txt", 0), aFile("big.iso", 99), aFile("more.pdf"), aFile("last.pdf")];
  const { taken, problem } = chosen(files, { most: 4, bytes: 50, there: 2 });
  assert.deepEqual(taken.map(({ name }) => name), ["ok.pdf", "more.pdf"]);
  assert.match(problem, /none\.txt is empty/);
  assert.match(problem, /big\.iso is too large: a file has at most 50 Bytes\./);
  assert.match(problem, /A message has at most 4 files\./);
});

test("sizes and lengths are told as the server tells them", () => {
  assert.deepEqual([1, 900, 2_048, 25 * 1_024 ** 2].map(sizeInWords), ["1 Byte", "900 Bytes", "2.0 KiB", "25.0 MiB"]);
  assert.deepEqual([0, 9.9, 75, Infinity].map(clock), ["0:00", "0:09", "1:15", "0:00"]);
});

test("files of a message that is written anew are where they were added", async () => {
  const { uploads } = setUp();
  await uploads.add(aFile(), PLACE);
  await uploads.assign(["u1"], "message");
  await uploads.release(["u1"]);
  assert.deepEqual((await uploads.unsentIn(PLACE)).map(({ clientId }) => clientId), ["u1"]);
});

test("a message is taken back to be written anew without letting go of its files", async () => {
  const told = [];
  const files = { release: async (ids) => told.push(...ids), discard: async () => assert.fail() };
  const { outbox, states } = outboxWith(files);
  await outbox.add({ clientId: "a", roomId: "5", content: "words", uploads: ["u1"] });
  assert.equal((await outbox.release("a")).content, "words");
  assert.equal(await outbox.release("a"), null);
  assert.deepEqual(told, ["u1"]);
  assert.deepEqual(states, ["a pending", "a discarded"]);
});

test("what the server has swept meanwhile is sent again, once", async () => {
  let sent = 0;
  const { uploads } = setUp(async () => (sent += 1));
  await uploads.add(aFile(), PLACE);
  await soon();
  assert.equal(await uploads.sendAnew(["u1"]), true);
  await soon();
  assert.equal((await uploads.progressOf(["u1"])).state, "done");
  assert.equal(sent, 2);
  assert.equal(await uploads.sendAnew(["u1"]), false);
});

test("what is gone from here cannot be sent again", async () => {
  const { uploads } = setUp();
  assert.equal(await uploads.sendAnew(["u1"]), false);
});

test("what is noted of a file while a message takes it is kept, and so is the message", async () => {
  let told;
  const { uploads } = setUp((_, here) => {
    told = here;
    return new Promise(() => undefined);
  });
  await uploads.add(aFile(), PLACE);
  await soon();
  await Promise.all([told.noted({ partsSent: 1 }), uploads.assign(["u1"], "message"), told.noted({ key: "k" })]);
  const [{ partsSent, messageId, key }] = await uploads.of(["u1"]);
  assert.deepEqual([partsSent, messageId, key], [1, "message", "k"]);
});
