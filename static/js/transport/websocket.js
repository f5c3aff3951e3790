// Frames over a WebSocket, both ways.
//
// Every transport has `open(wishes)`, `close()`, `send(command)` (false when it cannot), `wish(wishes)`
// (false when it must be opened anew for them), and calls `onFrame(frame)` and `onClose({code, reason})`.
import { streamUrl } from "./address.js";

export class WebSocketTransport {
  name = "websocket";
  onFrame = () => {};
  onClose = () => {};
  #socket = null;
  #wishes = null;

  open(wishes) {
    this.#wishes = wishes;
    const url = new URL(streamUrl("/ws", wishes), location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => this.onFrame(JSON.parse(data));
    socket.onclose = ({ code, reason }) => this.onClose({ code, reason });
    this.#socket = socket;
  }

  send(command) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(command));
    return true;
  }

  wish(wishes) {
    const before = this.#wishes;
    this.#wishes = wishes;
    for (const roomId of without(wishes.rooms, before.rooms)) this.send({ type: "JOIN_ROOM", roomId });
    for (const roomId of without(before.rooms, wishes.rooms)) this.send({ type: "LEAVE_ROOM", roomId });
    if (wishes.watch.join() !== before.watch.join()) {
      this.send({ type: "WATCH_PRESENCE", userIds: wishes.watch });
    }
    if (wishes.active !== before.active) this.send({ type: "ACTIVE", active: wishes.active });
    return true;
  }

  close() {
    this.onFrame = this.onClose = () => {};
    this.#socket?.close(1000);
  }
}

function without(list, others) {
  return list.filter((item) => !others.includes(item));
}
