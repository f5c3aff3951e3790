// How many invites wait for an answer, beside the links to them.
import { Controller } from "@hotwired/stimulus";
import { viewerId } from "../helpers/page.js";
import { live } from "../transport/live.js";

export default class extends Controller {
  static targets = ["badge"];

  connect() {
    for (const detail of live.missed() ?? []) this.heard({ detail });
  }

  heard({ detail: frame }) {
    if (frame.type !== "INVITE_UPDATED" || frame.invite.invitee?.id !== viewerId()) return;
    for (const badge of this.badgeTargets) {
      if (badge.dataset.kind === "requests" && frame.invite.kind !== "friend") continue;
      this.#count(badge, frame.invite);
    }
  }

  #count(badge, { id, state }) {
    const ids = new Set(badge.dataset.ids.split(" ").filter(Boolean));
    if (state === "pending") ids.add(id);
    else ids.delete(id);
    badge.dataset.ids = [...ids].join(" ");
    badge.hidden = ids.size === 0;
    badge.querySelector("[data-count]").textContent = ids.size > 99 ? "99+" : String(ids.size);
  }
}
