// The files of the message one writes: chosen, dropped, pasted or spoken, shown on their way, and
// handed to the message when it is sent. Guests have no field for files, and none of this.
import { Controller } from "@hotwired/stimulus";
import { advance, found, itemOf, paint, take } from "../helpers/upload_item.js";
import { chosen } from "../models/file_choice.js";
import { uploads } from "../transport/uploads.js";

const TOLD = new Set(["done", "failed"]);
// What came with a form that was refused, and goes with the next one.
const NAMED = "input[type=checkbox][name=attachment_keys]";

export default class extends Controller {
  static targets = ["field", "list", "problem", "told"];
  static values = { room: String, thread: String, most: Number, bytes: Number };

  connect() {
    return this.restore();
  }

  // After a reload, or in a form that was refused: what no message has taken yet is here again.
  async restore() {
    if (!this.hasListTarget) return;
    const service = await uploads();
    for (const entry of await service.unsentIn(this.#place)) {
      this.changed({ detail: entry });
      // A form that was refused names it, too; once is enough.
      if (entry.key) this.element.querySelector(`${NAMED}[value="${CSS.escape(entry.key)}"]`)?.closest("label").remove();
    }
  }

  disconnect() {
    this.#mark(false);
  }

  picked() {
    this.#add([...this.fieldTarget.files]);
    this.fieldTarget.value = "";
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || !this.hasListTarget) return;
    event.preventDefault();
    this.#add(files);
  }

  over(event) {
    if (!this.#aims(event)) return this.#mark(false);
    event.preventDefault();
    return this.#mark(true);
  }

  left(event) {
    if (!event.relatedTarget) this.#mark(false);
  }

  dropped(event) {
    this.#mark(false);
    if (!this.#aims(event)) return;
    event.preventDefault();
    this.#add([...event.dataTransfer.files]);
  }

  recorded({ detail: { file } }) {
    this.#add([file]);
  }

  refused({ detail: { words } }) {
    this.#say(words);
  }

  changed({ detail: entry }) {
    if (!this.hasListTarget || entry.roomId !== this.roomValue || entry.threadId !== this.threadValue) return;
    if (entry.state === "gone" || entry.messageId) return take(this.listTarget, entry.clientId);
    const item = itemOf(this.listTarget, entry);
    const words = paint(item, entry);
    this.#name(item, entry);
    item.querySelector("[data-cancel]").onclick = () => this.#remove(entry.clientId);
    item.querySelector("[data-retry]").onclick = async () => (await uploads()).retry([entry.clientId]);
    if (TOLD.has(entry.state)) this.toldTarget.textContent = words;
  }

  progressed({ detail }) {
    if (this.hasListTarget) advance(this.listTarget, detail);
  }

  // The message takes them with it.
  taken({ detail: message }) {
    if (!this.hasListTarget) return;
    message.uploads = this.#items.map(({ dataset }) => dataset.upload);
    this.#say("");
    for (const id of message.uploads) take(this.listTarget, id);
  }

  // Later or silently: the form goes by itself, and names only what is there.
  plain(event) {
    if (this.#items.every(({ dataset }) => dataset.state === "done")) return;
    event.preventDefault();
    this.#say("Wait until all files are there, or remove those that are not.");
  }

  async submitted({ detail: { success } }) {
    if (success) await (await uploads()).forget(this.#items.map(({ dataset }) => dataset.upload));
  }

  async #add(files) {
    const limits = { most: this.mostValue, bytes: this.bytesValue, there: this.#items.length };
    const { taken, problem } = chosen(files, limits);
    this.#say(problem);
    const service = await uploads();
    for (const file of taken) await service.add(file, this.#place);
  }

  async #remove(id) {
    const next = found(this.listTarget, id)?.nextElementSibling?.querySelector("[data-cancel]");
    (next ?? this.element.elements.content).focus();
    await (await uploads()).discard([id]);
  }

  // For the form that goes by itself.
  #name(item, { state, key }) {
    if (state !== "done" || item.querySelector("input")) return;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "attachment_keys", value: key });
    item.append(field);
  }

  #aims({ dataTransfer, target }) {
    const over = target.closest?.(".conversation");
    return this.hasListTarget && dataTransfer?.types.includes("Files") && over !== null && over === this.element.closest(".conversation");
  }

  #mark(isOver) {
    this.element.closest(".conversation")?.classList.toggle("conversation--drop", isOver);
  }

  #say(words) {
    this.problemTarget.textContent = words;
    this.problemTarget.hidden = !words;
  }

  get #items() {
    return this.hasListTarget ? [...this.listTarget.children] : [];
  }

  get #place() {
    return { roomId: this.roomValue, threadId: this.threadValue };
  }
}
