// What a message looks like after the one before it: same author within five minutes, or a new day.

import { dayOf } from "../helpers/dates.js";

export const GROUP_MS = 5 * 60_000;

export function relation(previous, message) {
  if (!previous) return { grouped: false, newDay: Boolean(message.time) };
  const newDay = dayOf(previous.time) !== dayOf(message.time);
  const apart = Math.abs(new Date(message.time) - new Date(previous.time));
  const grouped = !newDay && previous.userId === message.userId && apart < GROUP_MS;
  return { grouped, newDay };
}
