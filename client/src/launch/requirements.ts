import { type Files, pathsOf } from './files';

/** A checkout's requirement files as one text; undefined where it has none. */
export async function readRequirements(
  toolkit: string,
  platform: NodeJS.Platform,
  files: Files,
): Promise<string | undefined> {
  const { join } = pathsOf(platform);
  const texts = await Promise.all(
    ['requirements.txt', 'requirements_base.txt'].map((name) => files.readText(join(toolkit, name))),
  );
  return texts[0] === undefined ? undefined : texts.filter((text) => text !== undefined).join('\n');
}

/** Whether a checkout loads models. The practice toolkit's requirements have no line but comments. */
export function loadsModels(requirements: string | undefined): boolean {
  return (
    requirements === undefined || !requirements.split(/\r?\n/).every((line) => /^\s*(?:#.*)?$/.test(line))
  );
}
