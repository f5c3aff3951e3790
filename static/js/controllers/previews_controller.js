// What the links of messages lead to: it becomes known after the message is there.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["item"];

  heard({ detail: frame }) {
    const list = document.querySelector(`#message-${Number(frame.id)} [data-previews]`);
    if (!list) return;
    if (frame.type === "MESSAGE_UPDATED") this.#show(list, frame.previews);
    if (frame.type === "MESSAGE_DELETED") this.#show(list, []);
  }

  #show(list, previews) {
    list.replaceChildren(...previews.map((preview) => this.#item(preview)));
    list.hidden = previews.length === 0;
  }

  #item({ url, title, description, siteName, ...picture }) {
    const item = this.itemTarget.content.firstElementChild.cloneNode(true);
    const link = item.querySelector("a");
    // The server looks at pages of the web only; nothing else becomes a link here either.
    if (/^https?:/.test(url)) link.href = url;
    link.firstElementChild.textContent = title;
    item.querySelector(".previews__site").textContent = siteName || new URL(url).host;
    const words = item.querySelector(".previews__words");
    words.textContent = description;
    words.hidden = !description;
    this.#picture(item, picture);
    return item;
  }

  #picture(item, { pictureUrl, pictureWidth, pictureHeight }) {
    const picture = item.querySelector(".previews__picture");
    if (!pictureUrl) return picture.remove();
    Object.assign(picture, { src: pictureUrl, width: pictureWidth, height: pictureHeight });
    item.classList.add("previews__item--pictured");
  }
}
