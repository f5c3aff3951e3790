// The files on their way of who is signed in; one for the life of the tab. What becomes of them is
// told on the document: "chatty:upload" when something changed, "chatty:upload-progress" meanwhile.
import { openStore } from "../helpers/outbox_store.js";
import { viewerId } from "../helpers/page.js";
import { randomId } from "../helpers/random.js";
import { ask } from "../helpers/web_door.js";
import { Uploads } from "../models/uploads.js";
import { sendFile } from "./sending.js";

const AGAIN_MS = 3_000;
const known = new Map();

export function uploads() {
  const viewer = viewerId();
  if (!known.has(viewer)) known.set(viewer, opened(viewer));
  return known.get(viewer);
}

async function opened(viewer) {
  const told = window.BroadcastChannel ? new BroadcastChannel(`chatty-uploads-${viewer}`) : null;
  const service = new Uploads({
    store: await openStore(viewer, "uploads"),
    send: sendFile,
    remove: (key) => ask("DELETE", `/attachments/${key}`),
    changed: ({ file, ...entry }) => {
      told?.postMessage(entry);
      announce("chatty:upload", { ...entry, file });
    },
    progressed: ({ clientId, size }, sent) => announce("chatty:upload-progress", { clientId, size, sent }),
    alone: (id, act) => navigator.locks?.request(`chatty-upload-${id}`, act) ?? act(),
    newId: randomId,
  });
  if (told) told.onmessage = ({ data }) => announce("chatty:upload", data);
  const goOn = () => viewerId() === viewer && service.flush();
  // What nobody answered is asked again.
  setInterval(goOn, AGAIN_MS);
  window.addEventListener("online", goOn);
  goOn();
  return service;
}

function announce(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}
