// Moments in the words of the person's own place.

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dayAndYear = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const DAY_MS = 86_400_000;

export function clockTime(time) {
  return clock.format(new Date(time));
}

export function fullTime(time) {
  return full.format(new Date(time));
}

export function dayName(time, now = new Date()) {
  const date = new Date(time);
  const daysAgo = Math.round((midnight(now) - midnight(date)) / DAY_MS);
  if (daysAgo === 0) return "Today";
  if (daysAgo === 1) return "Yesterday";
  return date.getFullYear() === now.getFullYear() ? day.format(date) : dayAndYear.format(date);
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}
