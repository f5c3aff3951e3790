// How a message is read out: one without words by its files.
export function spoken({ userName, content, attachments = [] }) {
  const files = attachments.length === 1 ? "A file" : `${attachments.length} files`;
  return `${userName}: ${content || (attachments.length ? files : "")}`;
}
