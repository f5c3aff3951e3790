// A message that is said otherwise, in its own place.

export function editor(message, form, save) {
  if (message.querySelector(".message__edit")) return;
  const words = message.querySelector(".message__content");
  const field = form.querySelector("textarea");
  const before = field.value;
  const close = () => {
    form.remove();
    words.hidden = false;
    message.querySelector("a[data-more]")?.focus();
  };
  const send = async (event) => {
    event.preventDefault();
    const content = field.value.trim();
    // A message with files may say nothing.
    if (!content && field.required) return;
    try {
      if (content !== before) await save(content);
      close();
    } catch (problem) {
      const told = form.querySelector("[data-problem]");
      told.hidden = false;
      told.textContent = problem.message;
    }
  };
  form.addEventListener("submit", send);
  form.querySelector('[data-do="cancel"]').addEventListener("click", close);
  form.addEventListener("keydown", (event) => keys(event, form, close));
  words.hidden = true;
  words.after(form);
  field.focus();
  field.setSelectionRange(before.length, before.length);
}

function keys(event, form, close) {
  if (event.isComposing) return;
  const sends = event.key === "Enter" && event.target.name === "content" && !event.shiftKey && !matchMedia("(pointer: coarse)").matches;
  if (event.key !== "Escape" && !sends) return;
  event.preventDefault();
  event.stopPropagation();
  if (sends) form.requestSubmit();
  else close();
}
