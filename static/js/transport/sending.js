// One file to the server: announced, then its bytes in the way that the answer names. tus goes to the
// server itself and goes on where it broke off; parts go to where files are kept.
import { meta } from "../helpers/page.js";
import { ask, isForNow, Problem } from "../helpers/web_door.js";
import { Refused } from "../models/outbox.js";

const PIECE_BYTES = 4 * 1024 * 1024;
// What an answer means where it means something else than a refusal: swept, or signed too long ago;
// or another request is at it.
const LOST = { tus: [404, 410], part: [403, 404], completion: [404, 409] };
const BUSY = { tus: [409, 423] };
const OUT_OF_REACH = "Waiting for the network…";

// Ends when all of *entry* has arrived. `progress` hears of the bytes sent, `noted` of what has to be
// known after a reload. Raises Refused, or another error for what may be tried again.
export async function sendFile(entry, { signal, progress, noted }) {
  const upload = entry.upload ?? (await announced(entry, noted));
  signal.throwIfAborted();
  const parts = { ...entry, upload, partsSent: entry.upload ? (entry.partsSent ?? 0) : 0 };
  const way = upload.protocol === "tus" ? byTus : inParts;
  try {
    await way(parts, { signal, progress, noted });
  } catch (error) {
    // Swept, or its addresses are too old: it is announced anew.
    if (error instanceof Lost) await noted({ upload: null, key: "", partsSent: 0 });
    throw error;
  }
}

class Lost extends Error {}

async function announced({ name, size }, noted) {
  const upload = await judged(ask("POST", "/attachments/announcements", { name, size }));
  await noted({ upload, key: upload.key, partsSent: 0 });
  return upload;
}

async function byTus({ file, upload }, { signal, progress }) {
  const { Upload } = await tus();
  await new Promise((resolve, reject) => {
    const sending = new Upload(file, {
      uploadUrl: upload.url,
      chunkSize: PIECE_BYTES,
      retryDelays: null,
      storeFingerprintForResuming: false,
      headers: { Accept: "application/json", "X-CSRFToken": meta("csrf-token") },
      onProgress: progress,
      onSuccess: () => resolve(),
      onError: (error) => reject(told(error.originalResponse)),
    });
    signal.addEventListener("abort", () => {
      sending.abort();
      reject(signal.reason);
    });
    sending.start();
  });
}

// The library puts itself where every script finds it.
async function tus() {
  if (!window.tus) await import("tus");
  return window.tus;
}

function told(response) {
  const status = response?.getStatus() ?? 0;
  return problem(status, detailIn(response?.getBody()), "tus");
}

async function inParts({ file, size, upload, partsSent }, { signal, progress, noted }) {
  for (let number = partsSent; number < upload.partUrls.length; number++) {
    const begin = number * upload.partBytes;
    const piece = file.slice(begin, begin + upload.partBytes);
    await put(upload.partUrls[number], piece, { signal, progress: (sent) => progress(begin + sent, size) });
    await noted({ partsSent: number + 1 });
  }
  await judged(ask("PUT", `/attachments/${upload.key}/completion`), "completion");
}

function put(url, piece, { signal, progress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.upload.onprogress = ({ loaded }) => progress(loaded);
    request.onload = () => (request.status < 300 ? resolve() : reject(problem(request.status, "", "part")));
    request.onerror = () => reject(problem(0));
    signal.addEventListener("abort", () => {
      request.abort();
      reject(signal.reason);
    });
    request.send(piece);
  });
}

// Says of a refusal whether it stands.
async function judged(asking, step) {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof Problem) throw problem(error.status, reasonOf(error), step);
    throw new Error(OUT_OF_REACH);
  }
}

function problem(status, detail, step) {
  if (status === 0 || BUSY[step]?.includes(status)) return new Error(OUT_OF_REACH);
  if (isForNow(status)) return new Error(detail || `The server answered ${status}.`);
  if (LOST[step]?.includes(status)) return new Lost(OUT_OF_REACH);
  return new Refused(detail || `The server answered ${status}.`);
}

function reasonOf({ message, errors }) {
  return errors?.[0]?.detail ?? message;
}

function detailIn(body) {
  try {
    const { detail, errors } = JSON.parse(body);
    return errors?.[0]?.detail ?? detail;
  } catch {
    return "";
  }
}
