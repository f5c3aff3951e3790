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

// Runs `act` with the next picture; a hidden page has none, so there it is soon enough.
export function beforeNextPaint(act) {
  if (document.visibilityState === "hidden") setTimeout(act, HIDDEN_PAUSE_MS);
  else requestAnimationFrame(act);
}
