import assert from "node:assert/strict";
import test from "node:test";
import { dayName, dayOf } from "../../static/js/helpers/dates.js";
import { part, placed } from "../../static/js/models/crop.js";

const WIDE = { width: 1200, height: 800, ratio: 1, zoom: 1, across: 0.5, down: 0.5 };

test("the middle of a wide picture is its whole height", () => {
  const { x, y, size } = part(WIDE);
  assert.ok(Math.abs(size - 2 / 3) < 1e-9);
  assert.ok(Math.abs(x - 1 / 6) < 1e-9);
  assert.ok(Math.abs(y) < 1e-9);
});

test("a part never lies outside of the picture", () => {
  for (const zoom of [1, 2.5, 5]) {
    for (const across of [0, 0.5, 1]) {
      for (const down of [0, 0.5, 1]) {
        for (const ratio of [1, 3]) {
          const { x, y, size } = part({ ...WIDE, zoom, across, down, ratio });
          const tall = (size * 1200) / ratio / 800;
          assert.ok(x >= 0 && x + size <= 1 + 1e-9);
          assert.ok(y >= 0 && y + tall <= 1 + 1e-9);
        }
      }
    }
  }
});

test("the picture is put so that the part fills the frame", () => {
  assert.deepEqual(placed({ x: 0.5, y: 0.25, size: 0.5 }), {
    inlineSize: "200%",
    transform: "translate(-50%, -25%)",
  });
});

test("days are told apart where the person lives", () => {
  const now = new Date(2026, 10, 21, 0, 30);
  assert.match(dayOf(now), /^2026-11-21$/);
  assert.equal(dayName(new Date(2026, 10, 20, 23, 50), now), "Yesterday");
  assert.equal(dayName(now, now), "Today");
});
