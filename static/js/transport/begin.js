// Ties the stream and the outbox to the life of the tab.
import * as Turbo from "@hotwired/turbo";
import { answered, interrupted, outbox } from "./commands.js";
import { live, watchMachine } from "./live.js";
import { viewerId } from "../helpers/page.js";

export function begin() {
  document.addEventListener("turbo:load", () => live.arrive());
  document.addEventListener("chatty:frame", ({ detail }) => hear(detail));
  document.addEventListener("chatty:live", flush);
  document.addEventListener("chatty:state", ({ detail }) => detail.state === "live" || interrupted());
  document.addEventListener("turbo:submit-start", ({ target }) => signsOut(target) && live.leave());
  document.addEventListener("turbo:submit-end", signedOut);
  watchMachine();
}

async function hear(frame) {
  answered(frame);
  if (frame.type !== "CHAT_MESSAGE" || !frame.clientId || frame.userId !== viewerId()) return;
  (await outbox()).acknowledge(frame.clientId);
}

async function flush() {
  if (viewerId()) (await outbox()).flushAll();
}

// The stream goes first: told that its session has ended, it would reload the page under the form.
function signsOut(form) {
  return new URL(form.action).pathname === "/session";
}

// Nothing that the last person saw is shown to the next.
function signedOut({ target, detail }) {
  if (detail.success && signsOut(target)) Turbo.cache.clear();
}
