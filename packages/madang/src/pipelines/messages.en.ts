import { described, heeded } from './describe-consent.ts';

type Nothing = Readonly<Record<string, never>>;

export const en = {
  errors: {
    'no-run': (v: { folder: string }) => ({
      found: `There is no run in ${v.folder}.`,
      expected: 'A graft folder in which "madang graft" has worked, or the folder of one run.',
      next: 'madang runs <graft folder>',
    }),
    'not-running': (v: { folder: string }) => ({
      found: `No run in ${v.folder} is under way.`,
      expected: 'A run whose process lives.',
      next: `madang runs ${v.folder}`,
    }),
    'still-running': (v: { run: string; pid: number; seconds: number }) => ({
      found: `Run ${v.run} (pid ${v.pid}) was asked to end and still works after ${v.seconds} seconds.`,
      expected: 'That it ends at its next safe point.',
      next: `Give the same command again to wait longer, or end it hard with "kill -9 ${v.pid}"; it resumes from its last checkpoint.`,
    }),
    'run-died': (v: { run: string }) => ({
      found: `The process of run ${v.run} ended before the run did.`,
      expected: 'A run that reaches its end.',
      next: 'Give the same graft command again: it goes on from the last checkpoint.',
    }),
    'nothing-there': (v: { path: string }) => ({
      found: `There is nothing at ${v.path}.`,
      expected: 'A graft.yaml, a graft folder, or a folder of texts.',
      next: 'Check the path, or begin with a folder of texts: madang graft <folder>',
    }),
    'broken-yaml': (v: { path: string; reason: string }) => ({
      found: `${v.path} is no readable YAML: ${v.reason}`,
      expected: 'A graft.yaml: keys and values, two spaces a level.',
      next: 'Mend the line that is named, or let "madang graft <folder of texts>" write a fresh one.',
    }),
    'unknown-key': (v: { path: string; key: string; nearest: string }) => ({
      found: `${v.path} has the key "${v.key}", which Madang does not know.`,
      expected: `A known key, perhaps: ${v.nearest}.`,
      next: 'Correct or delete that key.',
    }),
    'bad-value': (v: { path: string; key: string; reason: string }) => ({
      found: `${v.path}: the value of "${v.key}" does not fit: ${v.reason}`,
      expected: 'A value of the kind that "madang help graft" and the comments of a written graft.yaml describe.',
      next: `Correct "${v.key}".`,
    }),
    'bad-memory': (v: { text: string }) => ({
      found: `"${v.text}" is no amount of memory.`,
      expected: 'A number with m or g: 900m, 8g, 7.5g.',
      next: 'Give --max-memory 8g.',
    }),
    'bad-duration': (v: { text: string }) => ({
      found: `"${v.text}" is no duration.`,
      expected: 'A number with s, m, h or d: 90s, 10m, 1h30m.',
      next: 'Give --max-time 10m.',
    }),
    'graft-inside-texts': (v: { folder: string; texts: string }) => ({
      found: `The graft folder ${v.folder} would lie inside the texts ${v.texts}.`,
      expected: 'A graft folder beside the texts: it would read itself.',
      next: 'Choose another folder with -o.',
    }),
    'no-new-tokens': (_: Nothing) => ({
      found: 'No new tokens are asked for: newTokens is 0, or auto, which chose none at this budget.',
      expected: 'How many to add.',
      next: 'Give --new-tokens 4000, or see what each number would bring with "madang fertility".',
    }),
    'no-control-text': (v: { language: string }) => ({
      found: `There is no text in ${v.language} to train a control on.`,
      expected: 'sourceText.replay in graft.yaml, or a source language that text is shipped for.',
      next: 'Name a file of source-language texts under sourceText.replay, or leave --control out.',
    }),
    'licence-not-accepted': (v: { base: string; licence: string; path: string | undefined }) => ({
      found: `${v.base} carries a licence that asks for consent: ${heeded(v, 'en')}`,
      expected: 'A yes from someone who has read it.',
      next: `Read it ("madang inspect ${v.base}"), then give the same command with --accept-licence; or choose another base.`,
    }),
    'licence-refused': (v: { base: string; licence: string }) => ({
      found: `The licence ${v.licence} of ${v.base} was not accepted. Nothing was trained.`,
      expected: 'A base whose licence suits what the graft is for.',
      next: 'Choose another base with --base, such as smollm2-135m-instruct (Apache-2.0).',
    }),
    'base-of-another-program': (v: { ref: string; path: string; way: string }) => ({
      found: `${v.ref} (${v.path}) belongs to another program.`,
      expected: "A base that Madang or the hub's tools downloaded.",
      next: `Let that program free it: ${v.way}`,
    }),
    'base-referenced': (v: { ref: string; count: number; graft: string }) => ({
      found: `${v.count} runs rest on ${v.ref}, one of them in ${v.graft}.`,
      expected: 'A base that no run rests on.',
      next: 'Look at them with "madang base list"; give --force to free it all the same: a run fetches it again when it needs it.',
    }),
    'no-such-base': (v: { ref: string }) => ({
      found: `There is no base ${v.ref} on this machine.`,
      expected: 'A base as "madang base list" says it.',
      next: 'madang base list',
    }),
    'several-bases': (v: { ref: string; refs: string }) => ({
      found: `${v.ref} may be one of ${v.refs}.`,
      expected: 'One of them.',
      next: 'Give the command with the whole name.',
    }),
    interrupted: (_: Nothing) => ({
      found: 'The graft was interrupted between two steps; what is done is kept.',
      expected: 'A graft that reaches its end.',
      next: 'Give the same command again: it goes on where it stopped.',
    }),
  },
  notices: {
    'no-licence': (v: { base: string }) =>
      `${v.base} names no licence: what comes of it is for your own use until you find one out.`,
    'licence-question': (v: { base: string; licence: string; path: string | undefined }) =>
      `${v.base} carries a licence that asks for consent.\n${described(v, 'en')}\nDo you accept it?`,
    'licence-accepted': (v: { licence: string; file: string }) =>
      `The licence ${v.licence} was accepted; noted in ${v.file}.`,
    'base-answers': (v: { prompts: number; base: string }) =>
      `${v.base} answers ${v.prompts} prompts once, so that the graft can be held to its own answers.`,
    'run-opened': (v: { run: string; folder: string }) => `Run ${v.run} in ${v.folder}.`,
    'run-resumed': (v: { run: string; folder: string }) => `Taking up run ${v.run} in ${v.folder} again.`,
    'initialiser-chosen': (v: { initialiser: string; scores: string }) =>
      `New rows start by ${v.initialiser}: after fifty steps each, bits per byte were ${v.scores}.`,
    'no-runs': (_: Nothing) => 'No runs here yet.',
    'run-running': (_: Nothing) => 'running',
    'run-finished': (_: Nothing) => 'finished',
    'run-failed': (_: Nothing) => 'failed',
    'run-interrupted': (_: Nothing) => 'interrupted',
  },
  bases: {
    stores: { hub: "the hub's cache", package: "Madang's cache", ollama: 'Ollama', 'lm-studio': 'LM Studio' },
    states: { running: 'running', finished: 'finished', failed: 'failed', interrupted: 'interrupted' },
    notUsable: 'not complete, or of a kind that Madang does not open',
    usedBy: (v: { graft: string; run: string; state: string }) => `used by ${v.graft}, run ${v.run} (${v.state})`,
    none: 'No models here yet. Fetch one: madang base get smollm2-135m-instruct',
    incomplete: (v: { size: string }) => `${v.size} of downloads that were begun and not finished.`,
  },
  tune: {
    current: 'the recipe as it is',
    trial: (v: { recipe: string; bitsPerByte: string; tokens: number; source: string }) =>
      `${v.bitsPerByte} bits per byte after ${v.tokens} tokens, source ${v.source}: ${v.recipe}`,
    found: (v: { recipe: string; path: string }) =>
      `Better by more than two seeds differ, and written into ${v.path}: ${v.recipe}. Go on with: madang graft ${v.path}`,
    kept: 'Nothing was better by more than two seeds differ: the recipe stays.',
  },
  dryRun: {
    plan: (v: { folder: string; base: string; language: string; files: number }) =>
      `Plan: graft ${v.language} onto ${v.base} from ${v.files} files, into ${v.folder}.`,
    estimate: (v: { gflops: number; tokensPerSecond: number; trainedTokens: number }) =>
      `Estimate, from one timed product of ${v.gflops} GFLOP/s: about ${v.tokensPerSecond} tokens/s, ${v.trainedTokens} trained tokens.`,
    needs: (v: { memory: string; disk: string }) =>
      `Estimate: ${v.memory} of memory, ${v.disk} of disk while training.`,
    nothing: 'Nothing was fetched and nothing was written. The settings in full:',
  },
};
