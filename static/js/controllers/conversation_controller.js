// A room as it is read: messages come in, are marked for the reader, and count as read when seen.
import * as Turbo from "@hotwired/turbo";
import { Controller } from "@hotwired/stimulus";
import { beforeNextPaint, fromServer, viewerId } from "../helpers/page.js";
import { MessageList } from "../models/message_list.js";
import { ReadMarker } from "../models/read_marker.js";
import { ScrollKeeper } from "../models/scroll_keeper.js";
import { read } from "../transport/commands.js";
import { live } from "../transport/live.js";

const READ_PAUSE_MS = 300;

export default class extends Controller {
  static targets = ["list", "log", "newest", "count", "announcer", "dayTemplate", "newTemplate"];
  static values = { room: String, last: Number, read: Number, member: Boolean, newest: Boolean };

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
    });
    this.list.mark();
    live.want(this, { rooms: [this.roomValue] });
    this.#catchUp();
    this.look();
  }

  disconnect() {
    live.unwant(this);
    clearTimeout(this.telling);
  }

  heard({ detail: frame }) {
    if (frame.roomId !== this.roomValue) return;
    switch (frame.type) {
      case "CHAT_MESSAGE":
      case "MESSAGE_UPDATED":
      case "MESSAGE_DELETED":
        // Frames that come together are shown together.
        if (this.waiting.push(frame) === 1) beforeNextPaint(() => this.#showWaiting());
        break;
      case "ROOM_REMOVED":
      case "ROOM_DELETED":
        Turbo.visit("/rooms");
    }
  }

  // A page of older or newer messages was fetched.
  loaded({ detail: { items, side, last } }) {
    if (side === "newer" && last) this.newestValue = true;
    this.#show(() => {
      for (const item of items) this.list.put(item);
      if (this.list.prune(side === "older" ? "newer" : "older")) this.#pruned(side);
    });
  }

  // Something else put messages in, or the page was read anew and morphed in place.
  marked() {
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
    const item = fromServer(frame.html ?? "").firstElementChild;
    if (frame.type === "MESSAGE_UPDATED") return item && this.list.replace(item);
    return item && this.#arrived(item, frame);
  }

  #arrived(item, { seq, userId, userName, content }) {
    const own = userId === viewerId();
    this.marker.arrived(seq);
    if (own) this.marker.reach(seq);
    if (!this.newestValue || !this.list.put(item) || own) return;
    this.announcerTarget.textContent = `${userName}: ${content}`;
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
