import type { KeySchema, SectionSchema } from './config-schema';

/** A section that reads a key: the keys that lead there from the process, `*` for each item of a list. */
export interface Home {
  readonly route: readonly string[];
  readonly section: SectionSchema;
  readonly key: KeySchema;
}

/** Keys with another meaning in every section: that another section reads one does not show what was meant here. */
const commonWords = new Set([
  'type',
  'name',
  'seed',
  'debug',
  'scale',
  'train',
  'prompt',
  'dtype',
  'fps',
  'device',
]);

const homesBySection = new WeakMap<SectionSchema, ReadonlyMap<string, readonly Home[]>>();

/**
 * Where in a process a key is read other than in `section`: the sections of the process before lists and nested mappings,
 * and of those only the nearest kind; a mapping within the section itself is nearest of all. With several sections, the intended one is unknown.
 */
export function homesOf(process: SectionSchema, section: SectionSchema, name: string): readonly Home[] {
  if (commonWords.has(name)) return [];
  const all = readersOf(process, section, name);
  const below = all.filter((home) => isBelow(section, home.section));
  if (below.length > 0) return below;
  for (const tier of [0, 1, 2]) {
    const here = all.filter((home) => tierOf(home) === tier);
    if (here.length > 0) return here;
  }
  return [];
}

/** Every other section of the process that reads a key. */
export function readersOf(process: SectionSchema, section: SectionSchema, name: string): readonly Home[] {
  return (allHomes(process).get(name) ?? []).filter((home) => home.section !== section);
}

function isBelow(section: SectionSchema, inner: SectionSchema): boolean {
  return [...section.keys.values()].some((key) => key.section === inner) && !section.id.startsWith('process');
}

/** The sections that every training has, then the items of its lists, then the rest. */
function tierOf(home: Home): number {
  const [first] = home.route;
  const isMain =
    first === undefined || ['network', 'save', 'train', 'model', 'sample', 'logging'].includes(first);
  if (isMain && home.route.length <= 1) return 0;
  return first === 'datasets' && home.route.length === 2 ? 1 : 2;
}

function allHomes(process: SectionSchema): ReadonlyMap<string, readonly Home[]> {
  const known = homesBySection.get(process);
  if (known) return known;
  const homes = new Map<string, Home[]>();
  collect(process, []);
  homesBySection.set(process, homes);
  return homes;

  function collect(section: SectionSchema, route: readonly string[]): void {
    for (const key of section.keys.values()) {
      if (!key.node['x-unused'] && key.node.deprecationMessage === undefined) {
        const found = homes.get(key.name) ?? [];
        found.push({ route, section, key });
        homes.set(key.name, found);
      }
      // `first_sample` repeats `sample`, and the experimental sections below three levels are never meant.
      if (route.length >= 2 || key.name === 'first_sample') continue;
      if (key.section) collect(key.section, [...route, key.name]);
      if (key.itemSection) collect(key.itemSection, [...route, key.name, '*']);
    }
  }
}

/** `'train'`, or `each entry of 'datasets'`, for messages. */
export function routeText(route: readonly string[]): string {
  if (route.length === 0) return 'the process';
  if (route.at(-1) === '*') return `each entry of '${route.slice(0, -1).join('.')}'`;
  return `'${route.join('.')}'`;
}
