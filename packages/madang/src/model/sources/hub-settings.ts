// How a Hugging-Face-compatible hub is reached, from the variables that its own tools read.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where `HF_ENDPOINT` names no other. */
const publicHub = 'https://huggingface.co';

export interface HubReference {
  /** org/name */
  readonly repository: string;
  /** Branch, tag or commit. */
  readonly revision: string;
}

export interface HubSettings {
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly offline: boolean;
  /** The folder that holds `models--<org>--<name>`. */
  readonly cacheFolder: string;
}

export function readHubSettings(environment: NodeJS.ProcessEnv): HubSettings {
  const endpoint = environment.HF_ENDPOINT || publicHub;
  const home = environment.HF_HOME || join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface');
  return {
    endpoint: endpoint.replace(/\/+$/, ''),
    token: environment.HF_TOKEN || undefined,
    offline: /^(1|on|yes|true)$/i.test(environment.HF_HUB_OFFLINE ?? ''),
    cacheFolder: environment.HF_HUB_CACHE || environment.HUGGINGFACE_HUB_CACHE || join(home, 'hub'),
  };
}
