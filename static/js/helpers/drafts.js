// Where this device keeps what one began to write in a room, or in a thread there.
import { viewerId } from "./page.js";

export const typedKey = (room, thread) => `chatty-draft-${placeOf(room, thread)}`;
export const savedKey = (room, thread) => `chatty-draft-saved-${placeOf(room, thread)}`;

function placeOf(room, thread) {
  return thread ? `${viewerId()}-${room}-${thread}` : `${viewerId()}-${room}`;
}
