// For five seconds what one has just sent can be taken back: it is deleted for everybody, and its
// words and files are in the field again. What went out late, from the outbox, is offered no more.
import { Controller } from "@hotwired/stimulus";
import { putBack } from "../helpers/field.js";
import { viewerId } from "../helpers/page.js";
import { ask } from "../helpers/web_door.js";
import { uploads } from "../transport/uploads.js";

const UNDO_MS = 5_000;

export default class extends Controller {
  static targets = ["input", "offer", "told"];
  static values = { room: String, thread: String };

  // The field outlives pages of its room, and so does what it offers.
  connect() {
    this.written ??= new Map();
    this.#waitForEnd();
  }

  disconnect() {
    clearTimeout(this.ending);
  }

  // On its way: what it says is known here only.
  changed({ detail: entry }) {
    if (entry.roomId !== this.roomValue || (entry.threadId ?? "") !== this.threadValue) return;
    if (entry.state === "pending") this.#keep(entry);
    else if (entry.state !== "sent") this.written.delete(entry.clientId);
  }

  heard({ detail: frame }) {
    if (frame.type === "MESSAGE_DELETED" && frame.id === this.sent?.id) this.#end();
    if (frame.type !== "CHAT_MESSAGE" || frame.userId !== viewerId()) return;
    const entry = this.written.get(frame.clientId);
    this.written.delete(frame.clientId);
    if (entry && Date.now() - entry.createdAt < UNDO_MS) this.#offer({ ...entry, id: frame.id });
  }

  async undo() {
    const { id, content, replyToId, files } = this.sent;
    const newer = this.inputTarget.value;
    this.#end();
    this.inputTarget.focus();
    try {
      await ask("DELETE", `/messages/${id}`);
    } catch (problem) {
      return this.#tell(problem.message);
    }
    putBack(this.inputTarget, content);
    if (replyToId) this.dispatch("reply", { detail: { messageId: replyToId } });
    await this.#addAgain(await files);
    return this.#tell(newer ? "Taken back. It stands before what you have written since." : "Taken back.");
  }

  // With its message a file goes from here, too: what may be taken back is held until then.
  #keep(entry) {
    const files = entry.uploads && (this.written.get(entry.clientId)?.files ?? uploads().then((service) => service.of(entry.uploads)));
    this.written.set(entry.clientId, { ...entry, files });
  }

  async #addAgain(files = []) {
    const service = await uploads();
    const place = { roomId: this.roomValue, threadId: this.threadValue };
    for (const { file } of files) await service.add(file, place);
  }

  #offer(sent) {
    this.sent = sent;
    this.offerTarget.hidden = false;
    this.#tell("Sent.");
  }

  #tell(words) {
    this.toldTarget.textContent = words;
    this.#waitForEnd();
  }

  #waitForEnd() {
    clearTimeout(this.ending);
    this.ending = setTimeout(() => this.#end(), UNDO_MS);
  }

  // Whoever stands on the way back goes on where they wrote.
  #end() {
    clearTimeout(this.ending);
    if (this.offerTarget.contains(document.activeElement)) this.inputTarget.focus();
    this.sent = null;
    this.offerTarget.hidden = true;
    this.toldTarget.textContent = "";
  }
}
