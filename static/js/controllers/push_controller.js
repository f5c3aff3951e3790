// Lets this browser be told while no page is open, or not any more.
import * as Turbo from "@hotwired/turbo";
import { Controller } from "@hotwired/stimulus";
import { ask } from "../helpers/web_door.js";

const WORKER = "/service-worker.js";
const DEVICES = "/settings/notifications/devices";

export default class extends Controller {
  static targets = ["start", "said"];
  static values = { key: String };

  async connect() {
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
      this.#say("This browser cannot be told while chatty is closed.");
      return;
    }
    const registration = await navigator.serviceWorker.getRegistration("/");
    const subscription = await registration?.pushManager.getSubscription();
    this.startTarget.hidden = Boolean(subscription) && Notification.permission === "granted";
    if (!this.startTarget.hidden) this.#say("");
    else await this.#tell(subscription);
  }

  async start() {
    if ((await Notification.requestPermission()) !== "granted") {
      this.#say("Your browser does not allow it. You can change that in its settings for this site.");
      return;
    }
    try {
      await navigator.serviceWorker.register(WORKER, { scope: "/" });
      const { pushManager } = await navigator.serviceWorker.ready;
      const wishes = { userVisibleOnly: true, applicationServerKey: this.keyValue };
      await this.#tell(await pushManager.subscribe(wishes));
      Turbo.visit(location.href, { action: "replace" });
    } catch (error) {
      this.#say(`That did not work: ${error.message}`);
    }
  }

  // Said again on each visit: the server may have let go of it meanwhile.
  async #tell(subscription) {
    const { endpoint, keys } = subscription.toJSON();
    await ask("PUT", DEVICES, { endpoint, ...keys });
  }

  #say(words) {
    this.saidTarget.textContent = words;
  }
}
