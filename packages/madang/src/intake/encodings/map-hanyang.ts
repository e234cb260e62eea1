// Old Hangul as Hanyang's fonts and Hangul word processors wrote it, in the private use area (U+E0BC-F8F7), mapped to
// the jamo of Unicode. The correspondence, 5,661 codes, is that of the KTUG Hanyang PUA Table Project
// (`assets/hanyang-pua.txt`). Other signs of the private use area stay as they are.
import { readFileSync } from 'node:fs';

const privateUse = /[\uE0BC-\uF8F7]/g;
let table: ReadonlyMap<string, string> | undefined;

export interface Mapped {
  readonly text: string;
  readonly characters: number;
}

/** Only where the text holds Hangul: icon fonts of web pages use the same codes. */
export function mapHanyang(text: string): Mapped {
  privateUse.lastIndex = 0;
  if (!privateUse.test(text) || !/[가-힣\u1100-\u11FF]/.test(text)) return { text, characters: 0 };
  table ??= readTable();
  const known = table;
  let characters = 0;
  const mapped = text.replace(privateUse, (character) => {
    const jamo = known.get(character);
    if (jamo !== undefined) characters += 1;
    return jamo ?? character;
  });
  return { text: mapped, characters };
}

/** Lines `E0BC 1102 119E`: the code, its jamo. */
function readTable(): ReadonlyMap<string, string> {
  const lines = readFileSync(new URL('../../../assets/hanyang-pua.txt', import.meta.url), 'utf8').split('\n');
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [code, ...jamo] =
        line.startsWith('#') || line === '' ? [] : line.split(' ').map((hex) => parseInt(hex, 16));
      return code === undefined ? [] : [[String.fromCharCode(code), String.fromCharCode(...jamo)]];
    }),
  );
}
