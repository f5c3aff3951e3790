// A room as it is read: messages come in, are marked for the reader, and count as read when seen.
import * as Turbo from "@hotwired/turbo";
import { Controller } from "@hotwired/stimulus";
import { beforeNextPaint, fromServer, viewerId } from "../helpers/page.js";
import { leaveRoom } from "../helpers/leaving.js";
import { spoken } from "../helpers/saying.js";
import { MessageList } from "../models/message_list.js";
import { ReadMarker } from "../models/read_marker.js";
import { ScrollKeeper } from "../models/scroll_keeper.js";
import { read } from "../transport/commands.js";
import { live } from "../transport/live.js";

const READ_PAUSE_MS = 300;
const SAID = new Set(["CHAT_MESSAGE", "MESSAGE_UPDATED", "MESSAGE_DELETED"]);
const ENDS = new Set(["ROOM_REMOVED", "ROOM_DELETED"]);

export default class extends Controller {
  static targets = ["list", "log", "newest", "count", "announcer", "dayTemplate", "newTemplate"];
  static values = { room: String, last: Number, read: Number, member: Boolean, newest: Boolean, blocked: String };

  connect() {
    this.waiting = [];
    this.keeper = new ScrollKeeper(this.logTarget);
    this.marker = new ReadMarker({ last: this.lastValue, read: this.readValue });
    this.list = new MessageList({
      list: this.listTarget,
      viewerId: viewerId(),
      readSeq: this.memberValue ? this.readValue : Infinity,
      dayTemplate: this.dayTemplateTarget,
      newTemplate: this.newTemplateTarget,
      blocked: this.blockedValue.split(" "),
    });
    this.list.mark();
    live.want(this, { rooms: [this.roomValue] });
    this.#catchUp();
    this.look();
  }

  // What was read is told still, also by who goes on at once.
  disconnect() {
    live.unwant(this);
  }

  heard({ detail: frame }) {
    // What is said in a thread is not said in the room.
    if (frame.roomId !== this.roomValue || frame.threadId) return;
    if (ENDS.has(frame.type)) leaveRoom(frame);
    // Frames that come together are shown together.
    else if (SAID.has(frame.type) && this.waiting.push(frame) === 1) beforeNextPaint(() => this.#showWaiting());
  }

  // A page of older or newer messages was fetched.
  loaded({ detail: { items, side, last } }) {
    if (side === "newer" && last) this.newestValue = true;
    this.#show(() => {
      for (const item of items) this.list.put(item);
      if (this.list.prune(side === "older" ? "newer" : "older")) this.#pruned(side);
    });
  }

  // Something else put messages in, or the page was read anew and morphed in place: then what came
  // in while it was on its way is not in it.
  marked({ type } = {}) {
    if (type === "turbo:render") this.#catchUp();
    this.#show(() => undefined);
  }

  // One's own message is on its way: that is where one looks now.
  sent() {
    if (this.newestValue) this.keeper.toNewest();
    else Turbo.visit(location.pathname);
  }

  jump(event) {
    if (!this.newestValue) return;
    event.preventDefault();
    this.keeper.toNewest();
    this.look();
  }

  // What is in view at the newest end counts as read, while somebody looks.
  look() {
    if (!this.keeper) return;
    if (document.visibilityState === "hidden") this.list.readSeq = this.marker.read;
    else if (this.#attending && this.marker.reach(this.list.lastSeq)) this.#tellRead();
    this.newestTarget.hidden = this.#attending;
    const unread = this.marker.unread;
    this.countTarget.textContent = unread ? `${unread} new` : "Newest";
  }

  get #attending() {
    return this.newestValue && this.keeper.atNewest;
  }

  #catchUp() {
    const missed = live.missed();
    if (!missed) return Turbo.visit(location.href, { action: "replace" });
    return missed.forEach((detail) => this.heard({ detail }));
  }

  #showWaiting() {
    const frames = this.waiting.splice(0);
    if (!this.element.isConnected) return;
    const seen = this.#attending && document.visibilityState === "visible";
    this.#show(() => {
      for (const frame of frames) this.#apply(frame);
      if (seen && !this.list.showsNew) this.list.readSeq = Math.max(this.list.readSeq, this.marker.last);
      if (seen) this.list.prune("older") && this.#pruned("newer");
    });
    this.look();
  }

  #apply(frame) {
    if (frame.type === "MESSAGE_DELETED") return this.list.bury(frame.id);
    if (frame.type === "MESSAGE_UPDATED") return this.list.revise(frame, fromServer(frame.contentHtml));
    const item = fromServer(frame.html ?? "").firstElementChild;
    return item && this.#arrived(item, frame);
  }

  #arrived(item, frame) {
    const { seq, userId } = frame;
    const own = userId === viewerId();
    this.marker.arrived(seq);
    if (own) this.marker.reach(seq);
    if (!this.newestValue || !this.list.put(item) || own || this.list.blocked.has(userId)) return;
    this.announcerTarget.textContent = spoken(frame);
  }

  #show(change) {
    this.keeper.keep(() => {
      change();
      this.list.mark();
    });
  }

  // Messages at the far end left the page, so there is something to fetch there again.
  #pruned(side) {
    if (side === "older") this.newestValue = false;
    const detail = { before: this.list.firstSeq, after: this.list.lastSeq, side };
    this.dispatch("pruned", { detail });
  }

  #tellRead() {
    if (!this.memberValue) return;
    const detail = { roomId: this.roomValue, seq: this.marker.read };
    document.dispatchEvent(new CustomEvent("chatty:read", { detail }));
    clearTimeout(this.telling);
    this.telling = setTimeout(() => read(this.roomValue, this.marker.read), READ_PAUSE_MS);
  }
}
