// How large something is, in words, as the server says it.
const STEP = 1_024;
const UNITS = ["KiB", "MiB", "GiB"];

export function sizeInWords(bytes) {
  if (bytes < STEP) return bytes === 1 ? "1 Byte" : `${bytes} Bytes`;
  const power = Math.min(Math.floor(Math.log(bytes) / Math.log(STEP)), UNITS.length);
  return `${(bytes / STEP ** power).toFixed(1)} ${UNITS[power - 1]}`;
}
