// Where Madang keeps what is shared between grafts: engines and converted bases in the cache folder.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `MADANG_HOME`, else `$XDG_CACHE_HOME/madang`, else `~/.cache/madang`. */
export function cacheHome(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.MADANG_HOME) return environment.MADANG_HOME;
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'madang');
}
