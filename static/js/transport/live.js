// The stream of this browser tab. It outlives page changes; pages say what they want to hear of, and
// hear it as `chatty:frame` on the document. `chatty:state` tells how the connection stands.
import * as Turbo from "@hotwired/turbo";
import { RecentFrames } from "../models/recent_frames.js";
import { kept } from "../helpers/kept.js";
import { pageCursor, viewerId } from "../helpers/page.js";
import { streamUrl } from "./address.js";
import { EventStreamTransport } from "./event_stream.js";
import { LongPollTransport } from "./long_poll.js";
import { SharedTransport } from "./shared.js";
import { Stream } from "./stream.js";
import { WebSocketTransport } from "./websocket.js";

const RELOADED = "chatty-reloaded-at";
const RELOAD_PAUSE_MS = 30_000;
const ADAPT_MS = 50;
const recent = new RecentFrames();
const wants = new Map();
let stream = null;
let viewer = null;
let adapting = null;

export const live = {
  get stream() {
    return stream;
  },

  // Called on every page: goes on with the stream, or begins it for who is signed in now.
  arrive() {
    const cursor = pageCursor();
    if (stream && viewer === viewerId()) return stream.wake();
    this.leave();
    viewer = viewerId();
    if (!cursor || (!viewer && !wants.size)) return undefined;
    stream = newStream();
    stream.wishes = merged();
    return stream.start(cursor);
  },

  leave() {
    stream?.stop();
    stream = null;
    recent.clear();
  },

  // What came in since the page was read; null when that is not known any more.
  missed() {
    const cursor = pageCursor();
    return recent.reaches(cursor) ? recent.after(cursor) : null;
  },

  want(owner, wishes) {
    wants.set(owner, wishes);
    adaptSoon();
  },

  unwant(owner) {
    wants.delete(owner);
    adaptSoon();
  },

  send(command) {
    return stream?.send(command) ?? false;
  },

  doubt() {
    stream?.doubt();
  },

  get isLive() {
    return stream?.state === "live";
  },
};

function merged() {
  const all = [...wants.values()];
  return {
    rooms: [...new Set(all.flatMap(({ rooms = [] }) => rooms))],
    watch: [...new Set(all.flatMap(({ watch = [] }) => watch))].slice(0, 200),
    active: document.visibilityState === "visible",
  };
}

// Leaving one room and entering the next is one change, not two.
function adaptSoon() {
  clearTimeout(adapting);
  adapting = setTimeout(adapt, ADAPT_MS);
}

// A visitor who looks at no room has nothing to hear.
function adapt() {
  if (!viewerId() && merged().rooms.length === 0) live.leave();
  else if (stream) stream.wish(merged());
  else live.arrive();
}

function newStream() {
  return new Stream({
    transports: {
      websocket: () => new WebSocketTransport(),
      events: () => shared("events", () => new EventStreamTransport()),
      poll: () => shared("poll", () => new LongPollTransport()),
    },
    clock: {
      now: () => Date.now(),
      after: (ms, act) => setTimeout(act, ms),
      cancel: (timer) => clearTimeout(timer),
    },
    storage: kept,
    onFrame: heard,
    onState: (changed) => announce("chatty:state", changed),
    onSignIn: signInAgain,
  });
}

function shared(name, make) {
  if (!navigator.locks || !window.BroadcastChannel) return make();
  const channel = new BroadcastChannel(`${viewer || "visitor"}-${name}`);
  return new SharedTransport({ name, make, locks: navigator.locks, channel, missed: fetchMissed });
}

async function fetchMissed(wishes) {
  const response = await fetch(streamUrl("/events/poll", wishes, { wait: 0 }));
  if (!response.ok) throw new Error(`The poll was answered ${response.status}`);
  return response.json();
}

function heard(frame) {
  recent.add(frame);
  if (frame.type === "RESET") return startOver();
  if (frame.type === "WELCOME") return announce("chatty:live", frame);
  return announce("chatty:frame", frame);
}

function startOver() {
  recent.clear();
  Turbo.visit(location.href, { action: "replace" });
}

// The session has ended, or another began: the page itself knows best. Once, lest it goes round.
function signInAgain() {
  const reloadedAt = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - reloadedAt < RELOAD_PAUSE_MS) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
}

function announce(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

export function watchMachine() {
  const wake = () => stream?.wake();
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", wake);
  window.addEventListener("pagehide", ({ persisted }) => persisted || live.leave());
  document.addEventListener("visibilitychange", () => {
    adaptSoon();
    wake();
  });
}
