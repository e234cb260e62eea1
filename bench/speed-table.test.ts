import { expect, test } from 'vitest';
import type { StepLine } from './contestants.ts';
import { type Figure, summarise, writeFiguresTable, writeGoalsTable, writeRatiosTable } from './speed-table.ts';

function line(mode: string, stepsSeconds: number[], gigabytes: number): StepLine {
  return { engine: 'any', mode, tokensPerSecond: 0, peakMemoryBytes: gigabytes * 1e9, stepsSeconds, losses: [10.9] };
}

function figure(mode: string, stepsSeconds: number[], gigabytes: number): Figure {
  const made = summarise([line(mode, stepsSeconds, gigabytes)]);
  if (made === undefined) throw new Error('no steps');
  return made;
}

test('the median runs over the steps of all rounds, memory is the highest', () => {
  const made = summarise([line('float32', [4, 1], 3), line('float32', [2, 8], 5)]);
  expect(made).toMatchObject({
    tokensPerSecond: 2048 / 3,
    fastest: 2048,
    slowest: 256,
    steps: 4,
    peakMemoryBytes: 5e9,
  });
  expect(summarise([])).toBeUndefined();
});

test('ratios and goals: ours over the peer, memory against the peer of the same precision', () => {
  const figures = new Map([
    ['openvino', figure('float32', [2], 4)],
    ['transformers-peft bfloat16', figure('bfloat16', [1], 4)],
    ['transformers-peft float32', figure('float32', [4], 8)],
    ['openvino full', figure('bfloat16', [3], 6)],
    ['torch-lean bfloat16-compiled full', figure('bfloat16-compiled-full', [6], 5)],
  ]);
  expect(writeRatiosTable(figures).split('\n').slice(2)).toEqual([
    '| transformers-peft bfloat16 | 0.50x | 1.00x |',
    '| transformers-peft float32 | 2.00x | 0.50x |',
    '| torch-lean bfloat16-compiled full | 2.00x | 1.20x |',
  ]);
  expect(writeGoalsTable(figures).split('\n').slice(2)).toEqual([
    '| speed | openvino | torch-lean bfloat16-compiled | at least 1.20x | - | not measured |',
    '| memory | openvino | torch-lean bfloat16-compiled | at most 0.80x | - | not measured |',
    '| speed | openvino full | torch-lean bfloat16-compiled full | at least 1.20x | 2.00x | reached |',
    '| memory | openvino full | torch-lean bfloat16-compiled full | at most 0.80x | 1.20x | missed |',
    '| speed | onnxruntime | torch-lean float32-compiled | at least 1.00x | - | not measured |',
    '| speed | openvino | transformers-peft bfloat16 | at least 1.40x | 0.50x | missed |',
    '| speed | onnxruntime | transformers-peft float32 | at least 1.00x | - | not measured |',
    '| memory | openvino | transformers-peft float32 | at most 0.80x | 0.50x | reached |',
    '| memory | onnxruntime | transformers-peft | at most 0.80x | - | not measured |',
  ]);
});

test('one who failed stays in the table with the reason', () => {
  expect(writeFiguresTable(new Map(), new Map([['onnxruntime', 'out of memory']]))).toContain('failed: out of memory');
});
