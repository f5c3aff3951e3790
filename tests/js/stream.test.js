import assert from "node:assert/strict";
import { test } from "node:test";
import { CLIMB_EVERY_MS, SILENT_FOR_MS, Stream } from "../../static/js/transport/stream.js";
import { FakeClock, FakeStorage, FakeTransport } from "./fakes.js";

function setUp({ remembered, adapts = true } = {}) {
  const world = { clock: new FakeClock(), storage: new FakeStorage(), made: [], frames: [], states: [] };
  if (remembered) world.storage.set("chatty-transport", remembered);
  const make = (name) => () => {
    const transport = new FakeTransport(name, { adapts: name === "websocket" || adapts });
    world.made.push(transport);
    return transport;
  };
  world.stream = new Stream({
    transports: { websocket: make("websocket"), events: make("events"), poll: make("poll") },
    clock: world.clock,
    storage: world.storage,
    random: () => 1,
    onFrame: (frame) => world.frames.push(frame),
    onState: ({ state }) => world.states.push(state),
    onSignIn: () => (world.askedToSignIn = true),
  });
  Object.defineProperty(world, "last", { get: () => world.made.at(-1) });
  Object.defineProperty(world, "ids", { get: () => world.frames.map(({ id }) => id).filter(Boolean) });
  world.stream.start("10-a");
  return world;
}

function live(options) {
  const world = setUp(options);
  world.last.welcome();
  return world;
}

test("a WebSocket is tried first, with the page's cursor", () => {
  const { last } = setUp();
  assert.equal(last.name, "websocket");
  assert.equal(last.opened.cursor, "10-a");
});

test("it is live once it was welcomed, and remembers what worked", () => {
  const { stream, storage } = live();
  assert.equal(stream.state, "live");
  assert.equal(storage.get("chatty-transport"), "websocket");
});

test("two failures of the WebSocket lead to the event stream within five seconds", () => {
  const world = setUp();
  world.last.fail();
  world.clock.pass(500);
  world.last.fail();
  assert.equal(world.last.name, "events");
  assert.ok(world.clock.now() <= 5_000);
});

test("a silent WebSocket leads to the event stream after five seconds", () => {
  const world = setUp();
  world.clock.pass(5_000);
  assert.equal(world.last.name, "events");
  assert.ok(world.made[0].closed);
});

test("a refused Upgrade and a buffered event stream lead to polling within fifteen seconds", () => {
  const world = setUp();
  world.last.fail();
  world.clock.pass(500);
  world.last.fail();
  world.clock.pass(5_000);
  assert.equal(world.last.name, "poll");
  world.last.welcome();
  assert.equal(world.stream.transport, "poll");
  assert.ok(world.clock.now() <= 15_000);
});

test("when nothing works it waits ever longer, and begins again", () => {
  const world = setUp();
  const starts = [];
  for (let round = 0; round < 5; round += 1) {
    starts.push(world.clock.now());
    world.last.fail();
    while (world.last.name !== "poll") {
      world.clock.pass(1);
      if (!world.last.closed) world.last.fail();
    }
    if (!world.last.closed) world.last.fail();
    const made = world.made.length;
    while (world.made.length === made) world.clock.pass(100);
    assert.equal(world.last.name, "websocket");
  }
  const pauses = starts.slice(1).map((start, index) => start - starts[index]);
  assert.deepEqual(pauses, [...pauses].sort((one, other) => one - other));
});

test("a duplicate is passed on once", () => {
  const world = live();
  world.last.frame(11);
  world.last.frame(11);
  world.last.frame(12);
  assert.deepEqual(world.ids, [11, 12]);
  assert.equal(world.stream.cursor, "12-x");
});

test("what the page has already is not passed on again", () => {
  const world = live();
  world.last.frame(9);
  world.last.frame(10);
  assert.deepEqual(world.ids, []);
});

test("a heartbeat moves the cursor forward, never back", () => {
  const world = live();
  world.last.onFrame({ type: "HEARTBEAT", cursor: "20-b" });
  world.last.onFrame({ type: "HEARTBEAT", cursor: "15-c" });
  assert.equal(world.stream.cursor, "20-b");
});

test("a reset sets the cursor, even back, and is passed on", () => {
  const world = live();
  world.last.frame(30);
  world.last.onFrame({ type: "RESET", cursor: "5-z", reason: "fork" });
  assert.equal(world.stream.cursor, "5-z");
  assert.equal(world.frames.at(-1).type, "RESET");
});

