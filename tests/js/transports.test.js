import assert from "node:assert/strict";
import { test } from "node:test";
import { LongPollTransport } from "../../static/js/transport/long_poll.js";
import { SharedTransport } from "../../static/js/transport/shared.js";
import { FakeBrowser, FakeTransport } from "./fakes.js";

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const wishes = (more = {}) => ({ cursor: "1-a", rooms: ["7"], watch: [], active: true, ...more });

function poller(answers) {
  const asked = [];
  const frames = [];
  const ask = (url, { signal }) => {
    asked.push(new URL(url, "http://here").searchParams);
    const answer = answers.shift();
    if (answer) return Promise.resolve({ ok: !answer.status, status: 200, json: async () => answer, ...answer });
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  const transport = new LongPollTransport({ ask });
  transport.onFrame = (frame) => frames.push(frame);
  transport.onClose = ({ code }) => frames.push({ type: "closed", code });
  return { transport, asked, frames };
}

test("the first poll does not wait, and its answer is the welcome", async () => {
  const { transport, asked, frames } = poller([{ events: [], cursor: "5-b", reset: false }]);
  transport.open(wishes());
  await settled();
  assert.deepEqual(frames.map(({ type }) => type), ["WELCOME", "HEARTBEAT"]);
  assert.deepEqual(asked.map((query) => query.get("wait")), ["0", "25"]);
  assert.equal(asked[1].get("cursor"), "5-b");
  transport.close();
});

test("a poll repeats the rooms it looks at, and changes them without losing its place", async () => {
  const { transport, asked } = poller([{ events: [], cursor: "5-b", reset: false }]);
  transport.open(wishes());
  await settled();
  transport.wish(wishes({ rooms: ["8", "9"] }));
  await settled();
  assert.equal(asked.at(-1).get("rooms"), "8,9");
  assert.equal(asked.at(-1).get("cursor"), "5-b");
  transport.close();
});

test("a poller is known by one word through all its polls, the next poller by another", async () => {
  const answer = { events: [], cursor: "5-b", reset: false };
  const [one, other] = [poller([answer, answer]), poller([answer])];
  for (const { transport } of [one, other]) transport.open(wishes());
  await settled();
  const tabs = [...one.asked, ...other.asked].map((query) => query.get("tab"));
  assert.match(tabs[0], /^[A-Za-z0-9_-]{1,64}$/);
  assert.deepEqual(tabs.map((tab) => tab === tabs[0]), [true, true, true, false, false]);
  for (const { transport } of [one, other]) transport.close();
});

test("a reset comes before the events that follow it", async () => {
  const event = { type: "CHAT_MESSAGE", cursor: "9-c" };
  const { transport, frames } = poller([{ events: [event], cursor: "9-c", reset: true }]);
  transport.open(wishes());
  await settled();
  assert.deepEqual(frames.map(({ type }) => type), ["WELCOME", "RESET", "CHAT_MESSAGE", "HEARTBEAT"]);
  transport.close();
});

test("a poll that is refused for want of a session says so", async () => {
  const { transport, frames } = poller([{ ok: false, status: 401 }]);
  transport.open(wishes());
  await settled();
  assert.deepEqual(frames, [{ type: "closed", code: 4401 }]);
});

function tabs(events = []) {
  const browser = new FakeBrowser();
  const made = [];
  const open = (given) => {
    const tab = new SharedTransport({
      name: "events",
      make: () => {
        made.push(new FakeTransport("events", { adapts: false }));
        return made.at(-1);
      },
      locks: browser.locks,
      channel: browser.channel("person-events"),
      missed: async () => ({ events, cursor: "4-d", reset: false }),
    });
    tab.frames = [];
    tab.onFrame = (frame) => tab.frames.push(frame);
    tab.onClose = (closing) => tab.frames.push({ type: "closed", ...closing });
    tab.open(given);
    return tab;
  };
  return { open, made };
}

test("two tabs hold one connection, and both hear what it brings", async () => {
  const { open, made } = tabs();
  const first = open(wishes());
  await settled();
  made[0].welcome();
  const second = open(wishes());
  await settled();
  made[0].frame(6);
  assert.equal(made.length, 1);
  assert.deepEqual(first.frames.map(({ type }) => type), ["WELCOME", "CHAT_MESSAGE"]);
  assert.deepEqual(second.frames.map(({ type }) => type), ["WELCOME", "CHAT_MESSAGE"]);
});

test("a follower first fetches what it missed, then hears what came meanwhile", async () => {
  const { open, made } = tabs([{ type: "CHAT_MESSAGE", id: 3, cursor: "3-c" }]);
  open(wishes());
  await settled();
  made[0].welcome();
  const second = open(wishes());
  made[0].frame(5);
  await settled();
  assert.deepEqual(second.frames.map(({ id }) => id), [undefined, 3, 5]);
});

test("the rooms of all tabs are asked for", async () => {
  const { open, made } = tabs();
  open(wishes());
  await settled();
  made[0].welcome();
  open(wishes({ rooms: ["8"] }));
  await settled();
  assert.deepEqual(made.at(-1).opened.rooms, ["7", "8"]);
  assert.equal(made[0].closed, false);
  made.at(-1).welcome();
  assert.ok(made[0].closed);
});

test("when the leading tab closes, the next one leads with its own cursor", async () => {
  const { open, made } = tabs();
  const first = open(wishes());
  await settled();
  made[0].welcome();
  open(wishes());
  await settled();
  made[0].frame(6);
  first.close();
  await settled();
  assert.equal(made.length, 2);
  assert.equal(made[1].opened.cursor, "6-x");
});

test("an interruption is told to all tabs", async () => {
  const { open, made } = tabs();
  open(wishes());
  await settled();
  made[0].welcome();
  const second = open(wishes());
  await settled();
  made[0].fail(4401);
  assert.equal(second.frames.at(-1).code, 4401);
});
