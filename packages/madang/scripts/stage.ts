// Makes the folder that is published: `node packages/madang/scripts/stage.ts <folder>`.
//   dist/      the sources as JavaScript with declarations, and what lies beside them
//   assets/    texts and prompts that the product needs
//   package.json, README.md, CHANGELOG.md, LICENSE
// The folders keep their depth, so that `../../package.json` and `../../assets` mean the same in both.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const packageFolder = resolve(import.meta.dirname, '..');
const root = resolve(packageFolder, '../..');
const target = resolve(process.argv[2] ?? join(packageFolder, 'dist'));
const emitted = join(target, 'emitted');

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });

const tsc = join(root, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', join(packageFolder, 'tsconfig.build.json'), '--outDir', emitted], {
  stdio: 'inherit',
});
renameSync(join(emitted, 'src'), join(target, 'dist'));
rmSync(emitted, { recursive: true, force: true });

cpSync(join(packageFolder, 'src'), join(target, 'dist'), {
  recursive: true,
  filter: (path) => !path.endsWith('.ts') || path.endsWith('.d.ts'),
});
cpSync(join(packageFolder, 'assets'), join(target, 'assets'), { recursive: true });
for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE']) cpSync(join(root, file), join(target, file));
chmodSync(join(target, 'dist/cli/main.js'), 0o755);

const workspace = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as Record<string, unknown>;
const published = {
  ...workspace,
  bin: { madang: 'dist/cli/main.js' },
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  files: ['dist', 'assets', 'README.md', 'CHANGELOG.md', 'LICENSE'],
};
writeFileSync(join(target, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
