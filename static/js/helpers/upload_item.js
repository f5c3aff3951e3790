// One file on its way as people see it: in the composer, and under a message that waits for it.
import { sizeInWords } from "./sizes.js";

const WORDS = { waiting: "waits.", failed: "could not be sent.", done: "is ready." };
const SHOWN = { waiting: "", failed: "· could not be sent.", done: "· ready" };
const addresses = new WeakMap();

// The element of *entry* in *list*, put there when it is new.
export function itemOf(list, entry) {
  const known = found(list, entry.clientId);
  if (known) return known;
  const template = document.querySelector("template[data-upload-template]");
  if (!template) return null;
  const item = template.content.firstElementChild.cloneNode(true);
  item.dataset.upload = entry.clientId;
  item.querySelector("[data-name]").textContent = entry.name;
  item.querySelector("[data-size]").textContent = sizeInWords(entry.size);
  item.querySelector("progress").setAttribute("aria-label", `Sending ${entry.name}`);
  item.querySelector("[data-cancel]").setAttribute("aria-label", `Remove ${entry.name}`);
  item.querySelector("[data-retry]").setAttribute("aria-label", `Try to send ${entry.name} again`);
  if (entry.file && entry.type.startsWith("image/")) showPicture(item, entry.file);
  list.append(item);
  list.hidden = false;
  return item;
}

export function paint(item, { state, detail, name }) {
  item.dataset.state = state;
  const words = `${SHOWN[state]} ${state === "done" ? "" : detail}`;
  item.querySelector("[data-words]").textContent = words.trim();
  item.querySelector("[data-retry]").hidden = state !== "failed";
  item.querySelector("progress").hidden = state !== "waiting";
  return `${name} ${WORDS[state]} ${detail}`.trim();
}

export function advance(list, { clientId, sent, size }) {
  const item = found(list, clientId);
  if (!item) return;
  const share = size ? Math.floor((100 * sent) / size) : 0;
  item.querySelector("progress").value = share;
  item.querySelector("[data-words]").textContent = `${share} %`;
}

export function take(list, clientId) {
  const item = found(list, clientId);
  if (!item) return;
  const address = addresses.get(item);
  if (address) URL.revokeObjectURL(address);
  item.remove();
  list.hidden = list.children.length === 0;
}

export function found(list, clientId) {
  return list.querySelector(`[data-upload="${CSS.escape(clientId)}"]`);
}

// What the browser cannot show keeps the icon.
function showPicture(item, file) {
  const picture = new Image();
  const address = URL.createObjectURL(file);
  addresses.set(item, address);
  picture.alt = "";
  picture.onload = () => item.querySelector("[data-picture]").replaceChildren(picture);
  picture.src = address;
}
