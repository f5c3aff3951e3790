// Says of small rooms what has arrived on this device, whatever page is open.
import { Controller } from "@hotwired/stimulus";
import { viewerId } from "../helpers/page.js";
import { delivered } from "../transport/commands.js";

const PAUSE_MS = 500;
// Who comes back to many rooms tells them bit by bit: a stream takes ten commands a second.
const AT_ONCE = 10;
const REST_MS = 2_000;

export default class extends Controller {
  static targets = ["room"];

  connect() {
    this.waiting = new Map();
    for (const { dataset } of this.roomTargets) {
      if (Number(dataset.lastSeq) > Number(dataset.deliveredSeq)) this.#soon(dataset.roomId, dataset.lastSeq);
    }
  }

  disconnect() {
    clearTimeout(this.telling);
  }

  heard({ detail: { type, roomId, seq, userId } }) {
    if (type !== "CHAT_MESSAGE" || !seq || userId === viewerId()) return;
    if (this.#room(roomId)) this.#soon(roomId, seq);
  }

  // What comes together is told together.
  #soon(roomId, seq) {
    this.waiting.set(roomId, Number(seq));
    this.telling ??= setTimeout(() => this.#tell(), PAUSE_MS);
  }

  // What was read meanwhile is known to have arrived.
  #tell() {
    this.telling = null;
    for (const [roomId, seq] of [...this.waiting].slice(0, AT_ONCE)) {
      this.waiting.delete(roomId);
      if (Number(this.#room(roomId)?.dataset.readSeq) < seq) delivered(roomId, seq);
    }
    if (this.waiting.size) this.telling = setTimeout(() => this.#tell(), REST_MS);
  }

  #room(id) {
    return this.roomTargets.find(({ dataset }) => dataset.roomId === id);
  }
}
