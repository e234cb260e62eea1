// Writes a graft.yaml in which every setting is visible, each with the schema's own description as its comment.
import { Document, isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { type GraftConfig, graftConfigSchema } from './graft-config.ts';

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
}

export function writeGraftYaml(config: GraftConfig): string {
  const schema = z.toJSONSchema(graftConfigSchema, { io: 'input' }) as Described;
  const document = new Document(config);
  if (isMap(document.contents)) describeKeys(document.contents, schema);
  document.commentBefore =
    ' A Madang graft: every setting, with its default where you gave none.\n madang graft <this folder> runs it again; only what changed is done again.';
  return document.toString({ lineWidth: 120 });
}

function describeKeys(map: YAMLMap, schema: Described): void {
  for (const pair of map.items as Pair[]) {
    if (!isScalar(pair.key)) continue;
    const described = schema.properties?.[String(pair.key.value)];
    if (described?.description) pair.key.commentBefore = ` ${described.description}`;
    if (isMap(pair.value) && described) describeKeys(pair.value, described);
  }
}
