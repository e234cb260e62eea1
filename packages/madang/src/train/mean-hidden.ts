// The mean hidden state before the head, [D], over the tokens of rows.
import { placePassages } from '../engine/decoder-feeds.ts';
import type { HiddenStates } from '../engine/hidden-states.ts';
import type { Row } from './pack-rows.ts';

export async function meanHidden(rows: readonly Row[], rowTokens: number, states: HiddenStates): Promise<Float64Array> {
  let sum = new Float64Array();
  let tokens = 0;
  for (const row of rows) {
    const hidden = await states.read(row);
    const width = hidden.length / rowTokens;
    if (sum.length === 0) sum = new Float64Array(width);
    for (const { passage, start } of placePassages([row], rowTokens)) {
      const end = (start + passage.inputs.length) * width;
      for (let place = start * width; place < end; place++) {
        sum[place % width] = (sum[place % width] as number) + (hidden[place] as number);
      }
      tokens += passage.inputs.length;
    }
  }
  if (tokens === 0) throw new Error('no tokens to take a mean state of');
  return sum.map((value) => value / tokens);
}
