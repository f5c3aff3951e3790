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
  document.addEventListener("turbo:submit-start", ({ detail }) => signsOut(detail) && live.leave());
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
// Not the event's target and not `form.action`: a form that was replaced while its answer was on its
// way is in no page, and belongs to no address.
function signsOut({ formSubmission: { formElement: form } }) {
  return form.getAttribute("action") === "/session" || "endsSession" in form.dataset;
}

// Nothing that the last person saw is shown to the next; who was refused hears on.
function signedOut({ detail }) {
  if (!signsOut(detail)) return;
  if (detail.success) Turbo.cache.clear();
  else live.arrive();
}
