// What an HWP 5.0 file says of itself: the OLE property set of `\x05HwpSummaryInformation` ([MS-OLEPS]): title, author and
// the day it was made; and in the file header whether it carries a Creative Commons or KOGL (공공누리) mark.
import type { FoundText } from '../reader.ts';

const identifiers = { title: 2, subject: 3, author: 4, keywords: 5, comments: 6, created: 12 } as const;
const wideString = 0x1f;
const fileTime = 0x40;
/** 1601-01-01 in milliseconds before 1970. */
const fileTimeEpochMs = 11_644_473_600_000;

type Said = Readonly<Record<keyof typeof identifiers, string | undefined>>;

export function readSummary(bytes: Uint8Array): Said {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = new Map<number, string>();
  if (bytes.length >= 48) {
    const section = view.getUint32(44, true);
    const count = section + 8 <= bytes.length ? view.getUint32(section + 4, true) : 0;
    for (let index = 0; index < count && section + 16 + 8 * index <= bytes.length; index += 1) {
      const value = readValue(view, section + view.getUint32(section + 12 + 8 * index, true));
      if (value) found.set(view.getUint32(section + 8 + 8 * index, true), value);
    }
  }
  const entries = Object.entries(identifiers).map(([name, identifier]) => [name, found.get(identifier)]);
  return Object.fromEntries(entries) as Said;
}

function readValue(view: DataView, start: number): string | undefined {
  if (start + 8 > view.byteLength) return undefined;
  const type = view.getUint32(start, true);
  if (type === wideString) {
    const length = Math.min(view.getUint32(start + 4, true), (view.byteLength - start - 8) >>> 1);
    const units = Array.from({ length }, (_, at) => String.fromCharCode(view.getUint16(start + 8 + 2 * at, true)));
    return units.join('').replace(/\0.*$/s, '').trim();
  }
  if (type !== fileTime || start + 12 > view.byteLength) return undefined;
  const milliseconds = Number(view.getBigUint64(start + 4, true) / 10_000n) - fileTimeEpochMs;
  return milliseconds > 0 && milliseconds < 8e15 ? new Date(milliseconds).toISOString() : undefined;
}

/** Flags of the file header; which type it is stands only in the picture of the mark. */
export function markedLicence(flags: number): Pick<FoundText, 'licence'> {
  if (flags & (1 << 15)) return { licence: 'LicenseRef-KOGL-type-as-marked' };
  if (flags & (1 << 11)) return { licence: 'LicenseRef-CC-terms-as-marked' };
  return {};
}
