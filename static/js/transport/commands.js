// What a person does, over the open line where it takes commands, else as a request.
import { ask, Problem } from "../helpers/web_door.js";
import { ANSWER_WITHIN_MS, Outbox, Refused } from "../models/outbox.js";
import { openStore } from "../helpers/outbox_store.js";
import { viewerId } from "../helpers/page.js";
import { live } from "./live.js";

const LATER = new Set([401, 408, 429, 500, 502, 503, 504]);
const LATER_CODES = new Set(["rate_limited", "too_many_requests", "database_unavailable", "unavailable"]);
const answers = new Map();
const outboxes = new Map();

export function typing(roomId) {
  live.send({ type: "TYPING", roomId }) || quietly(ask("PUT", `/rooms/${roomId}/typing`));
}

export function read(roomId, seq) {
  live.send({ type: "READ", roomId, seq }) ||
    quietly(ask("PUT", `/rooms/${roomId}/read-marker`, { seq }));
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
  else answer.reject(new Refused(frame.detail));
}

export function interrupted() {
  for (const answer of answers.values()) answer.reject(new Error("interrupted"));
  answers.clear();
}

async function newOutbox(viewer) {
  const store = await openStore(viewer);
  const changed = (entry) => document.dispatchEvent(new CustomEvent("chatty:outbox", { detail: entry }));
  return new Outbox({ store, deliver, changed });
}

async function deliver({ clientId, roomId, content }) {
  if (live.send({ type: "CHAT_MESSAGE", roomId, content, clientId })) return answerTo(clientId);
  try {
    return await ask("POST", `/rooms/${roomId}/messages`, { content, client_id: clientId });
  } catch (error) {
    if (error instanceof Problem && !LATER.has(error.status)) throw new Refused(error.message);
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
