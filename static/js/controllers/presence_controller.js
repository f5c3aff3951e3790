// Who is in the room now, and which of its members are online.
import { Controller } from "@hotwired/stimulus";
import { fromServer, viewerId } from "../helpers/page.js";
import { live } from "../transport/live.js";

const WATCHED = 200;

export default class extends Controller {
  static targets = ["here", "list", "member"];
  static values = { room: String, src: String };

  connect() {
    this.#watch();
    if (live.isLive) this.live();
  }

  disconnect() {
    live.unwant(this);
  }

  heard({ detail: frame }) {
    if (frame.type === "PRESENCE") this.#paint(frame);
    if (frame.roomId !== this.roomValue) return;
    if (frame.type === "ROOM_MEMBERS_UPDATE") this.#count(frame);
    if (frame.type === "MEMBER_ADDED" || frame.type === "MEMBER_REMOVED") this.#reload();
  }

  // Who reads this is here.
  live() {
    if (viewerId()) this.#paint({ userId: viewerId(), state: "online" });
  }

  #watch() {
    const watch = this.memberTargets.slice(0, WATCHED).map(({ dataset }) => dataset.userId);
    live.want(this, { watch });
  }

  #paint({ userId, state }) {
    for (const member of this.memberTargets.filter(({ dataset }) => dataset.userId === userId)) {
      member.querySelector(".presence").dataset.state = state;
      member.querySelector("[data-words]").textContent = state === "offline" ? "" : ` · ${state}`;
    }
  }

  #count({ count }) {
    this.hereTarget.textContent = count === 1 ? "One person is here now" : `${count} people are here now`;
  }

  async #reload() {
    const response = await fetch(this.srcValue).catch(() => null);
    if (!response?.ok) return;
    const list = fromServer(await response.text()).querySelector(".members");
    if (list) this.listTarget.replaceChildren(...list.children);
    this.#watch();
  }
}
