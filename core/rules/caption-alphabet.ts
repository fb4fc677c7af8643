import { countOf, nameSome, placedDatasets } from '../trainer/datasets/dataset-places';
import { samplePromptsOf } from '../trainer/sample-prompts';
import type { DiskRule } from './rule';

export const captionAlphabet: DiskRule = {
  code: 'caption-alphabet',
  severity: 'hint',
  summary: 'Captions in another script than the sample prompts.',
  claims: [{ where: 'dataset', what: 'advice', seen: 'source' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const prompts = samplePromptsOf(process).map(({ text }) => text.value);
      const wanted = scriptOf(prompts.join(' '));
      if (wanted === undefined) continue;
      const scan = await context.scan(process);
      for (const { path, scanned } of placedDatasets(process, scan)) {
        const other = scanned.images.filter(({ caption }) => {
          const script = caption.source === 'file' ? scriptOf(caption.raw ?? '') : undefined;
          return script !== undefined && script !== wanted;
        });
        if (other.length === 0 || other.length * 2 < scanned.images.length) continue;
        yield {
          span: path.span,
          message: `${countOf(other.length, 'caption')} are written in ${scriptOf(other[0]?.caption.raw ?? '')} script and the sample prompts in ${wanted}: ${nameSome(other.map(({ caption }) => caption.file ?? ''))}. The samples then show little of what was trained. Use one language for both.`,
        };
      }
    }
  },
};

const scripts: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Latin', /\p{Script=Latin}/gu],
  ['Chinese', /\p{Script=Han}/gu],
  ['Cyrillic', /\p{Script=Cyrillic}/gu],
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['Korean', /\p{Script=Hangul}/gu],
  ['Arabic', /\p{Script=Arabic}/gu],
];

/** The script of most letters of a text; undefined for one without letters. */
function scriptOf(text: string): string | undefined {
  const counted = scripts.map(([name, pattern]) => ({ name, count: text.match(pattern)?.length ?? 0 }));
  const most = counted.reduce((best, each) => (each.count > best.count ? each : best));
  return most.count > 3 ? most.name : undefined;
}
