import { readdir, readFile } from 'node:fs/promises';

/**
 * Reads every facts file of a folder.
 *
 * @param {URL} folder
 * @returns {Promise<{toolkit: object, sections: Record<string, object>, enums: Record<string, object>, examples: Record<string, string[]>}>}
 * @throws when two files describe the same section
 */
export async function readFacts(folder) {
  const facts = { toolkit: {}, sections: {}, enums: {}, examples: {} };
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  for (const name of names) {
    const content = JSON.parse(await readFile(new URL(name, folder), 'utf8'));
    if (name === 'toolkit.json') facts.toolkit = content;
    for (const [id, section] of Object.entries(content.sections ?? {})) {
      if (facts.sections[id])
        throw new Error(`The section ${id} is described twice, the second time in ${name}.`);
      facts.sections[id] = section;
    }
    Object.assign(facts.enums, content.enums);
    Object.assign(facts.examples, content.examples);
  }
  return facts;
}
