// What a browser keeps between visits; where it refuses to, nothing is kept and nothing breaks.

function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

export const kept = {
  get: (key) => attempt(() => localStorage.getItem(key)),
  set: (key, value) => attempt(() => localStorage.setItem(key, value)),
  remove: (key) => attempt(() => localStorage.removeItem(key)),
};
