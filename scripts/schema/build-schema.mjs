import { buildProperty } from './build-property.mjs';
import { valuesDefinition, valuesName } from './build-values.mjs';

/**
 * Builds the whole schema: the job at the root, one definition per section, one per enumeration.
 *
 * @param {Awaited<ReturnType<import('./read-facts.mjs').readFacts>>} facts
 * @returns {object} a draft-07 schema
 */
export function buildSchema(facts) {
  const { job, process, ...sections } = facts.sections;
  const definitions = { process: processDefinition(process, sections, facts) };
  for (const [id, section] of Object.entries(sections)) definitions[id] = sectionDefinition(section, facts);
  for (const [name, values] of Object.entries(facts.enums))
    definitions[valuesName(name)] = valuesDefinition(values);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: 'Generated from schemas/facts by `npm run schema`; edit the facts.',
    title: 'ai-toolkit job',
    'x-toolkit': facts.toolkit,
    type: 'object',
    ...sectionDefinition(job, facts),
    allOf: [
      whenJob('train', ['training_folder']),
      whenJob('extract', ['base_model', 'extract_model', 'output_folder']),
    ],
    definitions,
  };
}

/** `config` asks for more keys in the old kinds of job (jobs/TrainJob.py:27, jobs/ExtractJob.py:16). */
function whenJob(job, required) {
  return {
    if: { properties: { job: { const: job } }, required: ['job'] },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
    then: { properties: { config: { required } } },
  };
}

/**
 * A definition has no `type` of its own: where it is used says whether null may stand in its place,
 * and a wrong type is then reported once.
 */
function sectionDefinition(section, facts) {
  const properties = Object.entries(section.keys)
    .sort(([, a], [, b]) => a.rank - b.rank)
    .map(([name, key]) => [name, buildProperty(key, section, facts)]);
  const required =
    section.required ?? properties.map(([name]) => name).filter((name) => section.keys[name].required);
  return {
    ...(section.source && { $comment: section.source }),
    description: section.description,
    ...(section.open && { 'x-open': true }),
    ...(required.length > 0 && { required }),
    ...(section.requireOneOf && { anyOf: section.requireOneOf.map((name) => ({ required: [name] })) }),
    properties: Object.fromEntries(properties),
  };
}

/**
 * The process types choose their definitions by `type`; an entry without a type is read as a trainer.
 * Where several definitions of one type have the same key, the last one, for the fewest types, holds.
 */
function processDefinition(section, sections, facts) {
  const branches = Object.entries(sections)
    .filter(([, { processTypes }]) => processTypes)
    .sort(([, a], [, b]) => b.processTypes.length - a.processTypes.length);
  return {
    ...sectionDefinition(section, facts),
    allOf: branches.map(([id, { processTypes }]) => ({
      if: {
        properties: { type: { enum: processTypes } },
        ...(id !== 'trainerProcess' && { required: ['type'] }),
      },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
      then: { $ref: `#/definitions/${id}` },
    })),
  };
}
