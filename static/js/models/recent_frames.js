// The newest durable frames, so that a page rendered while they came in can catch up with them.
// Bounded: the oldest fall out, and `reaches` then says that the page must be read again.
import { eventId } from "./cursor.js";

export const KEPT = 500;

export class RecentFrames {
  #frames = [];
  #forgotten = 0;

  constructor(kept = KEPT) {
    this.kept = kept;
  }

  add(frame) {
    if (!frame.cursor) return;
    this.#frames.push(frame);
    if (this.#frames.length > this.kept) this.#forgotten = eventId(this.#frames.shift().cursor);
  }

  reaches(cursor) {
    return eventId(cursor) >= this.#forgotten;
  }

  after(cursor) {
    const id = eventId(cursor);
    return this.#frames.filter((frame) => eventId(frame.cursor) > id);
  }

  clear() {
    this.#frames = [];
    this.#forgotten = 0;
  }
}
