// The experiment as a page: the conditions with their evidence, every arm in numbers, and the curves as a picture.
import type { ArmResult } from './arms.ts';
import { type Condition, meanAt } from './conditions.ts';
import type { IdsCompared } from './same-ids.ts';

export interface Experiment {
  readonly name: string;
  readonly base: string;
  readonly parameters: number;
  readonly results: readonly ArmResult[];
  readonly conditions: readonly Condition[];
  readonly ids: IdsCompared;
  readonly newTokens: number;
  readonly steps: number;
}

type Kind = Pick<ArmResult['arm'], 'start' | 'newTokens' | 'rowsOnlySteps'>;

export function writePage(experiment: Experiment): string {
  const { name, base, parameters, results, conditions, ids, newTokens, steps } = experiment;
  const seeds = new Set(results.map(({ arm }) => arm.seed)).size;
  const sameIds = ids.differentPieces === 0 && ids.differentTexts === 0;
  const evidence = `${ids.differentPieces} pieces, ${ids.differentTexts} texts differ of ${(ids.bytes / 1e6).toFixed(1)} MB`;
  const judged = [...conditions, { name: 'f', claim: 'three tokenizers give the same ids', holds: sameIds, evidence }];
  const steppedAt = [...new Set(results.flatMap(({ looks }) => looks.map(({ step }) => step)))].sort((a, b) => a - b);
  const rows = kindsOf(results).map((kind) => {
    const korean = steppedAt.map((step) => cell(meanAt(results, kind, step, 'korean')));
    return [label(kind), `${kind.newTokens}`, ...korean, cell(meanAt(results, kind, 0, 'english'))];
  });
  return [
    `# Does the science hold? ${name === 'small' ? 'A small base' : 'A real base'}`,
    '',
    `Base: ${base}, ${(parameters / 1e6).toFixed(1)} million parameters. Korean of \`examples/korean\`, ${newTokens} new tokens, ${steps} steps on all`,
    `weights, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} (the size curve: one). Written by \`node bench/graft-science/graft-science.ts\`; bench/README.md says how.`,
    '',
    table(
      ['', 'claim', 'holds', 'evidence, bits per byte'],
      judged.map(({ name: letter, claim, holds, evidence: found }) => [letter, claim, holds ? 'yes' : '**no**', found]),
    ),
    '',
    `![Bits per byte of held-out Korean over the steps](graft-science-${name}.svg)`,
    '',
    'Held-out Korean after so many steps, and English before the first; means over the seeds:',
    '',
    table(['rows start as', 'new tokens', ...steppedAt.map((step) => `${step}`), 'English at 0'], rows),
    '',
  ].join('\n');
}

/** One line an arm of `newTokens`, named at its end. */
export function drawCurves(results: readonly ArmResult[], newTokens: number): string {
  const kinds = kindsOf(results).filter((kind) => kind.newTokens === newTokens || kind.start === 'none');
  const steps = [...new Set(results.flatMap(({ looks }) => looks.map(({ step }) => step)))].sort((a, b) => a - b);
  const lines = kinds.map((kind) => ({
    name: label(kind),
    values: steps.map((step) => meanAt(results, kind, step, 'korean')),
  }));
  const values = lines.flatMap((line) => line.values);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [left, right, top, bottom] = [50, 560, 20, 340];
  const x = (step: number) => left + ((right - left) * step) / (steps.at(-1) ?? 1);
  const y = (value: number) => bottom - ((bottom - top) * (value - low)) / (high - low);
  const places = spread(lines.map((line) => y(line.values.at(-1) ?? low)));
  const drawn = lines.map((line, place) => {
    const points = line.values.map((value, at) => `${x(steps[at] ?? 0).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    const hue = Math.round((360 * place) / lines.length);
    return [
      `<polyline points="${points}" fill="none" stroke="hsl(${hue} 60% 40%)" stroke-width="1.5"/>`,
      `<text x="${right + 8}" y="${((places[place] ?? 0) + 4).toFixed(1)}" fill="hsl(${hue} 60% 35%)">${line.name}</text>`,
    ].join('');
  });
  const ticks = steps.map((step) => `<text x="${x(step).toFixed(1)}" y="360" text-anchor="middle">${step}</text>`);
  const ends = [low, high].map(
    (value) => `<text x="44" y="${y(value) + 4}" text-anchor="end">${value.toFixed(2)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 370" font-family="sans-serif" font-size="12">
<title>Bits per byte of held-out Korean over the steps</title><rect width="800" height="370" fill="white"/>
${[...drawn, ...ticks, ...ends].join('\n')}
</svg>
`;
}

function kindsOf(results: readonly ArmResult[]): Kind[] {
  const kinds = new Map(results.map(({ arm }) => [`${arm.start} ${arm.newTokens} ${arm.rowsOnlySteps}`, arm]));
  return [...kinds.values()];
}

function label({ start, rowsOnlySteps }: Kind): string {
  return rowsOnlySteps > 0 ? `${start}, rows alone for ${rowsOnlySteps} steps` : start;
}

/** Labels at least 15 apart, in the order of their places. */
function spread(wanted: readonly number[]): number[] {
  const order = wanted.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  const places = new Array<number>(wanted.length);
  let last = Number.NEGATIVE_INFINITY;
  for (const { place, index } of order) {
    last = Math.max(place, last + 15);
    places[index] = last;
  }
  return places;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(value: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(3);
}
