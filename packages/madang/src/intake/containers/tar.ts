// Tar (POSIX ustar and pax, GNU long names): regular files in their order; links and devices are passed over.
import { Readable } from 'node:stream';
import { type Container, damagedAs } from './container.ts';

export const tar: Container = {
  name: 'tar',
  endings: { '.tar': '' },
  signature: [0x75, 0x73, 0x74, 0x61, 0x72],
  signatureAt: 257,
  async *unpack(bytes, budget) {
    const { createTarDecoder } = await import('modern-tar');
    const packed = Readable.from(bytes, { objectMode: false });
    const entries = (Readable.toWeb(packed) as ReadableStream<Uint8Array>).pipeThrough(
      createTarDecoder({ strict: true }),
    );
    try {
      for await (const { header, body } of damagedAs('tar', entries)) {
        if ((header.type ?? 'file') !== 'file') {
          await body.cancel();
          continue;
        }
        budget.countMember();
        const read = budget.countUnpacked(damagedAs('tar', body));
        yield { path: header.name.replace(/^(?:\.\/)+/, ''), bytes: read };
        if (!body.locked) await body.cancel();
      }
    } finally {
      packed.destroy();
    }
  },
};