test("every five minutes something better is tried, beside what is in use", () => {
  const world = live({ remembered: "events" });
  const events = world.last;
  events.frame(11);
  keepAlive(world, events, CLIMB_EVERY_MS);
  assert.equal(world.last.name, "websocket");
  assert.equal(world.last.opened.cursor, "11-x");
  assert.equal(events.closed, false);
});

function keepAlive(world, transport, ms) {
  for (let passed = 0; passed < ms; passed += 10_000) {
    if (!transport.closed) transport.onFrame({ type: "HEARTBEAT", cursor: "11-x" });
    world.clock.pass(10_000);
  }
}

test("the worse one is closed only when the better one is welcomed, and nothing doubles", () => {
  const world = live({ remembered: "poll" });
  const poll = world.last;
  world.stream.climb();
  const socket = world.last;
  poll.frame(11);
  socket.welcome();
  assert.ok(poll.closed);
  socket.frame(11);
  socket.frame(12);
  assert.deepEqual(world.ids, [11, 12]);
});

test("a climb that fails tries the step between and keeps what is in use", () => {
  const world = live({ remembered: "poll" });
  const poll = world.last;
  world.stream.climb();
  world.last.fail();
  assert.equal(world.last.name, "events");
  world.last.fail();
  assert.equal(world.stream.transport, "poll");
  assert.equal(poll.closed, false);
  assert.equal(world.stream.state, "live");
});

test("what has worked on this page is tried again soon after a fall", () => {
  const world = live();
  world.last.fail();
  world.clock.pass(500);
  world.last.fail();
  world.clock.pass(1_000);
  world.last.fail();
  assert.equal(world.last.name, "events");
  world.last.welcome();
  world.clock.pass(10_000);
  assert.equal(world.last.name, "websocket");
});

test("an interruption is followed by the same transport with the newest cursor", () => {
  const world = live();
  world.last.frame(40);
  world.last.fail(1012);
  assert.equal(world.stream.state, "waiting");
  world.clock.pass(500);
  assert.equal(world.last.name, "websocket");
  assert.equal(world.last.opened.cursor, "40-x");
});

test("a farewell names the pause, and is no failure", () => {
  const world = live();
  world.last.onFrame({ type: "BYE", retry: 2_000 });
  world.clock.pass(1_999);
  assert.equal(world.made.length, 1);
  world.clock.pass(1);
  assert.equal(world.last.name, "websocket");
});

test("who has to sign in again is asked to, and nothing is repeated", () => {
  const world = live();
  world.last.fail(4401);
  world.clock.pass(600_000);
  assert.equal(world.stream.state, "signed out");
  assert.ok(world.askedToSignIn);
  assert.equal(world.made.length, 1);
});

test("a final refusal is not repeated", () => {
  const world = live();
  world.last.fail(4503);
  world.clock.pass(600_000);
  assert.equal(world.stream.state, "refused");
  assert.equal(world.made.length, 1);
});

test("a minute of silence is an interruption", () => {
  const world = live();
  world.clock.pass(SILENT_FOR_MS + 20_000);
  assert.ok(world.made[0].closed);
  assert.ok(world.made.length > 1);
});

test("a line without an answer is dead when it was silent besides", () => {
  const world = live();
  world.clock.pass(5_000);
  world.stream.doubt();
  assert.equal(world.stream.state, "live");
  world.clock.pass(5_000);
  world.stream.doubt();
  assert.equal(world.stream.state, "waiting");
});

test("waking up ends the waiting", () => {
  const world = live();
  world.last.fail();
  world.stream.wake();
  assert.equal(world.stream.state, "connecting");
  assert.equal(world.made.length, 2);
});

test("new wishes go over the open line, or open a new one beside it", () => {
  const socket = live();
  socket.stream.wish({ rooms: ["7"] });
  assert.deepEqual(socket.last.wishes.rooms, ["7"]);
  assert.equal(socket.made.length, 1);
  const events = live({ remembered: "events", adapts: false });
  events.stream.wish({ rooms: ["7"] });
  assert.deepEqual(events.last.opened.rooms, ["7"]);
  assert.equal(events.made[0].closed, false);
  events.last.welcome();
  assert.ok(events.made[0].closed);
});

test("wishes made while connecting are not forgotten", () => {
  const world = setUp();
  world.stream.wish({ rooms: ["7"] });
  world.last.welcome();
  assert.deepEqual(world.last.wishes.rooms, ["7"]);
});

test("a command goes over a socket, and is declined elsewhere", () => {
  assert.equal(live().stream.send({ type: "TYPING" }), true);
  assert.equal(live({ remembered: "events" }).stream.send({ type: "TYPING" }), false);
  assert.equal(setUp().stream.send({ type: "TYPING" }), false);
});
