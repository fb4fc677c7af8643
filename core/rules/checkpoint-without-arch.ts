import { scalarText } from '../syntax/config-node';
import { insertEntry, replaceScalar } from '../syntax/text-edits';
import { expandText } from '../trainer/environment';
import { jobNameOf } from '../trainer/job-folder';
import type { DiskRule } from './rule';

/** The arch that trains what a checkpoint's `model_index.json` names. */
const archOfPipeline: Readonly<Record<string, string>> = {
  QwenImagePipeline: 'qwen_image',
  QwenImageEditPipeline: 'qwen_image_edit',
  QwenImageEditPlusPipeline: 'qwen_image_edit_plus',
};

export const checkpointWithoutArch: DiskRule = {
  code: 'checkpoint-without-arch',
  severity: 'error',
  summary: 'A Qwen-Image checkpoint on disk without `arch`: ai-toolkit loads it as another model and fails.',
  claims: [{ where: 'load', what: 'fails', seen: 'run' }],

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      const model = process.section('model');
      const name = process.text('model.name_or_path');
      const arch = model?.entry('arch');
      if (!model || !name || (scalarText(arch?.value) ?? '') !== '') continue;
      const folder = expandText(name.value, variable, jobNameOf(config, variable));
      const index = folder && (await probe.readText(probe.join(folder, 'model_index.json'), 1024 * 1024));
      const pipeline = /"_class_name"\s*:\s*"(\w+)"/.exec(index ?? '')?.[1] ?? '';
      const fitting = Object.hasOwn(archOfPipeline, pipeline) ? archOfPipeline[pipeline] : undefined;
      if (fitting === undefined) continue;
      const edit =
        arch?.value.kind === 'scalar'
          ? replaceScalar(arch.value, fitting)
          : insertEntry(config.document, model.mapping, 'arch', fitting, 'name_or_path');
      yield {
        span: name.span,
        message: `The checkpoint in '${folder}' is a ${pipeline}, and without 'arch' ai-toolkit loads it as another model and fails. Write 'arch: ${fitting}'.`,
        missing: true,
        fixes: [{ title: `Write 'arch: ${fitting}'`, safe: false, edits: [edit] }],
      };
    }
  },
};
