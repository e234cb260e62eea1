// IQ4_NL: float16 scale, 32 nibbles that choose from 16 unevenly spaced levels. The nibbles lie as in Q4_0. Read only.
import { type BlockType, float16At } from './block-type.ts';

const blockBytes = 18;

/** ggml's `kvalues_iq4nl`: dense near zero, where most weights are. */
export const unevenLevels = Int8Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

export const iq4nl = { name: 'IQ4_NL', blockValues: 32, blockBytes, decode } as const satisfies BlockType;

function decode(bytes: Uint8Array, values: Float32Array): void {
  for (let from = 0, to = 0; from < bytes.length; from += blockBytes, to += 32) {
    const scale = float16At(bytes, from);
    for (let lane = 0; lane < 16; lane += 1) {
      const pair = bytes[from + 2 + lane] ?? 0;
      values[to + lane] = scale * (unevenLevels[pair & 15] ?? 0);
      values[to + lane + 16] = scale * (unevenLevels[pair >> 4] ?? 0);
    }
  }
}
