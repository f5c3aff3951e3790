// A line that says what came of something, for a while; screen readers are told politely.
const SHOWN_MS = 6_000;
const ends = new WeakMap();

export function say(line, words) {
  clearTimeout(ends.get(line));
  line.textContent = words;
  ends.set(line, setTimeout(() => (line.textContent = ""), SHOWN_MS));
}
