// How long to wait before the next attempt: random, so that a thousand clients do not return at once.

export const FIRST_MS = 500;
export const LONGEST_MS = 30_000;

export function delay(attempt, random = Math.random) {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
}
