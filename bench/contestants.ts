// Who takes part in the training-step benchmark, the line each prints, and the ratios that Madang promises to reach.
// All run the same step: SmolLM2-135M's shape with random weights, 4 x 512 tokens; LoRA r = 16 on all linears, or all
// weights where the name ends in `full`.
export const STEP_TOKENS = 4 * 512;

/** One process's answer: its last line of standard output, as JSON. */
export interface StepLine {
  readonly engine: string;
  /** Precision first: `float32`, `bfloat16`, `bfloat16-compiled`. */
  readonly mode: string;
  readonly tokensPerSecond: number;
  readonly peakMemoryBytes: number;
  readonly stepsSeconds: readonly number[];
  readonly losses: readonly number[];
  readonly threads?: number;
  readonly version?: string;
}

type Method = 'lora' | 'full';

export interface Contestant {
  readonly name: string;
  readonly method: Method;
  readonly ours: boolean;
  readonly language: 'node' | 'python';
  /** Script in this folder, and its own flags. */
  readonly command: readonly [script: string, ...flags: string[]];
}

export function named(name: string, method: Method): string {
  return method === 'full' ? `${name} full` : name;
}

const ours = (engine: string, method: Method = 'lora'): Contestant => ({
  name: named(engine, method),
  method,
  ours: true,
  language: 'node',
  command: ['madang-step.ts', '--engine', engine, '--method', method],
});

const peer = (script: string, mode: string, method: Method = 'lora'): Contestant => ({
  name: named(`${script} ${mode}`, method),
  method,
  ours: false,
  language: 'python',
  command: [`peers/${script}.py`, '--mode', mode, ...(method === 'full' ? ['--method', method] : [])],
});

export const CONTESTANTS: readonly Contestant[] = [
  ours('openvino'),
  peer('torch-lean', 'bfloat16-compiled'),
  peer('transformers-peft', 'bfloat16'),
  ours('onnxruntime'),
  peer('transformers-peft', 'float32'),
  peer('torch-lean', 'float32-compiled'),
  peer('torch-lean', 'bfloat16-eager'),
  peer('torch-lean', 'float32-eager'),
  ours('openvino', 'full'),
  peer('torch-lean', 'bfloat16-compiled', 'full'),
  ours('onnxruntime', 'full'),
  peer('torch-lean', 'float32-compiled', 'full'),
];

export interface Goal {
  readonly ours: string;
  /** Without a mode: the one of the same precision as ours. */
  readonly peer: string;
  readonly measure: 'speed' | 'memory';
  readonly bound: number;
}

export const GOALS: readonly Goal[] = [
  { ours: 'openvino', peer: 'torch-lean bfloat16-compiled', measure: 'speed', bound: 1.2 },
  { ours: 'openvino', peer: 'torch-lean bfloat16-compiled', measure: 'memory', bound: 0.8 },
  { ours: 'openvino full', peer: 'torch-lean bfloat16-compiled full', measure: 'speed', bound: 1.2 },
  { ours: 'openvino full', peer: 'torch-lean bfloat16-compiled full', measure: 'memory', bound: 0.8 },
  { ours: 'onnxruntime', peer: 'torch-lean float32-compiled', measure: 'speed', bound: 1.0 },
  { ours: 'openvino', peer: 'transformers-peft bfloat16', measure: 'speed', bound: 1.4 },
  { ours: 'onnxruntime', peer: 'transformers-peft float32', measure: 'speed', bound: 1.0 },
  { ours: 'openvino', peer: 'transformers-peft', measure: 'memory', bound: 0.8 },
  { ours: 'onnxruntime', peer: 'transformers-peft', measure: 'memory', bound: 0.8 },
];
