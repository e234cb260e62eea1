// Writes one safetensors file: tensors in the given order, one in memory at a time, the header padded with spaces so
// that the data starts at a multiple of 8, as the reference writer does.
import { blockTypes } from './blocks/index.ts';
import { encodeTensor, type TensorToWrite, valueCount } from './tensor-to-write.ts';
import { writeAll, writeBeside } from './write-beside.ts';

type SafetensorsWriteType = 'F32' | 'F16' | 'BF16';

export async function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite<SafetensorsWriteType, SafetensorsWriteType | 'F8_E4M3' | 'F8_E5M2'>[],
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  let end = 0;
  const entries = tensors.map(({ name, shape, type }) => {
    const begin = end;
    end += valueCount(shape) * blockTypes[type].blockBytes;
    return [name, { dtype: type, shape, data_offsets: [begin, end] }] as const;
  });
  const header = JSON.stringify({ ...(metadata ? { __metadata__: metadata } : {}), ...Object.fromEntries(entries) });
  const headerBytes = Buffer.from(header);
  const padded = Buffer.alloc(Math.ceil(headerBytes.length / 8) * 8, ' ');
  headerBytes.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));

  await writeBeside(path, async (file) => {
    await writeAll(file, length);
    await writeAll(file, padded);
    for (const tensor of tensors) await writeAll(file, encodeTensor(tensor));
  });
}
