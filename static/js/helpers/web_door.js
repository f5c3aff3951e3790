// Requests of scripts to the web door: the same routes that forms use, with the token of the page.
import { meta } from "./page.js";

// What is refused for now only: the same may be asked again.
const LATER = new Set([401, 408, 429, 500, 502, 503, 504]);
export const isForNow = (status) => LATER.has(status);

export class Problem extends Error {
  constructor({ status, code, detail, retryAfter, errors = [] }) {
    super(detail);
    Object.assign(this, { status, code, retryAfter, errors });
  }
}

export async function ask(method, url, fields = {}) {
  const asked = {
    method,
    headers: { Accept: "application/json", "X-CSRFToken": meta("csrf-token") },
    body: method === "GET" ? undefined : new URLSearchParams(fields),
    credentials: "same-origin",
    redirect: "error",
  };
  const response = await fetch(url, asked).catch(() => null);
  // No Problem: nobody has answered, so the same may be asked again.
  if (!response) throw new Error("The server is out of reach. Please try again in a moment.");
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? null : response.json();
}

async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Problem({
    status: response.status,
    code: body.code ?? "unknown",
    detail: body.detail ?? `The server answered ${response.status}.`,
    errors: body.errors ?? [],
    retryAfter: Number(response.headers.get("Retry-After") ?? 0),
  });
}
