// The one stream of a page, over whichever transport works.
//
// Promises: every durable frame is passed on once and in order, whatever transport brings it; a better
// transport is opened, with the cursor, before the worse one is closed; nothing is kept waiting for an
// answer longer than the times below; a refusal that cannot change is not repeated.
import { delay } from "../models/backoff.js";
import { eventId, isAfter } from "../models/cursor.js";
import { Timers } from "./timers.js";

export const LADDER = ["websocket", "events", "poll"];
export const WELCOME_WITHIN_MS = 5_000;
export const CLIMB_EVERY_MS = 300_000;
export const CLIMB_BACK_MS = 10_000;
export const SILENT_FOR_MS = 60_000;
const DOUBTED_AFTER_MS = 8_000;
const TRIES = { websocket: 2, events: 1, poll: 1 };
const SIGN_IN = 4401;
const FINAL = { from: 4500, to: 4999 };

export class Stream {
  cursor = "";
  wishes = { rooms: [], watch: [], active: true };
  state = "idle";
  why = {};
  #current = null;
  #candidate = null;
  #attempt = 0;
  #tries = 0;
  #timers = null;
  #heardAt = 0;
  #worked = new Set();

  constructor({ transports, clock, storage, random = Math.random, onFrame, onState, onSignIn }) {
    Object.assign(this, { transports, clock, storage, random, onFrame, onState, onSignIn });
    this.#timers = new Timers(clock);
  }

  get transport() {
    return this.#current?.name ?? null;
  }

  start(cursor) {
    this.cursor = cursor;
    this.#timers.every("climb", CLIMB_EVERY_MS, () => this.climb());
    this.#timers.every("watch", SILENT_FOR_MS / 4, () => this.check());
    this.#change("connecting");
    this.#try(this.#remembered());
  }

  stop(state = "idle") {
    this.#timers.cancelAll();
    this.#drop("candidate");
    this.#drop("current");
    this.#change(state);
  }

  // A command on the open line; false when it has to go by a request instead.
  send(command) {
    return this.#current?.send(command) ?? false;
  }

  wish(wishes) {
    this.wishes = { ...this.wishes, ...wishes };
    if (!this.#current) return;
    if (!this.#current.wish(this.#asked())) this.#try(this.#current.name);
    else this.#current.wished = this.#wishText();
  }

  // Called when the machine woke, the network came back, or the page was shown again.
  wake() {
    if (this.state === "live") this.check();
    else if (this.state === "waiting") this.#restart();
  }

  check() {
    this.#loseIfSilentFor(SILENT_FOR_MS);
  }

  // Called when a command got no answer: a line that is silent besides is taken for dead.
  doubt() {
    this.#loseIfSilentFor(DOUBTED_AFTER_MS);
  }

  // Tries something better than what is in use, and keeps what is in use if that fails.
  climb() {
    if (this.state === "live" && this.transport !== LADDER[0] && !this.#candidate) {
      this.#try(LADDER[0]);
    }
  }

  #loseIfSilentFor(ms) {
    const silent = this.clock.now() - this.#heardAt;
    if (this.#current && silent > ms) this.#lost({ code: 1006 });
  }

  #try(name) {
    this.#drop("candidate");
    const transport = this.transports[name]();
    transport.onFrame = (frame) => this.#heard(transport, frame);
    transport.onClose = (closing) => this.#closed(transport, closing);
    this.#candidate = transport;
    this.#timers.after("welcome", WELCOME_WITHIN_MS, () => {
      this.why[name] = "No answer within five seconds.";
      this.#tries = TRIES[name];
      this.#failed(transport, { code: 1006 });
    });
    transport.wished = this.#wishText();
    transport.open(this.#asked());
  }

