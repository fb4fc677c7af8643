import path from 'node:path';
import { nearestName, type ServerNodes } from '../../../../core/comfyui/index';
import { readLoraMetadataHash } from '../../../../server/src/disk/lora/read-lora-file';
import type { ComfyHttp } from '../server/comfy-http';

/** The LoRA as the server lists it, or why it cannot be used, in words. */
export type FoundLora =
  | { readonly name: string; readonly note: string | undefined }
  | { readonly problem: string };

/** Names whose metadata is asked for, in search of a copy under another name. */
const mostAsked = 60;

/** Looks for a checkpoint in the server's list: by its name, and by the hash that ai-toolkit writes into the file. */
export async function findServerLora(file: string, nodes: ServerNodes, http: ComfyHttp): Promise<FoundLora> {
  const name = path.basename(file);
  const listed = nodes.get('LoraLoaderModelOnly')?.inputs.get('lora_name')?.options ?? [];
  const hash = await readLoraMetadataHash(file);
  const sameName = listed.filter((each) => lastPart(each) === name);
  if (hash === undefined) {
    const [first] = sameName;
    return first === undefined
      ? notThere(name, listed)
      : { name: first, note: 'The file has no hash, so only its name was compared with the server.' };
  }
  const stem = name.replace(/(?:_\d{9})?\.safetensors$/, '');
  const alike = listed.filter((each) => !sameName.includes(each) && lastPart(each).includes(stem));
  const others = listed.filter((each) => !sameName.includes(each) && !alike.includes(each));
  for (const each of [...sameName, ...alike, ...others].slice(0, mostAsked)) {
    if ((await serverHash(each, http)) === hash) return { name: each, note: undefined };
  }
  const [other] = sameName;
  if (other === undefined) return notThere(name, listed);
  return {
    problem: `The server's '${other}' has other weights than ${name}. Copy this checkpoint to models/loras under another name.`,
  };
}

function notThere(name: string, listed: readonly string[]): FoundLora {
  const nearest = nearestName(name, listed);
  const hint = nearest === undefined ? '' : ` The nearest name in its list is '${nearest}'.`;
  return {
    problem: `The server does not list ${name} as a LoRA.${hint} Copy it to ComfyUI's models/loras ("Copy…"), then send again.`,
  };
}

async function serverHash(name: string, http: ComfyHttp): Promise<unknown> {
  const { status, body } = await http.get(`/view_metadata/loras?${new URLSearchParams({ filename: name })}`);
  return status === 200 && typeof body === 'object' && body !== null
    ? Reflect.get(body, 'sshs_model_hash')
    : undefined;
}

/** The server may run on Windows, whatever this machine is. */
function lastPart(name: string): string {
  return name.split(/[\\/]/).at(-1) ?? name;
}
