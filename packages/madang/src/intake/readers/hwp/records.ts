// The records of an HWP 5.0 stream (한글문서파일형식 5.0, revision 1.3, chapter 3): a 32-bit head of tag, level and size, then
// the data. Levels say what belongs to what; here they become a tree.
import { Refusal } from '../read-binary.ts';

/** A page of text is some 200 records. */
const maximumRecords = 2_000_000;
const extendedSize = 0xfff;

export const tags = {
  paragraph: 66,
  text: 67,
  rangeTags: 70,
  control: 71,
  list: 72,
  table: 77,
  equation: 88,
  textArt: 90,
  form: 91,
} as const;

export interface HwpRecord {
  readonly tag: number;
  readonly data: DataView;
  readonly children: HwpRecord[];
}

export function readRecords(bytes: Uint8Array): HwpRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const roots: HwpRecord[] = [];
  const open: { readonly level: number; readonly record: HwpRecord }[] = [];
  let count = 0;
  for (let position = 0; position + 4 <= bytes.length; ) {
    const head = view.getUint32(position, true);
    position += 4;
    let size = head >>> 20;
    if (size === extendedSize) {
      if (position + 4 > bytes.length) throw cutOff();
      size = view.getUint32(position, true);
      position += 4;
    }
    if (position + size > bytes.length) throw cutOff();
    count += 1;
    if (count > maximumRecords) throw new Refusal('too-many-parts', { limit: maximumRecords });
    const level = (head >>> 10) & 0x3ff;
    const data = new DataView(bytes.buffer, bytes.byteOffset + position, size);
    const record: HwpRecord = { tag: head & 0x3ff, data, children: [] };
    while ((open.at(-1)?.level ?? -1) >= level) open.pop();
    (open.at(-1)?.record.children ?? roots).push(record);
    open.push({ level, record });
    position += size;
  }
  return roots;
}

/** UTF-16LE; as much of it as is there. */
export function readString(data: DataView, start: number, length: number): string {
  let text = '';
  for (let at = start; at < start + 2 * length && at + 2 <= data.byteLength; at += 2) {
    text += String.fromCharCode(data.getUint16(at, true));
  }
  return text;
}

/** A 16-bit length, then as many characters; and where it ends. */
export function readCounted(data: DataView, start: number): { readonly text: string; readonly end: number } {
  if (start + 2 > data.byteLength) return { text: '', end: data.byteLength };
  const length = data.getUint16(start, true);
  return { text: readString(data, start + 2, length), end: start + 2 + 2 * length };
}

function cutOff(): Refusal {
  return new Refusal('damaged-file', { format: 'HWP', reason: 'a record is cut off' });
}
