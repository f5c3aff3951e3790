// Under a message that waits for its files: how far each of them is.
import { Controller } from "@hotwired/stimulus";
import { advance, found, itemOf, paint, take } from "../helpers/upload_item.js";
import { uploads } from "../transport/uploads.js";

export default class extends Controller {
  // A message on its way was shown, or shown anew.
  async shown({ detail: { clientId, uploads: ids } }) {
    if (!ids) return;
    const list = this.#listOf(clientId);
    if (!list) return;
    for (const entry of await (await uploads()).of(ids)) this.#put(list, entry);
  }

  changed({ detail: entry }) {
    if (!entry.messageId) return;
    const list = this.#listOf(entry.messageId);
    if (!list) return;
    if (entry.state === "gone") take(list, entry.clientId);
    else this.#put(list, entry);
  }

  progressed({ detail }) {
    for (const list of this.element.querySelectorAll("[data-uploads]")) {
      if (found(list, detail.clientId)) advance(list, detail);
    }
  }

  #put(list, entry) {
    const item = itemOf(list, entry);
    if (!item) return;
    paint(item, entry);
    // The message has a way to try again, and to be let go of, for all that belongs to it.
    for (const button of item.querySelectorAll("button")) button.hidden = true;
  }

  #listOf(clientId) {
    return this.element.querySelector(`[data-client-id="${CSS.escape(clientId)}"] [data-uploads]`);
  }
}
