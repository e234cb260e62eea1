// Streams tokens as text: a token may end inside a UTF-8 character, so its text is held until the character is whole.
// A character has at most four bytes and a token at least one, so after four tokens a break is the model's own.
const longestCharacterTokens = 4;
const contextTokens = 8;

export type Decode = (ids: readonly number[], before: readonly number[]) => string;

export interface WholeCharacters {
  /** Takes the next token; gives the text that became whole, often empty. */
  push(id: number): string;
  /** Gives what is still held, without a character that was cut. */
  end(): string;
}

export function wholeCharacters(decode: Decode): WholeCharacters {
  let before: number[] = [];
  let held: number[] = [];

  function release(text: string): string {
    before = [...before, ...held].slice(-contextTokens);
    held = [];
    return text;
  }

  return {
    push(id) {
      held.push(id);
      const text = decode(held, before);
      return text.endsWith('\uFFFD') && held.length < longestCharacterTokens ? '' : release(text);
    },
    end: () => (held.length === 0 ? '' : release(decode(held, before).replace(/\uFFFD+$/, ''))),
  };
}
