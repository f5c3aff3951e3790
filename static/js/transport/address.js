// The address of the stream, the same for all three transports.

export function streamUrl(path, { cursor, rooms, watch, active }, more = {}) {
  const query = new URLSearchParams({ view: "html", active: active ? "1" : "0", ...more });
  if (cursor) query.set("cursor", cursor);
  if (rooms.length) query.set("rooms", rooms.join(","));
  if (watch.length) query.set("watch", watch.join(","));
  return `${path}?${query}`;
}
