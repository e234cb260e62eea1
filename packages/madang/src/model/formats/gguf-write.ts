// Writes GGUF version 3: metadata in the order given, tensors one in memory at a time, each aligned by
// `general.alignment` (32 where the metadata does not say).
import { blockTypes, type WrittenType } from './blocks/index.ts';
import { encodeGgufHeader } from './gguf-header.ts';
import { defaultAlignment, type GgufMetadata, type GgufTensorType, numberOfTensorType, padTo } from './gguf-types.ts';
import { encodeTensor, type TensorToWrite, valueCount } from './tensor-to-write.ts';
import { writeAll, writeBeside } from './write-beside.ts';

type GgufTensorToWrite = TensorToWrite<WrittenType, GgufTensorType>;

export async function writeGguf(
  path: string,
  metadata: GgufMetadata,
  tensors: readonly GgufTensorToWrite[],
): Promise<void> {
  const alignment = Number(metadata.get('general.alignment')?.value ?? defaultAlignment);
  const padding = (length: number) => new Uint8Array(padTo(alignment, length) - length);
  const header = encodeGgufHeader(metadata, placeTensors(tensors, alignment));
  await writeBeside(path, async (file) => {
    await writeAll(file, header);
    await writeAll(file, padding(header.length));
    for (const tensor of tensors) {
      const bytes = encodeTensor(tensor);
      await writeAll(file, bytes);
      await writeAll(file, padding(bytes.length));
    }
  });
}

function placeTensors(tensors: readonly GgufTensorToWrite[], alignment: number) {
  let next = 0;
  return tensors.map(({ name, shape, type }) => {
    const { blockValues, blockBytes } = blockTypes[type];
    const columns = shape.at(-1) ?? 0;
    if (columns % blockValues !== 0) throw new RangeError(`${name}: ${columns} columns do not fill ${type} blocks`);
    const offset = next;
    next = padTo(alignment, next + (valueCount(shape) / blockValues) * blockBytes);
    return { name, shape, typeNumber: numberOfTensorType(type), offset };
  });
}
