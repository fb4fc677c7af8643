/** A wording that readers in many countries stumble over. */
export interface Avoided {
  readonly pattern: RegExp;
  readonly write: string;
  /** Texts that the pattern finds, and one that it leaves. */
  readonly found: readonly string[];
  readonly left: string;
}

/** Held over everything that a reader sees, comments included. */
export const avoidedEverywhere: readonly Avoided[] = [
  {
    pattern: /(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more than\b|less\b|better\b|larger\b)[`'\w]/i,
    write: 'is not a …, are not …',
    found: ["'x' is no ai-toolkit config", 'lines that are no bars'],
    left: 'There is no config here, and it is no longer needed.',
  },
  {
    pattern: /\bknows? no [`'\w]+ named\b|\bknows no\b/i,
    write: 'does not support',
    found: ['It knows no arch.'],
    left: 'It knows not every arch.',
  },
  {
    pattern: /\bin silence\b|\bwithout a word\b/i,
    write: 'silently',
    found: ['dropped without a word', 'in silence'],
    left: 'silently',
  },
  { pattern: /\banew\b/i, write: 'again, from scratch', found: ['It begins anew.'], left: 'a new start' },
  {
    pattern: /\bin place of\b/i,
    write: 'instead of',
    found: ['a mapping in place of a list'],
    left: 'a folder in the place of a file',
  },
  {
    pattern: /after the model was loaded/i,
    write: 'after loading the model',
    found: ['It fails after the model was loaded.'],
    left: 'after loading the model',
  },
  {
    pattern: /\b(?:take|takes|took) (?:no )?orders\b/i,
    write: 'can be controlled',
    found: ['It takes no orders.'],
    left: 'in order',
  },
  {
    pattern: /\blooks? for nothing\b/i,
    write: 'does not look',
    found: ['It looks for nothing.'],
    left: 'It looks for a file.',
  },
  {
    pattern: /\b(?:centre|colour|behaviour|favourite|cancelled)\b/,
    write: 'US spelling',
    found: ['the centre'],
    left: 'the center',
  },
  { pattern: /[‘’“”]/, write: 'straight quotes', found: ['ai-toolkit’s'], left: "ai-toolkit's" },
];

/** Held over messages, docs and facts; in comments these words have their plain meanings too. */
export const avoidedInTexts: readonly Avoided[] = [
  { pattern: /\balone\b/i, write: 'only', found: ['by `arch` alone'], left: 'only by `arch`' },
  { pattern: /\bbeside\b/i, write: 'next to, with', found: ['beside the images'], left: 'besides' },
  {
    pattern: /\bstands? (?:in for|right under|beside|there)\b/i,
    write: 'replaces, is directly under, is set together with',
    found: ['It stands in for the arch.'],
    left: 'It stands.',
  },
  { pattern: /\btold\b/i, write: 'reported', found: ['nobody is told'], left: 'tolerance' },
  {
    pattern: /\bspoil(?:t|s)?\b|\bputs? away\b|\bmend(?:s|ed|ing)?\b/i,
    write: 'corrupted, unloaded, fix',
    found: ['mended by a fix', 'put away'],
    left: 'recommended',
  },
  {
    pattern:
      /\b(?:images?|samples?|pictures?)(?: \w+)? (?:is|are|was|were) drawn\b|\bpictures? of a sample\b/i,
    write: 'generated',
    found: ['Samples are drawn.'],
    left: 'The crop is drawn at random.',
  },
  {
    pattern: /\b(?:take|takes|took|taken) (?:it |them |'[^']*' |\S+ )?for (?:[`']|user\b)/i,
    write: "treats 'X' as Y",
    found: ["takes 'x' for 'y'"],
    left: 'It takes 2 minutes for each image.',
  },
  { pattern: /\b(?:go|goes) on\b/i, write: 'continue', found: ['The run goes on.'], left: 'Going online.' },
  {
    pattern: /\bwhat can be done\b/i,
    write: 'actions',
    found: ['Click for what can be done.'],
    left: 'Click for actions.',
  },
  {
    pattern: /\bany text is on\b/i,
    write: 'any other text counts as true',
    found: ['any text is on'],
    left: 'any text',
  },
];
