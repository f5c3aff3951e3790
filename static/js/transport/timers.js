// Timers by name: setting one anew forgets the one before.

export class Timers {
  #timers = {};

  constructor(clock) {
    this.clock = clock;
  }

  after(name, ms, act) {
    this.cancel(name);
    this.#timers[name] = this.clock.after(ms, act);
  }

  every(name, ms, act) {
    this.after(name, ms, () => {
      this.every(name, ms, act);
      act();
    });
  }

  cancel(name) {
    this.clock.cancel(this.#timers[name]);
    delete this.#timers[name];
  }

  cancelAll() {
    for (const name of Object.keys(this.#timers)) this.cancel(name);
  }
}
