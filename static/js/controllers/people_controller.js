// Names and pictures of people in the open page follow what they change.
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  heard({ detail: frame }) {
    if (frame.type !== "PROFILE_UPDATED") return;
    const { id, displayName, avatarUrl } = frame.user;
    for (const name of document.querySelectorAll(`[data-name-of="${CSS.escape(id)}"]`)) {
      name.textContent = displayName;
    }
    for (const avatar of document.querySelectorAll(`[data-avatar-of="${CSS.escape(id)}"]`)) {
      paint(avatar, displayName, avatarUrl);
    }
  }
}

function paint(avatar, displayName, avatarUrl) {
  const before = avatar.querySelector(".avatar__picture, .avatar__initials");
  const shown = avatarUrl ? picture(avatarUrl) : initials(displayName);
  if (before) before.replaceWith(shown);
  else avatar.prepend(shown);
}

function picture(url) {
  const image = new Image(96, 96);
  Object.assign(image, { className: "avatar__picture", alt: "", src: url });
  return image;
}

function initials(name) {
  const span = document.createElement("span");
  span.className = "avatar__initials";
  const words = name.replace(" (guest)", "").split(/\s+/).filter(Boolean);
  const shown = words.length > 1 ? [words.at(0), words.at(-1)] : words;
  span.textContent = shown.map((word) => [...word][0]).join("");
  return span;
}
