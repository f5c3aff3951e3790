// Keeps what a person reads in its place while messages come and go around it.
// The log is a reversed column: scrollTop is 0 at the newest and negative above it.

const NEAR_PX = 48;

export class ScrollKeeper {
  constructor(log) {
    this.log = log;
  }

  get atNewest() {
    return Math.abs(this.log.scrollTop) <= NEAR_PX;
  }

  get fromOldest() {
    return this.log.scrollHeight - this.log.clientHeight - Math.abs(this.log.scrollTop);
  }

  get fromNewest() {
    return Math.abs(this.log.scrollTop);
  }

  toNewest() {
    this.log.scrollTop = 0;
  }

  // Runs `change`; the first message in view stays where it is, or the newest when it was in view.
  keep(change) {
    const stay = this.atNewest;
    const anchor = stay ? null : this.#firstInView();
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (stay) this.toNewest();
    else if (anchor?.isConnected) {
      this.log.scrollTop += anchor.getBoundingClientRect().top - before;
    }
  }

  #firstInView() {
    const top = this.log.getBoundingClientRect().top;
    const messages = this.log.querySelectorAll("[data-message-id]");
    return [...messages].find((message) => message.getBoundingClientRect().bottom > top);
  }
}
