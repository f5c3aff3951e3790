// Who is in the room now, and which of its members are online.
import { Controller } from "@hotwired/stimulus";
import { fromServer, viewerId } from "../helpers/page.js";
import { live } from "../transport/live.js";

const WATCHED = 200;
const MEMBERS_CHANGED = new Set(["MEMBER_ADDED", "MEMBER_REMOVED", "MEMBER_UPDATED"]);

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
    if (MEMBERS_CHANGED.has(frame.type)) this.#reload();
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
      const dot = member.querySelector(".presence");
      const words = member.querySelector("[data-words]");
      // Of somebody just blocked nothing is shown, and a frame may still have been on its way.
      if (dot) dot.dataset.state = state;
      if (words) words.textContent = state === "offline" ? "" : ` · ${state}`;
    }
  }

  #count({ count, members }) {
    if (!viewerId()) this.#paintThoseHere(new Set(members));
    this.hereTarget.textContent = count === 1 ? "One person is here now" : `${count} people are here now`;
  }

  // A visitor watches nobody: all that is known is who looks at the same room.
  #paintThoseHere(here) {
    for (const { dataset } of this.memberTargets) {
      this.#paint({ userId: dataset.userId, state: here.has(dataset.userId) ? "online" : "offline" });
    }
  }

  async #reload() {
    const response = await fetch(this.srcValue).catch(() => null);
    if (!response?.ok) return;
    const list = fromServer(await response.text()).querySelector(".members");
    if (list) this.listTarget.replaceChildren(...list.children);
    this.#watch();
  }
}
