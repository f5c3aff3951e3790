// One connection for all tabs of a person: browsers allow six per host on HTTP/1.1.
//
// The tab that holds the lock leads: it opens the real transport with the wishes of all tabs and passes
// every frame on. The others follow; when the leader goes, the lock makes one of them the next.
// A follower's cursor may be older than the leader's, so it first fetches what lies between.

export class SharedTransport {
  onFrame = () => {};
  onClose = () => {};
  #tab = Math.random().toString(36).slice(2);
  #wishes = null;
  #others = new Map();
  #inner = null;
  #live = false;
  #held = null;
  #letGo = () => {};
  #stop = new AbortController();

  constructor({ name, make, locks, channel, missed }) {
    Object.assign(this, { name, make, locks, channel, missed });
  }

  open(wishes) {
    this.#wishes = wishes;
    this.channel.onmessage = ({ data }) => this.#told(data);
    this.#tell({ kind: "join", wishes });
    this.locks
      .request(`chatty-${this.channel.name}`, { signal: this.#stop.signal }, () => this.#lead())
      .catch(() => {});
  }

  send() {
    return false;
  }

  wish(wishes) {
    this.#wishes = { ...wishes };
    if (this.#inner) this.#adapt();
    else this.#tell({ kind: "join", wishes });
    return true;
  }

  close() {
    this.onFrame = this.onClose = () => {};
    this.#stop.abort();
    if (!this.#inner) this.#tell({ kind: "leave" });
    this.#inner?.close();
    this.channel.close();
    this.#letGo();
  }

  #lead() {
    if (this.#stop.signal.aborted) return undefined;
    this.#connect();
    return new Promise((resolve) => {
      this.#letGo = resolve;
    });
  }

  #connect() {
    const before = this.#inner;
    const inner = this.make();
    inner.onFrame = (frame) => {
      if (frame.type === "WELCOME") before?.close();
      this.#arrived(frame);
    };
    inner.onClose = (closing) => {
      if (inner !== this.#inner) return;
      this.#tell({ kind: "closed", closing });
      this.onClose(closing);
    };
    this.#inner = inner;
    inner.open(this.#union());
  }

  #arrived(frame) {
    if (frame.type === "WELCOME") {
      this.#live = true;
      this.#tell({ kind: "welcome", to: "all", frame });
    } else {
      this.#tell({ kind: "frame", frame });
    }
    this.#pass(frame);
  }

  #pass(frame) {
    if (frame.cursor) this.#wishes.cursor = frame.cursor;
    this.onFrame(frame);
  }

  #told({ kind, from, to, wishes, frame, closing }) {
    if (this.#inner) {
      if (kind === "join") this.#joined(from, wishes);
      if (kind === "leave") this.#left(from);
    } else if (kind === "welcome" && (to === "all" || to === this.#tab)) this.#catchUp(frame);
    else if (kind === "frame" && this.#held) this.#held.push(frame);
    else if (kind === "frame" && this.#live) this.#pass(frame);
    else if (kind === "closed") this.onClose(closing);
  }

  #joined(tab, wishes) {
    const known = JSON.stringify(this.#union());
    this.#others.set(tab, wishes);
    if (JSON.stringify(this.#union()) !== known) this.#adapt();
    if (this.#live) this.#tell({ kind: "welcome", to: tab, frame: { type: "WELCOME" } });
  }

  #left(tab) {
    this.#others.delete(tab);
  }

  #adapt() {
    if (!this.#inner.wish(this.#union())) this.#connect();
  }

  async #catchUp(welcome) {
    if (this.#live || this.#held) return;
    this.#held = [];
    try {
      const { events, cursor, reset } = await this.missed(this.#wishes);
      this.#live = true;
      this.onFrame(welcome);
      if (reset) this.#pass({ type: "RESET", cursor, reason: "missed" });
      for (const frame of [...events, ...this.#held]) this.#pass(frame);
    } catch {
      this.onClose({ code: 1006, reason: "" });
    } finally {
      this.#held = null;
    }
  }

  #union() {
    const all = [this.#wishes, ...this.#others.values()];
    return {
      cursor: this.#wishes.cursor,
      rooms: [...new Set(all.flatMap(({ rooms }) => rooms))].sort(),
      watch: [...new Set(all.flatMap(({ watch }) => watch))].sort(),
      active: all.some(({ active }) => active),
    };
  }

  #tell(message) {
    if (this.#stop.signal.aborted && message.kind !== "leave") return;
    this.channel.postMessage({ ...message, from: this.#tab });
  }
}
