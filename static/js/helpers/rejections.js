// What Turbo throws although nobody can catch it: pages on their way that are not wanted any more, and
// requests that nobody has answered. Both are told elsewhere, or here.
import { say } from "./toast.js";

const UNREACHED = "The server is out of reach. Please try again in a moment.";
const unanswered = new WeakSet();
// Who asked and was answered: what goes wrong from there on is an error, and shall be seen as one.
const answered = new WeakSet();

addEventListener("turbo:before-fetch-request", ({ target }) => answered.delete(target));
addEventListener("turbo:before-fetch-response", ({ target }) => answered.add(target));

addEventListener("turbo:fetch-request-error", (event) => {
  if (answered.has(event.target)) return;
  unanswered.add(event.detail.error);
  if (!(event.target instanceof HTMLFormElement)) return;
  // Else Turbo writes it to the console, which nobody reads.
  event.preventDefault();
  say(document.getElementById("unanswered"), UNREACHED);
});

addEventListener("unhandledrejection", (event) => {
  if (event.reason?.name === "AbortError" || unanswered.has(event.reason)) event.preventDefault();
});
