// Who takes part in the training-step benchmark, the line each prints, and the ratios that Madang promises to reach.
// All run the same step: SmolLM2-135M's shape with random weights, LoRA r = 16 on all linears, 4 x 512 tokens.
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

export interface Contestant {
  readonly name: string;
  readonly ours: boolean;
  readonly language: 'node' | 'python';
  /** Script in this folder, and its own flags. */
  readonly command: readonly [script: string, ...flags: string[]];
}

const ours = (engine: string): Contestant => ({
  name: engine,
  ours: true,
  language: 'node',
  command: ['madang-step.ts', '--engine', engine],
});

const peer = (script: string, mode: string): Contestant => ({
  name: `${script} ${mode}`,
  ours: false,
  language: 'python',
  command: [`peers/${script}.py`, '--mode', mode],
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
];

export interface Goal {
  readonly ours: string;
  /** Without a mode: the one of the same precision as ours. */
  readonly peer: string;
  readonly measure: 'speed' | 'memory';
  readonly bound: number;
}

export const GOALS: readonly Goal[] = [
  { ours: 'openvino', peer: 'torch-lean bfloat16-compiled', measure: 'speed', bound: 0.9 },
  { ours: 'openvino', peer: 'transformers-peft bfloat16', measure: 'speed', bound: 1.4 },
  { ours: 'onnxruntime', peer: 'transformers-peft float32', measure: 'speed', bound: 1.0 },
  { ours: 'openvino', peer: 'transformers-peft', measure: 'memory', bound: 0.8 },
  { ours: 'onnxruntime', peer: 'transformers-peft', measure: 'memory', bound: 0.8 },
];
