// A short sound for who wishes it on this device. Browsers play nothing before somebody has touched
// the page.
import { kept } from "../helpers/kept.js";

const KEY = "chatty-chime";
const NOTES_HZ = [660, 880];
const NOTE_SECONDS = 0.14;
const LOUDNESS = 0.08;
let context = null;

export const isWished = () => kept.get(KEY) === "on";
export const canPlay = () => Boolean(window.AudioContext && navigator.userActivation?.hasBeenActive);

export function wish(on) {
  if (on) kept.set(KEY, "on");
  else kept.remove(KEY);
}

export async function play() {
  context ??= new AudioContext();
  await context.resume();
  NOTES_HZ.forEach((pitch, place) => note(pitch, context.currentTime + place * NOTE_SECONDS));
}

// It swells and fades: what begins at once clicks.
function note(pitch, start) {
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + NOTE_SECONDS / 4);
  volume.gain.linearRampToValueAtTime(0, start + NOTE_SECONDS);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + NOTE_SECONDS);
}
