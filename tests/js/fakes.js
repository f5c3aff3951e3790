// The outside of the stream, under the test's control.

export class FakeClock {
  time = 0;
  #timers = new Map();
  #next = 1;

  now() {
    return this.time;
  }

  after(ms, act) {
    const timer = this.#next++;
    this.#timers.set(timer, { at: this.time + ms, act });
    return timer;
  }

  cancel(timer) {
    this.#timers.delete(timer);
  }

  pass(ms) {
    const until = this.time + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= until);
      if (due.length === 0) break;
      const [timer, { at, act }] = due.reduce((one, other) => (other[1].at < one[1].at ? other : one));
      this.#timers.delete(timer);
      this.time = at;
      act();
    }
    this.time = until;
  }
}

export class FakeTransport {
  constructor(name, { adapts = true, duplex = name === "websocket" } = {}) {
    Object.assign(this, { name, adapts, duplex, sent: [], closed: false });
  }

  open(wishes) {
    this.opened = wishes;
  }

  send(command) {
    if (this.duplex) this.sent.push(command);
    return this.duplex;
  }

  wish(wishes) {
    this.wishes = wishes;
    return this.adapts;
  }

  close() {
    this.closed = true;
    this.onFrame = this.onClose = () => {};
  }

  welcome() {
    this.onFrame({ type: "WELCOME" });
  }

  frame(id, type = "CHAT_MESSAGE") {
    this.onFrame({ type, id, cursor: `${id}-x` });
  }

  fail(code = 1006) {
    this.onClose({ code, reason: "" });
  }
}

export class FakeStorage {
  values = {};

  get(key) {
    return this.values[key] ?? null;
  }

  set(key, value) {
    this.values[key] = value;
  }
}

// What the tabs of one browser share: locks and channels.
export class FakeBrowser {
  #queues = new Map();
  #channels = new Map();

  locks = {
    request: (name, { signal }, hold) => {
      const queue = this.#queues.get(name) ?? Promise.resolve();
      const turn = queue.then(() => (signal.aborted ? undefined : hold()));
      this.#queues.set(name, turn);
      return turn;
    },
  };

  channel(name) {
    const all = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, all);
    const channel = {
      name,
      onmessage: () => {},
      postMessage: (data) => {
        for (const other of all) if (other !== channel) other.onmessage({ data });
      },
      close: () => all.delete(channel),
    };
    all.add(channel);
    return channel;
  }
}
