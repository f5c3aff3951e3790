import assert from "node:assert/strict";
import test from "node:test";
import { Receipts } from "../../static/js/models/receipts.js";

const people = () => [
  { userId: "1", readSeq: 2, deliveredSeq: 4 },
  { userId: "2", readSeq: 1, deliveredSeq: 1 },
];
const read = (userId, seq, unread = false) => ({ type: "READ_MARKER", userId, seq, unread });

test("a message is sent, delivered when all have it, and read when all have read it", () => {
  const receipts = new Receipts(people());
  assert.equal(receipts.of(1).state, "read");
  assert.equal(receipts.of(2).words, "Read by 1 of 2");
  assert.equal(receipts.of(3).state, "sent");
  receipts.heard({ type: "DELIVERED_MARKER", userId: "2", seq: 3 });
  assert.deepEqual(receipts.of(3), { state: "delivered", sign: "✓✓", words: "Delivered" });
});

test("what was read had been delivered", () => {
  const receipts = new Receipts(people());
  receipts.heard(read("2", 4));
  assert.equal(receipts.of(4).words, "Read by 1 of 2");
  assert.equal(receipts.of(4).state, "delivered");
});

test("a late marker moves nothing back, a wish to have it unread does", () => {
  const receipts = new Receipts(people());
  receipts.heard(read("1", 1));
  assert.equal(receipts.of(2).words, "Read by 1 of 2");
  receipts.heard(read("1", 1, true));
  assert.equal(receipts.of(2).state, "sent");
});

test("between two it is read or not, and who left does not count", () => {
  const receipts = new Receipts(people());
  receipts.forget("2");
  assert.equal(receipts.of(2).words, "Read");
  receipts.forget("1");
  assert.equal(receipts.of(2).words, "Sent");
});
