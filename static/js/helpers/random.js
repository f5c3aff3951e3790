// Words that nobody else comes upon.

// Not randomUUID: that exists on secure origins only.
export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
