// A plan as the parent writes it, before the probe.
import { trainSettingsSchema } from './contract.ts';
import type { Plan } from './plan.ts';

export const plan: Plan = {
  version: 1,
  engine: 'onnxruntime',
  precision: 'float32',
  threads: 2,
  execution: { kind: 'one-graph' },
  base: { path: '/models/base', hash: 'base-hash' },
  settings: trainSettingsSchema.parse({}),
  budget: { maxTokens: 1000 },
  data: {
    train: { path: '/corpus/train.jsonl', hash: 'corpus-hash' },
    heldOut: { path: '/corpus/held-out.jsonl', hash: 'corpus-hash' },
    sourceReplay: undefined,
    sourceHeldOut: undefined,
    chat: { path: '/material/chat.jsonl', hash: 'material-hash' },
  },
  prompt: '마당에서',
};

export const forecast = { steps: 7, trainedTokens: 1000, seconds: 60, memoryBytes: 1e9, diskBytes: 1e8 };
