// Turns the lines of all rounds into Markdown tables: figures, every ratio (losing ones too), and the goals.
// Speed is 2,048 tokens over the median of all timed steps of all rounds; memory is the highest of the rounds.
import { CONTESTANTS, GOALS, type Goal, named, STEP_TOKENS, type StepLine } from './contestants.ts';

export interface Figure {
  readonly mode: string;
  readonly tokensPerSecond: number;
  /** Of the fastest and the slowest timed step. */
  readonly fastest: number;
  readonly slowest: number;
  readonly steps: number;
  readonly peakMemoryBytes: number;
  readonly losses: readonly number[];
}

export type Figures = ReadonlyMap<string, Figure>;

export function summarise(lines: readonly StepLine[]): Figure | undefined {
  const [first] = lines;
  const seconds = lines.flatMap((line) => line.stepsSeconds).sort((a, b) => a - b);
  const [shortest, longest] = [seconds.at(0), seconds.at(-1)];
  if (first === undefined || shortest === undefined || longest === undefined) return undefined;
  return {
    mode: first.mode,
    tokensPerSecond: STEP_TOKENS / median(seconds),
    fastest: STEP_TOKENS / shortest,
    slowest: STEP_TOKENS / longest,
    steps: seconds.length,
    peakMemoryBytes: Math.max(...lines.map((line) => line.peakMemoryBytes)),
    losses: first.losses,
  };
}

export function writeFiguresTable(figures: Figures, failures: ReadonlyMap<string, string>): string {
  const rows = CONTESTANTS.filter(({ name }) => figures.has(name) || failures.has(name)).map(({ name }) => {
    const figure = figures.get(name);
    if (figure === undefined) return [name, '-', `failed: ${failures.get(name)?.replaceAll('|', '/')}`, '-', '-', '-'];
    const { mode, tokensPerSecond, fastest, slowest, peakMemoryBytes, losses, steps } = figure;
    return [
      name,
      mode,
      `**${tokensPerSecond.toFixed(0)}** (${slowest.toFixed(0)}-${fastest.toFixed(0)})`,
      `${steps}`,
      `${(peakMemoryBytes / 1e9).toFixed(1)} GB`,
      losses.map((loss) => loss.toFixed(3)).join(' '),
    ];
  });
  return writeTable(
    ['engine', 'mode', 'tokens/s (slowest-fastest step)', 'steps', 'peak memory', 'loss by step'],
    rows,
  );
}

/** Each peer beside our engines that train by the same method. */
export function writeRatiosTable(figures: Figures): string {
  const present = CONTESTANTS.filter(({ name }) => figures.has(name));
  const engines = CONTESTANTS.filter(({ ours, method }) => ours && method === 'lora').filter(({ name }) =>
    present.some((contestant) => contestant.ours && contestant.name.startsWith(name)),
  );
  const rows = present
    .filter((contestant) => !contestant.ours)
    .map((peer) => [
      peer.name,
      ...engines.flatMap(({ name }) =>
        (['speed', 'memory'] as const).map((measure) =>
          times(ratio(figures, measure, named(name, peer.method), peer.name)),
        ),
      ),
    ]);
  const heads = engines.flatMap(({ name }) => [`${name}: speed`, `${name}: memory`]);
  return writeTable(['against', ...heads], rows);
}

export function writeGoalsTable(figures: Figures): string {
  const rows = GOALS.map((goal) => {
    const peer = findPeer(figures, goal);
    const value = peer === undefined ? undefined : ratio(figures, goal.measure, goal.ours, peer);
    const reached = value !== undefined && (goal.measure === 'speed' ? value >= goal.bound : value <= goal.bound);
    const outcome = value === undefined ? 'not measured' : reached ? 'reached' : 'missed';
    const wanted = `${goal.measure === 'speed' ? 'at least' : 'at most'} ${times(goal.bound)}`;
    return [goal.measure, goal.ours, peer ?? goal.peer, wanted, times(value), outcome];
  });
  return writeTable(['what', 'engine', 'against', 'goal', 'measured', ''], rows);
}

function findPeer(figures: Figures, goal: Goal): string | undefined {
  if (figures.has(goal.peer)) return goal.peer;
  const precision = figures.get(goal.ours)?.mode.split('-')[0];
  const samePrecision = `${goal.peer} ${precision}`;
  return figures.has(samePrecision) ? samePrecision : undefined;
}

function ratio(figures: Figures, measure: Goal['measure'], ours: string, peer: string): number | undefined {
  const [left, right] = [figures.get(ours), figures.get(peer)];
  if (left === undefined || right === undefined) return undefined;
  return measure === 'speed'
    ? left.tokensPerSecond / right.tokensPerSecond
    : left.peakMemoryBytes / right.peakMemoryBytes;
}

function median(sorted: readonly number[]): number {
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

function times(value: number | undefined): string {
  return value === undefined ? '-' : `${value.toFixed(2)}x`;
}

function writeTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
