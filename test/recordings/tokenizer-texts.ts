// The texts that tokenizer ids are recorded on; tokenizer_texts.py makes the same ones and says what they are. The
// recording holds the SHA-256 of each.
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const sectionCharacters = 32_000;
const longCharacters = 350_000;

const seedsSchema = z.record(
  z.string(),
  z.object({ units: z.array(z.string()), joins: z.array(z.string()), form: z.enum(['NFC', 'NFD']).optional() }),
);
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

export function tokenizerTexts(): Map<string, string> {
  const [korean, english] = [wordsOf('ko'), wordsOf('en')];
  const texts = new Map([
    ['korean', assemble(korean, [' ', ' ', '\n'], sectionCharacters, 1)],
    ['korean-nfd', assemble(korean, [' '], sectionCharacters / 2, 2).normalize('NFD')],
    ['english', assemble(english, [' ', ' ', '  ', '\n\n'], 2 * sectionCharacters, 3)],
  ]);
  const seeds = seedsSchema.parse(JSON.parse(read('tokenizer-text-seeds.json')));
  for (const [place, [name, { units, joins, form }]] of Object.entries(seeds).entries()) {
    const text = assemble(units, joins, sectionCharacters, 100 + place);
    texts.set(name, form ? text.normalize(form) : text);
  }
  const solid = korean.map((word) => word.replaceAll(/\s+/g, ''));
  return texts.set('no-space', assemble(solid, [''], longCharacters, 4));
}

/** MINSTD: the same whole numbers in every language. Lengths are in characters, as Python counts. */
function assemble(units: readonly string[], joins: readonly string[], characters: number, seed: number): string {
  let state = seed;
  const draw = (from: readonly string[]): string => {
    state = (state * 48271) % 2147483647;
    return from[state % from.length] ?? '';
  };
  const parts: string[] = [];
  for (let length = 0; length < characters; ) {
    const part = draw(units) + draw(joins);
    parts.push(part);
    length += Array.from(part).length;
  }
  return parts.join('');
}

function wordsOf(language: string): string[] {
  const files = readdirSync(new URL('texts/', import.meta.url)).filter((name) => name.startsWith(`${language}-`));
  return files.sort().flatMap((name) => read(`texts/${name}`).split(' '));
}
