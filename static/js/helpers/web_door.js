// Requests of scripts to the web door: the same routes that forms use, with the token of the page.
import { meta } from "./page.js";

export class Problem extends Error {
  constructor({ status, code, detail, retryAfter }) {
    super(detail);
    Object.assign(this, { status, code, retryAfter });
  }
}

export async function ask(method, url, fields = {}) {
  const response = await fetch(url, {
    method,
    headers: { Accept: "application/json", "X-CSRFToken": meta("csrf-token") },
    body: method === "GET" ? undefined : new URLSearchParams(fields),
    credentials: "same-origin",
    redirect: "error",
  });
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? null : response.json();
}

async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Problem({
    status: response.status,
    code: body.code ?? "unknown",
    detail: body.detail ?? `The server answered ${response.status}.`,
    retryAfter: Number(response.headers.get("Retry-After") ?? 0),
  });
}