  #asked() {
    return { ...this.wishes, cursor: this.cursor };
  }

  #wishText() {
    return JSON.stringify(this.wishes);
  }

  #heard(transport, frame) {
    this.#heardAt = this.clock.now();
    switch (frame.type) {
      case "WELCOME":
        return this.#welcomed(transport, frame);
      case "HEARTBEAT":
        return this.#move(frame.cursor);
      case "RESET":
        this.cursor = frame.cursor ?? this.cursor;
        return this.onFrame(frame);
      case "BYE":
        return this.#farewell(transport, frame);
      default:
        return this.#pass(frame);
    }
  }

  #pass(frame) {
    if (frame.cursor) {
      if (!isAfter(frame.cursor, this.cursor)) return;
      this.cursor = frame.cursor;
    }
    this.onFrame(frame);
  }

  #move(cursor) {
    if (eventId(cursor) >= eventId(this.cursor)) this.cursor = cursor;
  }

  #welcomed(transport, frame) {
    if (transport !== this.#candidate) return;
    this.#timers.cancel("welcome");
    this.#candidate = null;
    this.#drop("current");
    this.#current = transport;
    this.#attempt = this.#tries = 0;
    this.why[transport.name] = "";
    this.storage.set("chatty-transport", transport.name);
    this.#worked.add(transport.name);
    this.#change("live");
    this.onFrame(frame);
    if (transport.wished !== this.#wishText()) this.wish({});
    this.#climbBackSoon(transport.name);
  }

  // Something better has worked on this page: it is only away, and five minutes are long.
  #climbBackSoon(name) {
    const better = LADDER.slice(0, LADDER.indexOf(name)).some((step) => this.#worked.has(step));
    if (better) this.#timers.after("climbBack", CLIMB_BACK_MS, () => this.climb());
  }

  #farewell(transport, { retry = 0 }) {
    if (transport !== this.#current) return;
    this.#drop("current");
    this.#change("waiting");
    this.#timers.after("retry", retry, () => this.#restart());
  }

  #closed(transport, closing) {
    if (closing.code === SIGN_IN) return this.#refused(closing, "signed out");
    if (closing.code >= FINAL.from && closing.code <= FINAL.to) return this.#refused(closing, "refused");
    if (transport === this.#current) this.#lost(closing);
    else if (transport === this.#candidate) this.#failed(transport, closing);
  }

  #refused(closing, state) {
    this.stop(state);
    if (closing.code === SIGN_IN) this.onSignIn(closing);
  }

  // What was live is gone: the same way again, at once for the first time, then ever later.
  #lost({ code }) {
    const { name } = this.#current;
    this.#drop("current");
    this.why[name] = `Interrupted (${code}).`;
    if (!this.#candidate) this.#wait(name);
    else this.#change("connecting");
  }

  #failed(transport, { code }) {
    this.#drop("candidate");
    const { name } = transport;
    this.why[name] ||= `Could not be opened (${code}).`;
    if (this.#current) return this.#climbFrom(name);
    this.#tries += 1;
    if (this.#tries < TRIES[name]) return this.#wait(name);
    this.#tries = 0;
    const next = LADDER[LADDER.indexOf(name) + 1];
    if (next) this.#try(next);
    else this.#wait(this.#remembered());
  }

  // A failed climb tries the steps between before it is content with what is in use.
  #climbFrom(name) {
    const next = LADDER[LADDER.indexOf(name) + 1];
    if (next && LADDER.indexOf(next) < LADDER.indexOf(this.#current.name)) this.#try(next);
  }

  #wait(name) {
    this.#change("waiting");
    this.#timers.after("retry", delay(this.#attempt, this.random), () => {
      this.#attempt += 1;
      this.#change("connecting");
      this.#try(name);
    });
  }

  #restart() {
    this.#timers.cancel("retry");
    this.#tries = 0;
    this.#change("connecting");
    this.#try(this.#remembered());
  }

  #remembered() {
    const name = this.storage.get("chatty-transport");
    return LADDER.includes(name) ? name : LADDER[0];
  }

  #drop(which) {
    const transport = which === "current" ? this.#current : this.#candidate;
    if (which === "current") this.#current = null;
    else {
      this.#candidate = null;
      this.#timers.cancel("welcome");
    }
    transport?.close();
  }

  #change(state) {
    this.state = state;
    this.onState(this);
  }
}
