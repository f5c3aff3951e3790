// Add a passkey, or sign in with one. What the device answers goes to the server as a form field.
import { visit } from "@hotwired/turbo";
import { Controller } from "@hotwired/stimulus";
import { credentialJson, creationOptions, passkeysWork, requestOptions } from "../helpers/passkeys.js";
import { ask } from "../helpers/web_door.js";

const CANCELLED = "NotAllowedError";
const KNOWN = "InvalidStateError";

export default class extends Controller {
  static targets = ["button", "form", "problem", "without"];
  static values = { optionsUrl: String, answerUrl: String, next: String };

  connect() {
    if (!passkeysWork()) return;
    for (const shown of [...this.buttonTargets, ...this.formTargets]) shown.hidden = false;
    for (const words of this.withoutTargets) words.hidden = true;
  }

  async signIn() {
    await this.#attempt(async () => {
      const { challengeId, publicKey } = await ask("POST", this.optionsUrlValue);
      const options = { publicKey: requestOptions(publicKey) };
      const credential = JSON.stringify(credentialJson(await navigator.credentials.get(options)));
      const fields = { challengeId, credential, next: this.nextValue };
      const { next } = await ask("POST", this.answerUrlValue, fields);
      location.assign(next);
    });
  }

  async register(event) {
    event.preventDefault();
    const { name, currentPassword = "" } = Object.fromEntries(new FormData(this.formTarget));
    await this.#attempt(async () => {
      const { challengeId, publicKey } = await ask("POST", this.optionsUrlValue, { currentPassword });
      const options = { publicKey: creationOptions(publicKey) };
      const credential = JSON.stringify(credentialJson(await navigator.credentials.create(options)));
      await ask("POST", this.answerUrlValue, { challengeId, credential, name });
      visit(this.nextValue, { action: "replace" });
    });
  }

  async #attempt(act) {
    this.problemTarget.hidden = true;
    try {
      await act();
    } catch (error) {
      this.problemTarget.textContent = words(error);
      this.problemTarget.hidden = false;
    }
  }
}

function words(error) {
  if (error.name === CANCELLED) return "That was cancelled, or it took too long. Please try again.";
  if (error.name === KNOWN) return "This device has a passkey for this account already.";
  return error.errors?.[0]?.message ?? error.message;
}
