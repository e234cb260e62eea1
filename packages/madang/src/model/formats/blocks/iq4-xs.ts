// IQ4_XS: 256 values in 8 groups of 32. float16 scale of the scales, 2 upper bits of each scale in 16 bits, 4 lower bits
// in 4 bytes (6 bits less 32), 16 bytes of nibbles a group with IQ4_NL's levels. Read only.
import { type BlockType, float16At } from './block-type.ts';
import { unevenLevels } from './iq4-nl.ts';

const blockBytes = 136;

export const iq4xs = { name: 'IQ4_XS', blockValues: 256, blockBytes, decode } as const satisfies BlockType;

function decode(bytes: Uint8Array, values: Float32Array): void {
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 256) {
    const d = float16At(bytes, from);
    for (let group = 0; group < 8; group += 1) {
      const low = ((bytes[from + 4 + (group >> 1)] ?? 0) >> ((group & 1) * 4)) & 15;
      const high = ((bytes[from + 2 + (group >> 2)] ?? 0) >> ((group & 3) * 2)) & 3;
      const scale = d * ((low | (high << 4)) - 32);
      const pairs = from + 8 + group * 16;
      const start = to + group * 32;
      for (let lane = 0; lane < 16; lane += 1) {
        const pair = bytes[pairs + lane] ?? 0;
        values[start + lane] = scale * (unevenLevels[pair & 15] ?? 0);
        values[start + lane + 16] = scale * (unevenLevels[pair >> 4] ?? 0);
      }
    }
  }
}
