// What a page does when its room is none of the reader's any more.
import * as Turbo from "@hotwired/turbo";

// Who is banned reads why on the room's own page, which is a refusal and no page of Turbo's.
export function leaveRoom({ type, roomId, reason }) {
  if (reason === "banned") location.assign(`/rooms/${roomId}`);
  else Turbo.visit(`/rooms?gone=${type === "ROOM_DELETED" ? "deleted" : reason}`);
}
