// What a person does, over the open line where it takes commands, else as a request.
import { ask, isForNow, Problem } from "../helpers/web_door.js";
import { ANSWER_WITHIN_MS, Outbox, Refused } from "../models/outbox.js";
import { openStore } from "../helpers/outbox_store.js";
import { viewerId } from "../helpers/page.js";
import { live } from "./live.js";
import { uploads } from "./uploads.js";

const LATER_CODES = new Set(["rate_limited", "too_many_requests", "database_unavailable", "unavailable"]);
const answers = new Map();
const outboxes = new Map();

export function typing(roomId, threadId) {
  const place = threadId ? { threadId } : {};
  const asked = threadId ? `?thread=${threadId}` : "";
  live.send({ type: "TYPING", roomId, ...place }) || quietly(ask("PUT", `/rooms/${roomId}/typing${asked}`));
}

export function read(roomId, seq) {
  live.send({ type: "READ", roomId, seq }) ||
    quietly(ask("PUT", `/rooms/${roomId}/read-marker`, { seq }));
}

export function delivered(roomId, seq) {
  live.send({ type: "DELIVERED", roomId, seq }) ||
    quietly(ask("PUT", `/rooms/${roomId}/delivered-marker`, { seq }));
}

// The outbox of who is signed in; one for the life of the tab.
export function outbox() {
  const viewer = viewerId();
  if (!outboxes.has(viewer)) outboxes.set(viewer, newOutbox(viewer));
  return outboxes.get(viewer);
}

export function answered(frame) {
  const clientId = frame.clientId;
  const answer = clientId && answers.get(clientId);
  if (!answer) return;
  answers.delete(clientId);
  if (frame.type !== "ERROR") answer.resolve(frame);
  else if (LATER_CODES.has(frame.code)) answer.reject(new Error(frame.code));
  else answer.reject(new Refused(frame.detail, frame.code));
}

export function interrupted() {
  for (const answer of answers.values()) answer.reject(new Error("interrupted"));
  answers.clear();
}

async function newOutbox(viewer) {
  const store = await openStore(viewer);
  const changed = (entry) => document.dispatchEvent(new CustomEvent("chatty:outbox", { detail: entry }));
  const files = await uploads();
  const box = new Outbox({ store, deliver, changed, files });
  // The message that a file was missing for may go now.
  document.addEventListener("chatty:upload", ({ detail: { roomId, state } }) => {
    if (["done", "failed"].includes(state)) box.flush(roomId);
  });
  return box;
}

// Files that waited for longer than the server keeps them go once more, and the message after them.
async function deliver(entry) {
  try {
    return await post(entry);
  } catch (error) {
    const isGone = entry.uploads && error instanceof Refused && error.code === "no_such_file";
    if (isGone && (await (await uploads()).sendAnew(entry.uploads))) throw new Error("swept");
    throw error;
  }
}

async function post({ clientId, roomId, content, replyToId, threadId, uploads: ids }) {
  const keys = ids ? await (await uploads()).keysOf(ids) : [];
  const more = {
    ...(replyToId && { replyToId }),
    ...(threadId && { threadId }),
    ...(keys.length && { attachmentKeys: keys }),
  };
  if (live.send({ type: "CHAT_MESSAGE", roomId, content, clientId, ...more })) return answerTo(clientId);
  const fields = [["content", content], ["client_id", clientId]];
  if (replyToId) fields.push(["reply_to_id", replyToId]);
  for (const key of keys) fields.push(["attachment_keys", key]);
  const url = threadId ? `/messages/${threadId}/thread` : `/rooms/${roomId}/messages`;
  try {
    return await ask("POST", url, fields);
  } catch (error) {
    if (error instanceof Problem && !isForNow(error.status)) throw new Refused(error.message, error.code);
    throw error;
  }
}

function answerTo(clientId) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      answers.delete(clientId);
      reject(new Error("No answer"));
      live.doubt();
    }, ANSWER_WITHIN_MS);
    const settle = (done) => (value) => {
      clearTimeout(late);
      done(value);
    };
    answers.set(clientId, { resolve: settle(resolve), reject: settle(reject) });
  });
}

// Typing and markers are worth one attempt: the next one says more than a repeat.
function quietly(promise) {
  promise.catch(() => undefined);
}
