// Who is typing in a room, and when one's own typing is worth telling.

export const FADES_AFTER_MS = 7_000;
export const TELL_EVERY_MS = 4_000;
const NAMED = 3;
const NUMBERS = { 2: "two", 3: "three", 4: "four", 5: "five" };

export class TypingTracker {
  #people = new Map();
  #told = -Infinity;

  constructor({ now = () => Date.now() } = {}) {
    this.now = now;
  }

  started(userId, name) {
    this.#people.set(userId, { name, until: this.now() + FADES_AFTER_MS });
  }

  stopped(userId) {
    this.#people.delete(userId);
  }

  get names() {
    const now = this.now();
    for (const [id, { until }] of this.#people) if (until <= now) this.#people.delete(id);
    return [...this.#people.values()].map(({ name }) => name);
  }

  get sentence() {
    const names = this.names;
    if (names.length === 0) return "";
    if (names.length === 1) return `${names[0]} is typing…`;
    if (names.length <= NAMED) return `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are typing…`;
    const others = names.length - NAMED + 1;
    return `${names.slice(0, NAMED - 1).join(", ")} and ${NUMBERS[others] ?? others} others are typing…`;
  }

  // Whether to tell now; asking is telling.
  shouldTell() {
    if (this.now() - this.#told < TELL_EVERY_MS) return false;
    this.#told = this.now();
    return true;
  }

  sent() {
    this.#told = -Infinity;
  }
}
