// Puts words back into a field, before what was written there since: nothing of it is lost.
export function putBack(field, words) {
  field.value = field.value ? `${words}\n${field.value}` : words;
  field.setSelectionRange(words.length, words.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
