// How far a room has been read. It only moves forward, so a late answer cannot move it back.

export class ReadMarker {
  constructor({ last = 0, read = 0 } = {}) {
    this.last = last;
    this.read = read;
  }

  get unread() {
    return Math.max(0, this.last - this.read);
  }

  arrived(seq) {
    this.last = Math.max(this.last, seq);
  }

  // Whether the marker moved, and so has to be told.
  reach(seq) {
    if (seq <= this.read) return false;
    this.read = seq;
    this.arrived(seq);
    return true;
  }
}
