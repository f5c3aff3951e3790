// Frames over server-sent events. The browser's own reconnecting is not used: after an error the
// stream decides when and how to go on, with the cursor that it holds.
import { streamUrl } from "./address.js";

const KINDS = [
  "WELCOME", "CHAT_MESSAGE", "USER_JOINED", "USER_LEFT", "ROOM_MEMBERS_UPDATE", "ACK", "ERROR",
  "HEARTBEAT", "RESET", "BYE", "MESSAGE_UPDATED", "REACTIONS_UPDATED", "THREAD_UPDATED",
  "MESSAGE_DELETED", "ROOM_ADDED", "ROOM_REMOVED", "MEMBER_ADDED", "MEMBER_REMOVED",
  "MEMBER_UPDATED", "ROOM_UPDATED", "ROOM_DELETED", "READ_MARKER", "TYPING", "PRESENCE",
  "FRIEND_UPDATED", "INVITE_UPDATED", "NOTIFICATION", "NOTIFICATIONS_READ", "PROFILE_UPDATED",
  "SETTINGS_UPDATED", "SESSION_REVOKED",
]; // prettier-ignore

export class EventStreamTransport {
  name = "events";
  onFrame = () => {};
  onClose = () => {};
  #source = null;

  open(wishes) {
    const source = new EventSource(streamUrl("/events", wishes));
    const heard = ({ data }) => this.onFrame(JSON.parse(data));
    for (const kind of KINDS) source.addEventListener(kind, heard);
    source.onmessage = heard;
    source.onerror = () => {
      source.close();
      this.onClose({ code: 1006, reason: "" });
    };
    this.#source = source;
  }

  send() {
    return false;
  }

  wish() {
    return false;
  }

  close() {
    this.onFrame = this.onClose = () => {};
    this.#source?.close();
  }
}
