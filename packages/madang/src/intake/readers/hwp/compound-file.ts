// An OLE compound file ([MS-CFB] 12.0): a small file system of 512- or 4096-byte sectors chained by a table. Every chain is
// followed at most once round, so that a table that points in circles ends; nothing outside the file is asked for.
import { Refusal } from '../read-binary.ts';

const headerBytes = 512;
const entryBytes = 128;
const entriesInHeader = 109;
const noEntry = 0xffffffff;
/** Sector numbers above are marks: free, end of chain, table sectors. */
const lastSector = 0xfffffffa;

export interface CompoundFile {
  /** `BodyText/Section0`; without the root. */
  readonly names: readonly string[];
  readonly read: (name: string) => Uint8Array | undefined;
}

interface Entry {
  readonly start: number;
  readonly sizeBytes: number;
}

export function openCompoundFile(bytes: Uint8Array): CompoundFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < headerBytes) throw damaged('no header');
  const sectorBytes = 1 << view.getUint16(30, true);
  const miniSectorBytes = 1 << view.getUint16(32, true);
  if (![512, 4096].includes(sectorBytes) || miniSectorBytes !== 64) throw damaged('sector size');
  const sectorCount = Math.ceil(bytes.length / sectorBytes);

  const sector = (number: number): Uint8Array => {
    const start = (number + 1) * sectorBytes;
    if (number > lastSector || start >= bytes.length) throw damaged(`sector ${number}`);
    return bytes.subarray(start, start + sectorBytes);
  };
  const chain = (start: number, next: Uint32Array): Uint8Array => {
    const sectors: Uint8Array[] = [];
    for (let number = start; number <= lastSector; number = next[number] ?? noEntry) {
      if (sectors.length > sectorCount) throw damaged('sectors in a circle');
      sectors.push(sector(number));
    }
    return Buffer.concat(sectors);
  };

  const table = readTable(view, sector, sectorCount);
  const directory = chain(view.getUint32(48, true), table);
  const entries = listEntries(directory);
  const root = readEntry(directory, 0);
  const miniTable = numbers(chain(view.getUint32(60, true), table));
  const miniStream = chain(root.start, table);

  const readMini = ({ start, sizeBytes }: Entry): Uint8Array => {
    const pieces: Uint8Array[] = [];
    for (let number = start; number <= lastSector; number = miniTable[number] ?? noEntry) {
      if (pieces.length * miniSectorBytes >= sizeBytes) break;
      pieces.push(miniStream.subarray(number * miniSectorBytes, (number + 1) * miniSectorBytes));
    }
    return Buffer.concat(pieces);
  };
  return {
    names: [...entries.keys()],
    read: (name) => {
      const entry = entries.get(name);
      if (!entry) return undefined;
      if (entry.sizeBytes > bytes.length) throw damaged(`size of ${name}`);
      const whole = entry.sizeBytes < view.getUint32(56, true) ? readMini(entry) : chain(entry.start, table);
      if (whole.length < entry.sizeBytes) throw damaged(`end of ${name}`);
      return whole.subarray(0, entry.sizeBytes);
    },
  };
}

/** The allocation table: the next sector of each sector. */
function readTable(view: DataView, sector: (number: number) => Uint8Array, sectorCount: number): Uint32Array {
  const places = Array.from({ length: entriesInHeader }, (_, index) => view.getUint32(76 + 4 * index, true));
  let more = view.getUint32(68, true);
  for (let count = 0; more <= lastSector; count += 1) {
    if (count > sectorCount) throw damaged('table in a circle');
    const listed = numbers(sector(more));
    places.push(...listed.subarray(0, -1));
    more = listed.at(-1) ?? noEntry;
  }
  const used = places.filter((place) => place <= lastSector);
  if (used.length > sectorCount) throw damaged('table size');
  return numbers(Buffer.concat(used.map(sector)));
}

/** Storages are walked from the root; each entry is visited once. */
function listEntries(directory: Uint8Array): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const visited = new Set<number>();
  const waiting: { readonly index: number; readonly folder: string }[] = [{ index: 0, folder: '' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { index, folder } = next;
    if (index === noEntry || visited.has(index)) continue;
    visited.add(index);
    const view = entryView(directory, index);
    const name = readName(view);
    const path = index === 0 ? '' : `${folder}${name}`;
    if (view.getUint8(66) === 2) entries.set(path, readEntry(directory, index));
    waiting.push({ index: view.getUint32(68, true), folder }, { index: view.getUint32(72, true), folder });
    waiting.push({ index: view.getUint32(76, true), folder: index === 0 ? '' : `${path}/` });
  }
  return entries;
}

function readEntry(directory: Uint8Array, index: number): Entry {
  const view = entryView(directory, index);
  return { start: view.getUint32(116, true), sizeBytes: view.getUint32(120, true) };
}

function readName(view: DataView): string {
  const length = Math.min(32, Math.max(0, view.getUint16(64, true) / 2 - 1));
  return Array.from({ length }, (_, at) => String.fromCharCode(view.getUint16(2 * at, true))).join('');
}

function entryView(directory: Uint8Array, index: number): DataView {
  if ((index + 1) * entryBytes > directory.length) throw damaged(`directory entry ${index}`);
  return new DataView(directory.buffer, directory.byteOffset + index * entryBytes, entryBytes);
}

function numbers(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Uint32Array.from({ length: bytes.length >>> 2 }, (_, index) => view.getUint32(4 * index, true));
}

function damaged(reason: string): Refusal {
  return new Refusal('damaged-file', { format: 'OLE', reason });
}
