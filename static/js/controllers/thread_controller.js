// A thread as it is read: replies come in, and count as read when they are seen.
import * as Turbo from "@hotwired/turbo";
import { Controller } from "@hotwired/stimulus";
import { beforeNextPaint, fromServer, pageCursor, viewerId } from "../helpers/page.js";
import { leaveRoom } from "../helpers/leaving.js";
import { spoken } from "../helpers/saying.js";
import { ask } from "../helpers/web_door.js";
import { isAfter } from "../models/cursor.js";
import { MessageList } from "../models/message_list.js";
import { ScrollKeeper } from "../models/scroll_keeper.js";
import { live } from "../transport/live.js";

const READ_PAUSE_MS = 300;
const ENDS = new Set(["ROOM_REMOVED", "ROOM_DELETED"]);

export default class extends Controller {
  static targets = ["list", "log", "problem", "nothing", "announcer", "dayTemplate", "follow", "unfollow"];
  static values = { root: String, room: String, following: Boolean, read: Number, newest: Boolean, blocked: String };

  connect() {
    this.panel = this.element.closest(".panel");
    this.keeper = new ScrollKeeper(this.logTarget);
    this.list = new MessageList({
      list: this.listTarget,
      viewerId: viewerId(),
      readSeq: Infinity,
      dayTemplate: this.dayTemplateTarget,
      blocked: this.blockedValue.split(" "),
    });
    this.list.mark();
    live.want(this, { rooms: [this.roomValue] });
    for (const detail of live.missed() ?? []) this.heard({ detail });
    if (this.newestValue && !location.hash) this.keeper.toNewest();
    this.look();
  }

  disconnect() {
    live.unwant(this);
    clearTimeout(this.telling);
  }

  heard({ detail: frame }) {
    if (frame.type === "THREAD_READ" && frame.id === this.rootValue) this.#placed(frame);
    else if (frame.roomId !== this.roomValue) return;
    else if (frame.type === "HISTORY_CUT") this.#readAnew(frame);
    // Beside its room, that is left as a whole.
    else if (ENDS.has(frame.type)) this.panel || leaveRoom(frame);
    else beforeNextPaint(() => this.#apply(frame));
  }

  // The page was read anew, and morphed in place: it knows nothing of who reads it.
  rendered() {
    for (const detail of live.missed() ?? []) this.heard({ detail });
    this.list.mark();
  }

  // What is in view counts as read, while somebody looks.
  look() {
    if (!this.followingValue || document.visibilityState === "hidden") return;
    if (!this.newestValue || !this.keeper.atNewest || this.list.lastSeq <= this.readValue) return;
    this.readValue = this.list.lastSeq;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.#tellRead(), READ_PAUSE_MS);
  }

  // One's own reply is on its way: that is where one looks now.
  sent() {
    if (this.newestValue) this.keeper.toNewest();
    else this.element.closest("turbo-frame").src = this.#address + (this.panel ? "?beside=true" : "");
  }

  // Something else put replies in.
  shown() {
    this.list?.mark();
  }

  // The answer comes over the stream, as for one's other devices.
  follow(event) {
    event.preventDefault();
    event.stopPropagation();
    const method = event.target.elements._method.value.toUpperCase();
    ask(method, event.target.action).catch(({ message }) => this.#say(message));
  }

  // In the side panel one is in the room already.
  close(event) {
    if (!this.panel) return;
    event.preventDefault();
    this.dispatch("closed", { target: document });
  }

  #apply(frame) {
    if (!this.element.isConnected) return;
    const stays = this.keeper.atNewest;
    if (frame.type === "CHAT_MESSAGE" && frame.threadId === this.rootValue) this.#arrived(frame);
    else if (frame.id === this.rootValue) this.#changed(frame);
    else if (frame.type === "MESSAGE_DELETED") this.list.bury(frame.id);
    else if (frame.type === "MESSAGE_UPDATED") this.list.revise(frame, fromServer(frame.contentHtml));
    else return;
    this.list.mark();
    if (stays) this.keeper.toNewest();
    this.look();
  }

  #arrived(frame) {
    if (!this.newestValue) return;
    const item = fromServer(frame.html ?? "").firstElementChild;
    if (!item) return;
    if (this.hasNothingTarget) this.nothingTarget.remove();
    const isNew = this.list.put(item);
    if (!isNew || frame.userId === viewerId() || this.list.blocked.has(frame.userId)) return;
    this.announcerTarget.textContent = spoken(frame);
  }

  // What the thread hangs on says something else now, or nothing any more.
  #changed({ type, contentHtml }) {
    const words = this.element.querySelector("[data-root] [data-words]");
    if (type === "MESSAGE_DELETED") words.textContent = "This message was deleted.";
    else if (type === "MESSAGE_UPDATED") words.replaceChildren(fromServer(contentHtml));
  }

  #placed({ readSeq, following }) {
    this.readValue = Math.max(this.readValue, readSeq);
    this.followingValue = following;
    for (const target of this.followTargets) target.hidden = following;
    for (const target of this.unfollowTargets) target.hidden = !following;
    this.look();
  }

  // What was cut off may be all of it.
  #readAnew({ cursor }) {
    if (!isAfter(cursor, pageCursor())) return;
    if (this.panel) this.element.closest("turbo-frame").reload();
    else Turbo.visit(location.href, { action: "replace" });
  }

  get #address() {
    return `/messages/${this.rootValue}/thread`;
  }

  #tellRead() {
    ask("PUT", `${this.#address}/read-marker`, { seq: this.readValue }).catch(() => undefined);
  }

  #say(words) {
    if (!this.hasProblemTarget) return;
    this.problemTarget.hidden = !words;
    this.problemTarget.textContent = words;
  }
}
