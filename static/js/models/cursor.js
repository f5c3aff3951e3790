// A place in the stream: "<event id>-<nonce>". Ids ascend in commit order, so they can be compared.

export function eventId(cursor) {
  const id = Number.parseInt(cursor ?? "", 10);
  return Number.isNaN(id) ? 0 : id;
}

export function isAfter(cursor, other) {
  return eventId(cursor) > eventId(other);
}
