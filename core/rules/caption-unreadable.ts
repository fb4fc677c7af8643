import { nameSome, placedDatasets } from '../trainer/datasets/dataset-places';
import type { DiskRule } from './rule';

export const captionUnreadable: DiskRule = {
  code: 'caption-unreadable',
  severity: 'error',
  summary: 'A caption file that ai-toolkit cannot read ends the run at the step that uses it.',
  claims: [{ where: 'step', what: 'fails', seen: 'run' }],

  async *checkDisk(config, context) {
    for (const process of config.trainers) {
      const scan = await context.scan(process);
      const ends = 'the run ends at the step that uses such an image, in the first epoch';
      for (const { path, scanned } of placedDatasets(process, scan)) {
        const broken = scanned.images.filter(
          ({ caption }) => caption.error !== undefined && caption.file !== undefined,
        );
        if (broken.length === 0) continue;
        const files = broken.map(({ caption }) => caption.file ?? '');
        yield { span: path.span, message: messageOf(files, broken[0]?.caption.error ?? '', ends) };
      }
      // With cached text embeddings the dataset itself cannot be built.
      for (const failure of scan.failures) {
        const section = process.datasets[failure.dataset ?? -1];
        const path = section?.text('dataset_path') ?? section?.text('folder_path');
        if (!path || failure.caption === undefined) continue;
        yield {
          span: path.span,
          message: messageOf(
            [failure.caption],
            failure.error,
            'the start ends while the captions are cached',
          ),
        };
      }
    }
  },
};

function messageOf(files: readonly string[], error: string, ends: string): string {
  const isFolder = error.startsWith('IsADirectoryError');
  const what = isFolder
    ? 'a folder has the name of a caption file'
    : 'ai-toolkit reads captions as UTF-8 text and cannot read';
  const advice = isFolder ? 'Rename it.' : 'Save the files as UTF-8.';
  return isFolder
    ? `${nameSome(files)}: ${what}, and ${ends}. ${advice}`
    : `${what} ${nameSome(files)}: ${ends}. ${advice}`;
}
