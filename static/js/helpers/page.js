// What the server wrote into the head of the page.

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
