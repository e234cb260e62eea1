// The exact next commands for a release that lies in `folder`, quoted for a POSIX shell where it must be.
import type { Report } from './contract.ts';

export interface UseCommand {
  readonly name: 'chat' | 'compare' | 'llama' | 'ollama' | 'transformers';
  readonly command: string;
}

export function useCommands(report: Report, folder: string): UseCommand[] {
  const { release, graft } = report;
  if (!release) return [];
  const has = (path: string) => release.files.some((file) => file.path === path || file.path.startsWith(`${path}/`));
  const within = (path: string) => quote(`${folder.replace(/\/$/, '')}/${path}`);
  const gguf = ['-Q8_0.gguf', '-F16.gguf', '.gguf'].flatMap((end) =>
    release.files.filter(({ path }) => path.endsWith(end)),
  )[0];
  const commands: (UseCommand | false | undefined)[] = [
    { name: 'chat', command: `madang chat ${quote(folder)}` },
    { name: 'compare', command: `madang chat ${quote(folder)} --compare` },
    gguf && { name: 'llama', command: `llama-cli -m ${within(gguf.path)}` },
    has('Modelfile') && { name: 'ollama', command: `ollama create ${graft.name} -f ${within('Modelfile')}` },
    has('hugging-face') && {
      name: 'transformers',
      command: `AutoModelForCausalLM.from_pretrained(${JSON.stringify(`${folder}/hugging-face`)})`,
    },
  ];
  return commands.filter((command) => command !== undefined && command !== false);
}

function quote(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
