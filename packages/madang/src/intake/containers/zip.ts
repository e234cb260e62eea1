// Zip (APPNOTE 6.3.10), read by its central directory. A file on disk is read in place; one inside another archive is held
// in memory. Names without the UTF-8 flag are in the writer's code page: on Korean Windows CP949.
import { decodeText, readWhole } from '../encodings/decode-text.ts';
import { type Container, DamagedContainer, damagedAs } from './container.ts';
import { mostHeldBytes, OverBudget } from './read-budget.ts';

const isEncrypted = 0x1;
const options = { lazyEntries: true, decodeStrings: false, autoClose: false } as const;

export const zip: Container = {
  name: 'zip',
  endings: { '.zip': '' },
  signature: [0x50, 0x4b, 0x03, 0x04],
  signatureAt: 0,
  async *unpack(bytes, budget, file) {
    const yauzl = await import('yauzl');
    const open = async () => {
      if (file !== undefined) return yauzl.openPromise(file, options);
      const held = await readWhole(bytes, mostHeldBytes);
      if (!held) throw new OverBudget('held');
      return yauzl.fromBufferPromise(Buffer.from(held.buffer, held.byteOffset, held.length), options);
    };
    const archive = await asDamaged(open());
    try {
      for await (const entry of archive.eachEntry()) {
        const path = nameOf(entry.fileName as unknown as Buffer);
        if (path.endsWith('/')) continue;
        budget.countMember();
        if (entry.generalPurposeBitFlag & isEncrypted) {
          yield { path, bytes: none(), problem: 'encrypted' };
          continue;
        }
        const open = async function* () {
          yield* await archive.openReadStreamPromise(entry);
        };
        yield { path, bytes: budget.countUnpacked(damagedAs('zip', open())) };
      }
    } catch (error) {
      throw error instanceof OverBudget ? error : new DamagedContainer('zip', error);
    } finally {
      archive.close();
    }
  },
};

function nameOf(name: Uint8Array): string {
  const decoded = decodeText(name);
  const path = decoded.failure ? Buffer.from(name).toString('latin1') : decoded.text;
  return path.replaceAll('\\', '/').normalize('NFC');
}

async function asDamaged<T>(opened: Promise<T>): Promise<T> {
  return opened.catch((error: unknown) => {
    throw error instanceof OverBudget ? error : new DamagedContainer('zip', error);
  });
}

async function* none(): AsyncGenerator<Uint8Array> {}
