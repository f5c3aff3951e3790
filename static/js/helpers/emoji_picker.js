// All emoji, from our own data; loaded only when somebody asks for more than the usual ones.
export async function emojiPicker(dataSource, onChosen) {
  const { Picker } = await import("emoji-picker-element");
  const picker = new Picker({ dataSource });
  picker.addEventListener("emoji-click", ({ detail }) => onChosen(detail.unicode));
  return picker;
}
