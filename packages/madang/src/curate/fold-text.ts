// The form in which texts are compared for equality: Unicode NFKC, lower case, every run of whitespace one space.
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
