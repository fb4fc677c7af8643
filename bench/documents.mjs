/**
 * Configs of a given length: a training guide's config, whose datasets and prompts are repeated with other names until the
 * text has as many lines. Both kinds of growth happen: some people list one dataset per folder, others a prompt per idea.
 *
 * @param {string} guide the guide's config as written
 * @param {number} lines how many lines the text is to have at least; a number below the guide's own gives the guide
 */
export function documentOfLines(guide, lines) {
  const rows = guide.split('\n');
  const missing = lines - rows.length;
  if (missing <= 0) return guide;
  const dataset = (index) => [
    `        - folder_path: "dataset/person_${index}"`,
    '          caption_ext: "txt"',
    '          caption_dropout_rate: 0.05',
    '          shuffle_tokens: false',
    '          cache_latents_to_disk: true',
    '          resolution: [1024, 1024]',
    '',
  ];
  const half = Math.floor(missing / 2);
  const datasets = Array.from({ length: Math.ceil(half / 7) }, (_, index) => dataset(index)).flat();
  const prompts = Array.from(
    { length: Math.max(0, missing - datasets.length) },
    (_, index) => `          - "maya_char, photo number ${index}, standing in a garden, natural light"`,
  );
  const beforeTrain = rows.indexOf('      train:');
  const afterPrompts = rows.findIndex((row) => row.startsWith('        neg:'));
  return [
    ...rows.slice(0, beforeTrain),
    ...datasets,
    ...rows.slice(beforeTrain, afterPrompts),
    ...prompts,
    ...rows.slice(afterPrompts),
  ].join('\n');
}
