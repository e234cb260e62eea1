// Whether an answer holds a fact that was asked for: one of the accepted strings stands in it as whole words, upper
// and lower case and punctuation between words aside. A plain rule that anyone can check by eye.

export function answerHoldsFact(answer: string, accepted: readonly string[]): boolean {
  const words = ` ${fold(answer)} `;
  return accepted.some((fact) => words.includes(` ${fold(fact)} `));
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/(?<=\p{N})[,](?=\p{N})/gu, '')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
