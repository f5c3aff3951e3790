// What of the files that somebody chose may be added, and why the rest may not.
import { sizeInWords } from "../helpers/sizes.js";

export function chosen(files, { most, bytes, there }) {
  const taken = [];
  const refused = [];
  for (const file of files) {
    const reason = refusal(file, { most, bytes, there: there + taken.length });
    if (reason) refused.push(reason);
    else taken.push(file);
  }
  return { taken, problem: [...new Set(refused)].join(" ") };
}

function refusal({ name, size }, { most, bytes, there }) {
  if (there >= most) return `A message has at most ${most} files.`;
  if (size === 0) return `${name} is empty, or a folder.`;
  if (size > bytes) return `${name} is too large: a file has at most ${sizeInWords(bytes)}.`;
  return "";
}
