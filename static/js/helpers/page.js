// What the server wrote into the head of the page.

const HIDDEN_PAUSE_MS = 250;

export function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.content ?? "";
}

export const viewerId = () => meta("viewer-id");
export const roomId = () => meta("room-id");
export const pageCursor = () => meta("stream-cursor");

// HTML that the server rendered, as elements.
export function fromServer(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// Whether somebody writes where a page that is read anew would take the words away.
export function isWriting() {
  const field = document.activeElement;
  const isField = field?.matches?.("input[type=text], textarea");
  return Boolean(isField && field.value && !field.closest("[data-turbo-permanent]"));
}

// What lies over the page, and is closed by Esc before anything else.
export const isCovered = () => document.querySelector("dialog[open], :popover-open") !== null;

// Runs `act` with the next picture; a hidden page has none, so there it is soon enough.
export function beforeNextPaint(act) {
  if (document.visibilityState === "hidden") setTimeout(act, HIDDEN_PAUSE_MS);
  else requestAnimationFrame(act);
}
