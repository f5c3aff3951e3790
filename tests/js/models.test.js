import assert from "node:assert/strict";
import { test } from "node:test";
import { delay, LONGEST_MS } from "../../static/js/models/backoff.js";
import { eventId, isAfter } from "../../static/js/models/cursor.js";
import { relation } from "../../static/js/models/grouping.js";
import { ReadMarker } from "../../static/js/models/read_marker.js";
import { RecentFrames } from "../../static/js/models/recent_frames.js";
import { TypingTracker } from "../../static/js/models/typing_tracker.js";
import { dayName } from "../../static/js/helpers/dates.js";

test("cursors are compared by their event, not as words", () => {
  assert.equal(eventId("81234-x7k2"), 81234);
  assert.equal(eventId(""), 0);
  assert.ok(isAfter("100-a", "99-z"));
  assert.ok(!isAfter("99-z", "99-a"));
});

test("the pause doubles up to half a minute, at random below that", () => {
  assert.deepEqual([0, 1, 2, 3].map((attempt) => delay(attempt, () => 1)), [500, 1000, 2000, 4000]);
  assert.equal(delay(50, () => 1), LONGEST_MS);
  assert.equal(delay(3, () => 0), 0);
});

test("typing fades after seven seconds", () => {
  let now = 0;
  const tracker = new TypingTracker({ now: () => now });
  tracker.started("1", "Ada");
  assert.equal(tracker.sentence, "Ada is typing…");
  tracker.started("2", "Bea");
  assert.equal(tracker.sentence, "Ada and Bea are typing…");
  tracker.started("3", "Cal");
  assert.equal(tracker.sentence, "Ada, Bea and Cal are typing…");
  tracker.started("4", "Dan");
  assert.equal(tracker.sentence, "Ada, Bea and two others are typing…");
  tracker.started("5", "Eve");
  assert.equal(tracker.sentence, "Ada, Bea and three others are typing…");
  now = 7_000;
  assert.equal(tracker.sentence, "");
});

test("typing ends with the message", () => {
  const tracker = new TypingTracker({ now: () => 0 });
  tracker.started("1", "Ada");
  tracker.stopped("1");
  assert.equal(tracker.sentence, "");
});

test("one's own typing is told at most every four seconds, and anew after sending", () => {
  let now = 0;
  const tracker = new TypingTracker({ now: () => now });
  assert.ok(tracker.shouldTell());
  now = 3_999;
  assert.ok(!tracker.shouldTell());
  now = 4_000;
  assert.ok(tracker.shouldTell());
  tracker.sent();
  assert.ok(tracker.shouldTell());
});

test("the read marker never goes back", () => {
  const marker = new ReadMarker({ last: 10, read: 5 });
  assert.equal(marker.unread, 5);
  assert.ok(marker.reach(8));
  assert.ok(!marker.reach(8));
  assert.ok(!marker.reach(7));
  marker.arrived(12);
  marker.arrived(11);
  assert.equal(marker.unread, 4);
});

const at = (minutes, userId = "1") => ({ userId, time: new Date(2026, 10, 21, 12, minutes) });

test("messages of one person within five minutes belong together", () => {
  assert.ok(relation(at(0), at(4)).grouped);
  assert.ok(!relation(at(0), at(5)).grouped);
  assert.ok(!relation(at(0), at(1, "2")).grouped);
});

test("a new day begins with its own line", () => {
  const late = { userId: "1", time: new Date(2026, 10, 20, 23, 59) };
  const early = { userId: "1", time: new Date(2026, 10, 21, 0, 1) };
  assert.deepEqual(relation(late, early), { grouped: false, newDay: true });
  assert.deepEqual(relation(null, early), { grouped: false, newDay: true });
});

test("near days have names", () => {
  const now = new Date(2026, 10, 21, 12);
  assert.equal(dayName(new Date(2026, 10, 21, 0, 1), now), "Today");
  assert.equal(dayName(new Date(2026, 10, 20, 23, 59), now), "Yesterday");
});

test("recent frames know how far back they reach", () => {
  const recent = new RecentFrames(2);
  for (const id of [1, 2, 3]) recent.add({ cursor: `${id}-a` });
  recent.add({ type: "TYPING" });
  assert.ok(recent.reaches("1-a"));
  assert.ok(!recent.reaches("0-a"));
  assert.deepEqual(recent.after("2-a"), [{ cursor: "3-a" }]);
});
