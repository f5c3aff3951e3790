// How far the others in a room are, and what that means for a message. Markers move forward, but for
// who wishes something unread again.

const SIGNS = { sent: "✓", delivered: "✓✓", read: "✓✓" };

export class Receipts {
  #people = new Map();

  constructor(people) {
    for (const { userId, readSeq, deliveredSeq } of people) {
      this.#people.set(userId, { read: readSeq, delivered: deliveredSeq });
    }
  }

  // Whether anything is another now.
  heard({ type, userId, seq, unread }) {
    const person = this.#people.get(userId);
    if (!person) return this.#newcomer({ type, userId, seq });
    if (type === "READ_MARKER") {
      person.read = unread ? seq : Math.max(person.read, seq);
      if (person.delivered !== null) person.delivered = Math.max(person.delivered, seq);
    } else person.delivered = Math.max(person.delivered ?? 0, seq);
    return true;
  }

  forget(userId) {
    return this.#people.delete(userId);
  }

  // The state of the message at `seq`, its sign, and the same in words.
  of(seq) {
    const people = [...this.#people.values()];
    const readers = people.filter(({ read }) => read >= seq).length;
    const state = people.length ? this.#state(people, readers, seq) : "sent";
    return { state, sign: SIGNS[state], words: words(state, readers, people.length) };
  }

  #state(people, readers, seq) {
    if (readers === people.length) return "read";
    const reached = ({ read, delivered }) => Math.max(read, delivered ?? 0) >= seq;
    return people.every(reached) ? "delivered" : "sent";
  }

  // Who shows it from now on, or has just come in.
  #newcomer({ type, userId, seq }) {
    const read = type === "READ_MARKER" ? seq : 0;
    this.#people.set(userId, { read, delivered: seq });
    return true;
  }
}

function words(state, readers, all) {
  if (state === "read") return all === 1 ? "Read" : "Read by all";
  if (readers) return `Read by ${readers} of ${all}`;
  return state === "delivered" ? "Delivered" : "Sent";
}
