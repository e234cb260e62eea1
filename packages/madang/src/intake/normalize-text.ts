// The one form in which a text is stored and hashed: Unicode NFC, LF line ends, no lone surrogates (JSON escapes can
// hold them), no blank lines before and no whitespace after.
export function normalizeText(text: string): string {
  return trimBlank(text.toWellFormed().replace(/\r\n?/g, '\n').normalize('NFC'));
}

/** Keeps the first line's indentation. */
export function trimBlank(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
}
