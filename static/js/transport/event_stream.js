// Frames over server-sent events. The browser's own reconnecting is not used: after an error the
// stream decides when and how to go on, with the cursor that it holds.
import { streamUrl } from "./address.js";

// The browser hears a named event only where somebody asked for it by that name.
const KINDS = [
  "WELCOME", "CHAT_MESSAGE", "USER_JOINED", "USER_LEFT", "ROOM_MEMBERS_UPDATE", "ACK", "ERROR",
  "COMMAND_DONE", "HEARTBEAT", "RESET", "BYE", "ANNOUNCEMENTS_UPDATED", "PRESENCE", "TYPING", "READ_MARKER",
  "DELIVERED_MARKER", "ATTACHMENT_UPDATED", "DRAFT_UPDATED", "SCHEDULED_UPDATED", "SCHEDULED_REMOVED",
    "REACTIONS_UPDATED", "MESSAGE_UPDATED", "MESSAGE_DELETED", "HISTORY_CUT", "ROOM_ADDED", "ROOM_REMOVED",
  "ROOM_UPDATED", "ROOM_CLOSED", "ROOM_DELETED", "ROOM_PASSWORD_PAUSED", "MEMBERSHIP_UPDATED",
  "MEMBER_ADDED", "MEMBER_REMOVED", "MEMBER_UPDATED", "PROFILE_UPDATED", "SETTINGS_UPDATED",
  "EMAIL_UPDATED", "USER_ERASED", "SESSION_REVOKED", "FRIEND_UPDATED", "INVITE_UPDATED",
  "NOTIFICATION", "NOTIFICATIONS_READ", "NOTIFICATION_SETTINGS_CHANGED", "REPORT_ADDED",
  "REPORT_UPDATED", "THREAD_UPDATED", "THREAD_READ", "MESSAGE_SAVED",
  "POLL_CHANGED", "POLL_VOTED",
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
