// Moments in the words of the person's own place: what they chose in their settings, else as the
// browser has it.
import { meta } from "./page.js";

const DAY_MS = 86_400_000;
let made = null;

export function clockTime(time) {
  return formats().clock.format(new Date(time));
}

export function fullTime(time) {
  return formats().full.format(new Date(time));
}

export function fullDay(time) {
  return formats().dayAndYear.format(new Date(time));
}

// The day of a moment where the person lives: 2026-11-21.
export function dayOf(time) {
  return formats().key.format(new Date(time));
}

export function dayName(time, now = new Date()) {
  const date = new Date(time);
  const [then, today] = [dayOf(date), dayOf(now)];
  const daysAgo = Math.round((Date.parse(today) - Date.parse(then)) / DAY_MS);
  if (daysAgo === 0) return "Today";
  if (daysAgo === 1) return "Yesterday";
  const { day, dayAndYear } = formats();
  return then.slice(0, 4) === today.slice(0, 4) ? day.format(date) : dayAndYear.format(date);
}

function formats() {
  const locale = chosen("locale");
  const timeZone = chosen("time-zone");
  const of = `${locale} ${timeZone}`;
  if (made?.of === of) return made;
  const format = (options) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
  made = {
    of,
    clock: format({ hour: "2-digit", minute: "2-digit" }),
    full: format({ dateStyle: "full", timeStyle: "short" }),
    day: format({ weekday: "long", day: "numeric", month: "long" }),
    dayAndYear: format({ dateStyle: "long" }),
    // Swedish writes a day as everybody sorts it.
    key: new Intl.DateTimeFormat("sv-SE", { timeZone }),
  };
  return made;
}

function chosen(name) {
  return (typeof document === "undefined" ? "" : meta(name)) || undefined;
}
