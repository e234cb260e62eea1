import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFile } from '../read-file.ts';
import { binarySamples } from '../readers/binary-samples.fixture.ts';
import { writeZip } from '../readers/package/write-zip.fixture.ts';
import { type ContainerSample, containerCases } from './containers.cases.ts';
import { containers, unpackingFor } from './index.ts';

// "마당\n" in a.txt, packed by gzip 1.12, bzip2 1.0.8, xz 5.4, zstd 1.5, GNU tar 1.34 and Python's zipfile
const packed: Readonly<Record<string, string>> = {
  gzip: 'H4sIAAAAAAAAA3u9vON1904uACE5iCAHAAAA',
  bzip2: 'QlpoOTFBWSZTWUy1sg4AAANAWQAQAEgAgAAgAAggADDACGGlpwGF3JFOFCQTLWyDgA==',
  xz: '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAG66eI64u5CgAATP2Vy3NEZ38AAR8HFi64cx+2830BAAAAAARZWg==',
  zstd: 'KLUv/SQHOQAA66eI64u5CuJD8ZM=',
  zip: 'UEsDBBQAAAAIAAAAIVwhOYggCQAAAAcAAAAFAAAAYS50eHR7vbzjdfdOLgBQSwECFAMUAAAACAAAACFcITmIIAkAAAAHAAAABQAAAAAAAAAAAAAApIEAAAAAYS50eHRQSwUGAAAAAAEAAQAzAAAALAAAAAAA',
};
const tarInGzip =
  'H4sIAAAAAAACA0vUK6koYaAtMAACMxMTMA0E6DQQmDMYmhoamRobm5iAxA0NTI3MGRQMGOgASotLEosUFBiK8vPxhgMh+SEKXi/veN29k4thFIyCUTAKRsHIAgDVE2NXAAgAAA==';

function sampleOf(name: string): ContainerSample {
  if (name === 'tar') return { packed: gunzipSync(Buffer.from(tarInGzip, 'base64')), cutAt: 515 };
  const bytes = Buffer.from(packed[name] ?? '', 'base64');
  return { packed: bytes, cutAt: Math.floor(bytes.length * 0.6) };
}

describe.each(containers)('$name', (container) => {
  const sample = sampleOf(container.name);
  it.each(containerCases)('$name', ({ check }) => check(container, sample));

  it('begins as its signature says', () => {
    const { signature, signatureAt } = container;
    expect([...sample.packed.subarray(signatureAt, signatureAt + signature.length)]).toEqual([...signature]);
  });
});

describe('readFile', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'madang-containers-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const read = async (name: string, bytes: Uint8Array) => {
    const absolute = join(folder, name);
    await writeFile(absolute, bytes);
    const found: unknown[] = [];
    for await (const reading of readFile({ path: name, absolute })) found.push(reading);
    return found;
  };
  const zipped = Buffer.from(packed.zip ?? '', 'base64');

  it.each(Object.entries(binarySamples))('reads %s in a zip, and in a zip of it', async (reader, { path, write }) => {
    const inner = writeZip([{ name: `문서/${path}`, content: write(['마당은 집의 한가운데 있다.']) }]);
    const within = (member: string) => expect.stringContaining(reader === 'xlsx' ? `${member}!/a` : member);
    const text = { kind: 'text', text: '마당은 집의 한가운데 있다.', reader };
    expect(await read('a.zip', inner)).toMatchObject([{ ...text, place: { member: within(`문서/${path}`) } }]);
    expect(await read('b.zip', writeZip([{ name: 'a.zip', content: inner }]))).toMatchObject([
      { ...text, place: { member: within(`a.zip!/문서/${path}`) } },
    ]);
  });

  it('says which document of a zip is damaged, and reads the others', async () => {
    const bytes = writeZip([
      { name: 'a.hwp', content: 'no HWP' },
      { name: 'b.txt', content: '글' },
    ]);
    expect(await read('c.zip', bytes)).toMatchObject([
      { kind: 'failure', code: 'other-format', place: { member: 'a.hwp' } },
      { kind: 'text', text: '글', place: { member: 'b.txt' } },
    ]);
  });

  it('reads members, in archives of archives too, and says where they lie', async () => {
    const tar = await packTar([
      { header: { name: 'sub/inner.zip', size: zipped.length }, body: zipped },
      { header: { name: 'b.jsonl', size: 18 }, body: '{"text":"first"}\n\n' },
      { header: { name: 'c.bin', size: 1 }, body: 'x' },
    ]);
    expect(await read('all.tgz', gzipSync(tar))).toMatchObject([
      { kind: 'text', text: '마당\n', place: { member: 'sub/inner.zip!/a.txt' }, reader: 'text' },
      { kind: 'text', text: 'first', row: 1, place: { member: 'b.jsonl', byteStart: 0, byteEnd: 16 }, reader: 'jsonl' },
      { kind: 'failure', code: 'unsupported-format', place: { member: 'c.bin' } },
    ]);
  });

  it('reads the other members where one is damaged', async () => {
    const broken = zipped.subarray(0, 40);
    const tar = await packTar([
      { header: { name: 'a.zip', size: broken.length }, body: broken },
      { header: { name: 'b.txt', size: 2 }, body: 'b\n' },
    ]);
    expect(await read('two.tar', tar)).toMatchObject([
      { kind: 'failure', code: 'damaged-container', values: { container: 'zip' }, place: { member: 'a.zip' } },
      { kind: 'text', text: 'b\n', place: { member: 'b.txt' } },
    ]);
  });

  it('refuses a bomb and what is packed too often', async () => {
    const zeros = gzipSync(gzipSync(Buffer.alloc(70 * 2 ** 20, 0x61), { level: 1 }));
    expect(await read('bomb.txt.gz.gz', zeros)).toMatchObject([
      { code: 'unpacks-too-large', values: { limit: 'expansion' } },
    ]);
    let nested: Uint8Array = Buffer.from('x');
    for (let layer = 0; layer < 6; layer += 1) nested = gzipSync(nested);
    expect(await read(`a.txt${'.gz'.repeat(6)}`, nested)).toMatchObject([
      { code: 'unpacks-too-large', values: { limit: 'layers' } },
    ]);
  });

  it('knows a packed file by its first bytes', async () => {
    expect(await read('upload', zipped)).toMatchObject([{ text: '마당\n', place: { member: 'a.txt' } }]);
    expect(await read('slides.pptx', zipped)).toMatchObject([{ code: 'unsupported-format' }]);
    expect(await read('noise', Buffer.from('noise'))).toMatchObject([{ code: 'unsupported-format' }]);
  });
});

describe('unpackingFor', () => {
  it('leaves the name that is packed', () => {
    expect(unpackingFor('a/B.JSONL.GZ')?.inner).toBe('a/B.JSONL');
    expect(unpackingFor('a.tbz2')?.inner).toBe('a.tar');
    expect(unpackingFor('a.txt')).toBeUndefined();
  });
});
