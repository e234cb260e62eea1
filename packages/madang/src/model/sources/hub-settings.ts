// How a Hugging-Face-compatible hub is reached, from the variables and the token file that its own tools read.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { modelError } from '../errors.ts';

/** Where `HF_ENDPOINT` names no other. */
const publicHub = 'https://huggingface.co';
const isYes = (value: string | undefined) => /^(1|on|yes|true)$/i.test(value ?? '');

export interface HubReference {
  /** org/name */
  readonly repository: string;
  /** Branch, tag or commit. */
  readonly revision: string;
}

export interface HubSettings {
  /** Without a user name and password: they are in `authorization`. */
  readonly endpoint: string;
  /** The header's value; it goes to the endpoint's own origin and is never printed. */
  readonly authorization: string | undefined;
  readonly offline: boolean;
  /** The folder that holds `models--<org>--<name>`. */
  readonly cacheFolder: string;
}

export function readHubSettings(environment: NodeJS.ProcessEnv): HubSettings {
  const home = environment.HF_HOME || join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface');
  const { address, basic } = splitCredentials(environment.HF_ENDPOINT || publicHub);
  const token = readToken(environment, home);
  return {
    endpoint: address.replace(/\/+$/, ''),
    authorization: token === undefined ? basic : `Bearer ${token}`,
    offline: isYes(environment.HF_HUB_OFFLINE),
    cacheFolder: environment.HF_HUB_CACHE || environment.HUGGINGFACE_HUB_CACHE || join(home, 'hub'),
  };
}

/** A mirror's user name and password may stand in its address, where `fetch` takes none. */
function splitCredentials(endpoint: string): { address: string; basic: string | undefined } {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || (url.username === '' && url.password === '')) return { address: endpoint, basic: undefined };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { address: url.href, basic: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** `HF_TOKEN`, else the file that `hf auth login` writes. */
function readToken(environment: NodeJS.ProcessEnv, home: string): string | undefined {
  const given = environment.HF_TOKEN || environment.HUGGING_FACE_HUB_TOKEN;
  const path = environment.HF_TOKEN_PATH || join(home, 'token');
  const token = (given ?? (isYes(environment.HF_HUB_DISABLE_IMPLICIT_TOKEN) ? '' : readIfThere(path))).trim();
  // a header takes printable ASCII alone, and the error of `fetch` would print the token
  if (!/^[\x21-\x7e]*$/.test(token)) throw modelError('usage', 'bad-token', { place: given ? 'HF_TOKEN' : path });
  return token || undefined;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
