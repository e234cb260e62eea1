// `madang graft --dry-run`: the plan and an estimate, without fetching or writing anything. The estimate rests on one
// timed product of the engine that npm installed and on the catalogue's shape of the base.
import { listFiles } from '../intake/list-files.ts';
import type { Locale } from '../kernel/operation.ts';
import { catalogue } from '../model/catalogue.ts';
import { estimateTokensPerSecond } from '../train/estimate-speed.ts';
import { gigabytes } from '../train/gigabytes.ts';
import { forecastDisk, forecastMemory } from '../train/memory-fit.ts';
import { smallestChoice, timeProduct } from './budget-tokens.ts';
import { en } from './messages.en.ts';
import { ko } from './messages.ko.ts';
import type { OpenGraft } from './open-graft.ts';
import { writeGraftYaml } from './write-graft-yaml.ts';

export async function forecastGraft(graft: OpenGraft, engine: string) {
  const { config, budget, textsFolder, folder } = graft;
  let files = 0;
  for (const { path } of config.sources) files += (await listFiles(textsFolder, path, folder))?.length ?? 0;
  const shape = catalogue.find(({ name }) => name === config.base)?.config;
  const gflops = await timeProduct();
  const tokensPerSecond = shape && Math.round(estimateTokensPerSecond(shape, config.train, gflops));
  const trainedTokens = budget.maxTokens ?? (tokensPerSecond && tokensPerSecond * (budget.maxSeconds ?? 0));
  const estimate = {
    isEstimate: true as const,
    productGflops: gflops,
    ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }),
    ...(trainedTokens === undefined ? {} : { trainedTokens }),
    ...(shape ? { memoryBytes: forecastMemory(shape, config.train, smallestChoice) } : {}),
    ...(shape ? { diskBytes: forecastDisk(shape, config.train) } : {}),
  };
  const plan = { folder, base: config.base, language: config.language, engine, files, budget };
  return {
    plan,
    estimate,
    graftYaml: writeGraftYaml(config),
    screen: (locale: Locale): string[] => {
      const say = (locale === 'ko' ? ko : en).dryRun;
      return [
        say.plan({ folder, base: config.base, language: config.language, files }),
        say.estimate({ gflops, tokensPerSecond: tokensPerSecond ?? 0, trainedTokens: trainedTokens ?? 0 }),
        say.needs({
          memory: estimate.memoryBytes === undefined ? '?' : gigabytes(estimate.memoryBytes),
          disk: estimate.diskBytes === undefined ? '?' : gigabytes(estimate.diskBytes),
        }),
        say.nothing,
        '',
        ...writeGraftYaml(config).split('\n'),
      ];
    },
  };
}
